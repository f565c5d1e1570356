/** Uploaded files: bytes in a folder, one row each. A file is there completely or not at all. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import type { Pool } from "pg";
import type { Clock } from "../../clock.ts";
import { notFound, tooLarge } from "../refusals.ts";
import { newMediaId, openPendingMedia, type PendingMedia } from "./pending.ts";
import { openThumbnailer, type Thumbnail, type WantedThumbnail } from "./thumbnailer.ts";

export interface MediaFile {
  readonly id: string;
  readonly contentType: string;
  readonly name: string | null;
  /** Bytes. */
  readonly size: number;
}

export interface NewMedia {
  readonly userId: string;
  readonly contentType: string;
  readonly name: string | null;
  readonly bytes: Readable;
}

export interface MediaStore {
  /** Largest upload in bytes. */
  readonly limit: number;
  /** @returns the media id. @throws MatrixError M_TOO_LARGE */
  readonly save: (file: NewMedia) => Promise<string>;
  /** An address for a file that is yet to come. */
  readonly reserve: PendingMedia["reserve"];
  /** The file of an address that this person asked for. @throws MatrixError */
  readonly fill: (id: string, file: NewMedia) => Promise<void>;
  /** Waits for a file that is yet to come; undefined when none is. @throws MatrixError M_NOT_YET_UPLOADED */
  readonly findLater: (id: string, milliseconds: number, gone: AbortSignal) => Promise<MediaFile | undefined>;
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
  const pending = openPendingMedia(pool, clock);
  /** @param insert the statement, by which a file is there or is not; false: its address was taken back meanwhile */
  const store = async (id: string, file: NewMedia, insert: string): Promise<void> => {
    const incoming = join(folder, "incoming", newMediaId());
    try {
      const { size, sha256 } = await receive(file.bytes, incoming, limit);
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true });
      await rename(incoming, pathOf(folder, id));
      const values = [id, file.userId, file.contentType, file.name, size, sha256, clock()];
      const { rowCount } = await pool.query(insert, values);
      if (rowCount) return;
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    await rm(pathOf(folder, id), { force: true });
    throw notFound("The upload took longer than its address was good for.");
  };
  const find: MediaStore["find"] = async (id) => {
    const { rows } = await pool.query<{ content_type: string; name: string | null; size: string }>({
      name: "chat-media",
      text: "select content_type, name, size from chat.media where id = $1",
      values: [id],
    });
    const row = rows[0];
    return row && { id, contentType: row.content_type, name: row.name, size: Number(row.size) };
  };
  return {
    limit,
    save: async (file) => {
      const id = newMediaId();
      await store(id, file, `${insertMedia} values ($1, $2, $3, $4, $5, $6, $7)`);
      return id;
    },
    reserve: pending.reserve,
    fill: (id, file) => pending.fill(id, file.userId, () => store(id, file, insertPending)),
    find,
    findLater: async (id, milliseconds, gone) => {
      await pending.wait(id, milliseconds, gone);
      return find(id);
    },
    read: (id) => createReadStream(pathOf(folder, id)),
    thumbnail: (id, wanted) => thumbnailer.of(id, pathOf(folder, id), wanted),
  };
}

const insertMedia = "insert into chat.media (id, user_id, content_type, name, size, sha256, created_at)";

const insertPending = `with used as (delete from chat.pending_media where id = $1 returning id)
  ${insertMedia} select id, $2, $3, $4, $5, $6, $7 from used`;

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
