/** Previews of links ("GET /media/preview_url"): off unless the administrator turns them on, for each is a request to a stranger. */
import { Readable } from "node:stream";
import { MatrixError } from "../../../errors.ts";
import type { Content } from "../../types.ts";
import { openQueue } from "../bounded-queue.ts";
import { sizeOf } from "../image-library.ts";
import type { MediaStore } from "../media-store.ts";
import { kindOf } from "../picture-kind.ts";
import { guardedGet, type Got } from "./guarded-get.ts";
import { readHead } from "./read-head.ts";

export interface Previews {
  /** @throws MatrixError M_UNKNOWN when the page cannot be read; Unavailable when too many are wanted at once */
  readonly of: (url: string, userId: string) => Promise<Content>;
}

export interface PreviewOptions {
  readonly media: MediaStore;
  readonly serverName: string;
  /** Milliseconds. */
  readonly now: () => number;
  readonly mayBeInside: boolean;
}

const largestPage = 512 * 1024;
const largestPicture = 5 * 1024 * 1024;
const patience = 10_000;
const fresh = 60 * 60_000;
const mostKept = 500;

export function openPreviews({ media, serverName, now, mayBeInside }: PreviewOptions): Previews {
  const queue = openQueue(4, 40);
  const kept = new Map<string, { readonly at: number; readonly preview: Promise<Content> }>();
  const get = (url: string, most: number) => guardedGet(url, { most, patience, mayBeInside });

  const picture = async ({ bytes, isCut }: Got, userId: string): Promise<Content> => {
    const kind = isCut ? undefined : kindOf(bytes);
    if (!kind) return {};
    const contentType = `image/${kind}`;
    const size = await sizeOf(Buffer.from(bytes));
    const id = await media.save({ userId, contentType, name: null, bytes: Readable.from([bytes]) });
    return {
      "og:image": `mxc://${serverName}/${id}`,
      "og:image:type": contentType,
      "matrix:image:size": bytes.length,
      ...(size && { "og:image:width": size.width, "og:image:height": size.height }),
    };
  };
  const look = async (address: string, userId: string): Promise<Content> => {
    const page = await get(address, largestPicture);
    if (page.type.startsWith("image/")) return picture(page, userId);
    if (page.type !== "text/html" && page.type !== "application/xhtml+xml") return {};
    const { title, meta } = readHead(textOf(page));
    const preview: Content = {};
    const set = (key: string, value: string | undefined) => {
      if (value) preview[key] = value;
    };
    set("og:title", meta.get("og:title") ?? title);
    set("og:description", meta.get("og:description") ?? meta.get("description"));
    for (const key of ["og:site_name", "og:type", "og:url"]) set(key, meta.get(key));
    const image = meta.get("og:image");
    const shown = image && URL.parse(image, page.url)?.href;
    // A page without its picture is better than no preview.
    const shot = shown
      ? await get(shown, largestPicture)
          .then((got) => picture(got, userId))
          .catch(() => ({}))
      : {};
    return { ...preview, ...shot };
  };
  const begin = (url: string, userId: string) => {
    const preview = queue
      .run(() => look(url, userId))
      .catch((error: Error) => {
        kept.delete(url);
        throw error instanceof MatrixError || "status" in error ? error : unreadable(error);
      });
    kept.set(url, { at: now(), preview });
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    return preview;
  };
  return {
    of: (url, userId) => {
      const known = kept.get(url);
      return known && known.at > now() - fresh ? known.preview : begin(url, userId);
    },
  };
}

function textOf({ bytes, charset = "utf-8" }: Got): string {
  const head = bytes.subarray(0, largestPage);
  try {
    return new TextDecoder(charset).decode(head);
  } catch {
    return head.toString("latin1"); // a charset that nobody knows
  }
}

/** Says no more than that: what stands in the hub's own network is nobody's business. */
const unreadable = (_error: Error) => new MatrixError("M_UNKNOWN", 502, "This page cannot be previewed.");
