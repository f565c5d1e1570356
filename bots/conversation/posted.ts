/** Files that people post: which of them hold rows, and how much of one is read. The same for every chat. */

/** Bytes of a posted file that are read; what is larger is loaded in the app, which shows how far it is. */
export const mostPosted = 8 * 1024 * 1024;

/** A file that somebody posted, as a command is told of it. */
export interface Posted {
  readonly name: string;
  /** Base64; undefined when it cannot be read or is too large. */
  readonly content?: string;
  /** A sentence: why it cannot be read, where more is known than that. */
  readonly problem?: string;
  /** A command that was said beside it, and is not done: of one message one thing is done. */
  readonly beside?: string;
}

/** Files with rows concern us; others are posted for people. */
export const holdsRows = (name: string, type: string): boolean =>
  /\.(csv|tsv)$/i.test(name) || /^text\/(csv|tab-separated-values)\b/i.test(type);

/** A file's name on one line, as long as the hub takes it. */
export const nameOf = (name: string): string =>
  name.replaceAll(/\s+/g, " ").trim().slice(0, 200).toWellFormed();

/** The body of an answer; undefined when it is larger than so many bytes, of which no more are read. */
export async function atMost(response: Response, most: number): Promise<Buffer | undefined> {
  if (Number(response.headers.get("content-length")) > most) {
    await response.body?.cancel();
    return undefined;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > most) return undefined; // leaving the loop ends the download
    parts.push(part);
  }
  return Buffer.concat(parts);
}
