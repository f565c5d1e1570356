/** Uploaded files: bytes in a folder, one row each. A file is there completely or not at all. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import type { Pool } from "pg";
import type { Clock } from "../../clock.ts";
import { tooLarge } from "../refusals.ts";
import { openThumbnailer, type Thumbnail, type WantedThumbnail } from "./thumbnailer.ts";

export interface MediaFile {
  readonly id: string;
  readonly contentType: string;
  readonly name: string | null;
  /** Bytes. */
  readonly size: number;
}

export interface MediaStore {
  /** Largest upload in bytes. */
  readonly limit: number;
  /** @returns the media id. @throws MatrixError M_TOO_LARGE */
  readonly save: (file: {
    userId: string;
    contentType: string;
    name: string | null;
    bytes: Readable;
  }) => Promise<string>;
  readonly find: (id: string) => Promise<MediaFile | undefined>;
  readonly read: (id: string) => Readable;
  /** @throws MatrixError M_UNKNOWN when it is no picture that can be read */
  readonly thumbnail: (id: string, wanted: WantedThumbnail) => Promise<Thumbnail>;
}

export async function openMediaStore(
  pool: Pool,
  folder: string,
  clock: Clock,
  limit: number,
): Promise<MediaStore> {
  await mkdir(join(folder, "incoming"), { recursive: true });
  const thumbnailer = openThumbnailer(join(folder, "thumbnails"));
  return {
    limit,
    save: async ({ userId, contentType, name, bytes }) => {
      const id = randomBytes(18).toString("base64url");
      const incoming = join(folder, "incoming", id);
      try {
        const { size, sha256 } = await receive(bytes, incoming, limit);
        await mkdir(join(folder, id.slice(0, 2)), { recursive: true });
        await rename(incoming, pathOf(folder, id));
        await pool.query(
          `insert into chat.media (id, user_id, content_type, name, size, sha256, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [id, userId, contentType, name, size, sha256, clock()],
        );
      } catch (error) {
        await rm(incoming, { force: true });
        throw error;
      }
      return id;
    },
    find: async (id) => {
      const { rows } = await pool.query<{ content_type: string; name: string | null; size: string }>({
        name: "chat-media",
        text: "select content_type, name, size from chat.media where id = $1",
        values: [id],
      });
      const row = rows[0];
      return row && { id, contentType: row.content_type, name: row.name, size: Number(row.size) };
    },
    read: (id) => createReadStream(pathOf(folder, id)),
    thumbnail: (id, wanted) => thumbnailer.of(id, pathOf(folder, id), wanted),
  };
}

/** Ids are of our own making; anything else never reaches the file system. */
export const isMediaId = (id: string) => /^[\w-]{24}$/.test(id);

const pathOf = (folder: string, id: string) => join(folder, id.slice(0, 2), id.slice(2));

async function receive(bytes: Readable, path: string, limit: number) {
  const hash = createHash("sha256");
  let size = 0;
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > limit) throw tooLarge("An upload", limit, size);
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: "wx" }),
  );
  return { size, sha256: hash.digest() };
}
