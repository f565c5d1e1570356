/** Files of a message, as far as the message itself tells of them. Pure. */
import { holdsRows, nameOf } from "../conversation/posted.ts";
import { list, part, text, type Body } from "./payload.ts";

/** A file that may hold rows, in a form that is kept in the inbox. Its address opens only with our token. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Bytes; 0 when Slack does not say. */
  readonly size: number;
  /** Slack tells nothing of a file of another organisation before it is asked (files.info). */
  readonly unknown?: true;
}

/** Slack takes ten files in one message. */
const most = 10;

/** The files of a message that hold rows, and those that may. */
export function filesIn(message: Body): SlackFile[] {
  return list(message["files"])
    .slice(0, most)
    .map((file) => readFile(part(file)))
    .filter((file) => file !== undefined);
}

/** @param file as Slack tells of it in a message, or when it is asked */
export function readFile(file: Body): SlackFile | undefined {
  const [id, name] = [text(file["id"]), nameOf(text(file["name"]) || text(file["title"]))];
  if (!/^[A-Z0-9]{1,60}$/i.test(id) || file["mode"] === "tombstone") return undefined;
  if (file["file_access"] === "check_file_info") return { id, name, url: "", size: 0, unknown: true };
  if (!name || !(holdsRows(name, text(file["mimetype"])) || /^[ct]sv$/.test(text(file["filetype"]))))
    return undefined;
  const url = text(file["url_private_download"]) || text(file["url_private"]);
  return { id, name, url: url.length <= 3000 ? url : "", size: Number(file["size"]) || 0 };
}
