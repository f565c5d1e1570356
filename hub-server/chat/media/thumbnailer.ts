/**
 * Thumbnails, made when they are first asked for and kept beside the originals. The image library works on threads of its own; a
 * queue keeps those few, and limits of pixels, time and bytes keep a small file from becoming a huge picture.
 */
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MatrixError } from "../../errors.ts";
import { openQueue } from "./bounded-queue.ts";
import { imageLibrary, mostPixels, type ImageLibrary } from "./image-library.ts";
import { pictureKind, type PictureKind } from "./picture-kind.ts";
import { sizeFor, type ThumbnailSize } from "./thumbnail-size.ts";

export interface Thumbnail {
  readonly path: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

export interface WantedThumbnail extends ThumbnailSize {
  readonly isAnimated: boolean;
}

export interface Thumbnailer {
  /**
   * @param id of the original @param original its path
   * @throws MatrixError when the file is no picture that can be read; Unavailable when too many are wanted at once
   */
  readonly of: (id: string, original: string, wanted: WantedThumbnail) => Promise<Thumbnail>;
}

const mostFrames = 150;
const seconds = 20;

const types = { jpg: "image/jpeg", png: "image/png", webp: "image/webp" } as const;
type Ending = keyof typeof types;
const endings = Object.keys(types) as Ending[];

/** @param folder of the thumbnails; made when needed */
export function openThumbnailer(folder: string): Thumbnailer {
  const queue = openQueue(2, 100);
  const making = new Map<string, Promise<Thumbnail>>();
  return {
    of: async (id, original, wanted) => {
      const size = sizeFor(wanted);
      const name = `${size.width}x${size.height}-${size.method}${wanted.isAnimated ? "-animated" : ""}`;
      const base = join(folder, id.slice(0, 2), id.slice(2), name);
      const known = making.get(base) ?? find(base);
      const found = await known;
      if (found) return found;
      const fresh =
        making.get(base) ??
        queue
          .run(async () => make(await imageLibrary(), original, base, size, wanted.isAnimated))
          .finally(() => making.delete(base));
      making.set(base, fresh);
      return fresh;
    },
  };
}

async function find(base: string): Promise<Thumbnail | undefined> {
  for (const ending of endings) {
    const path = `${base}.${ending}`;
    const found = await stat(path).catch(() => undefined);
    if (found) return { path, contentType: types[ending], size: found.size };
  }
  return undefined;
}

async function make(
  sharp: ImageLibrary,
  original: string,
  base: string,
  size: ThumbnailSize,
  wantsAnimation: boolean,
): Promise<Thumbnail> {
  const kind = await pictureKind(original);
  if (!kind) throw unreadable("This file is no picture that thumbnails are made of.");
  // What the library says of a file names its path: it is not for those who ask.
  const { bytes, ending } = await draw(sharp, original, size, wantsAnimation && canMove(kind)).catch(() => {
    throw unreadable("This picture cannot be read.");
  });
  const path = `${base}.${ending}`;
  const draft = `${base}.${randomBytes(6).toString("hex")}`;
  await mkdir(dirname(base), { recursive: true });
  try {
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { path, contentType: types[ending], size: bytes.length };
}

/** Reads and draws, and touches no disk but for the original: what fails here is the picture's fault. */
async function draw(
  sharp: ImageLibrary,
  original: string,
  size: ThumbnailSize,
  mayMove: boolean,
): Promise<{ bytes: Buffer; ending: Ending }> {
  const limits = { limitInputPixels: mostPixels, sequentialRead: true, failOn: "error" } as const;
  const { hasAlpha, pages = 1 } = await sharp(original, limits).metadata();
  const isAnimated = mayMove && pages > 1 && pages <= mostFrames;
  const ending: Ending = isAnimated ? "webp" : hasAlpha ? "png" : "jpg";
  const picture = sharp(original, { ...limits, animated: isAnimated })
    .autoOrient()
    .resize({
      width: size.width,
      height: size.height,
      fit: size.method === "crop" ? "cover" : "inside",
      withoutEnlargement: true,
    })
    .timeout({ seconds });
  return { bytes: await encode(picture, ending).toBuffer(), ending };
}

const canMove = (kind: PictureKind) => kind === "gif" || kind === "webp";

function encode(picture: import("sharp").Sharp, ending: Ending) {
  if (ending === "jpg") return picture.jpeg({ quality: 80 });
  return ending === "png" ? picture.png({ compressionLevel: 8 }) : picture.webp({ quality: 75 });
}

const unreadable = (sentence: string) => new MatrixError("M_UNKNOWN", 400, sentence);
