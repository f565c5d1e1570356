/** What a file is by its first bytes, whatever it calls itself: only these are given to the image library. */
import { open } from "node:fs/promises";

export type PictureKind = "jpeg" | "png" | "gif" | "webp" | "avif";

/** Enough for every one of them. */
const bytesRead = 32;

const begins = (bytes: Buffer, text: string, at = 0) =>
  bytes.toString("latin1", at, at + text.length) === text;

export async function pictureKind(path: string): Promise<PictureKind | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead: length } = await file.read(Buffer.alloc(bytesRead), 0, bytesRead, 0);
    return kindOf(buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

export function kindOf(bytes: Buffer): PictureKind | undefined {
  if (begins(bytes, "\xff\xd8\xff")) return "jpeg";
  if (begins(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  if (begins(bytes, "GIF87a") || begins(bytes, "GIF89a")) return "gif";
  if (begins(bytes, "RIFF") && begins(bytes, "WEBP", 8)) return "webp";
  if (begins(bytes, "ftyp", 4) && /^avi[fs]/.test(bytes.toString("latin1", 8, 12))) return "avif";
  return undefined;
}
