/** The DuckDB file: opened, lent, and thrown away when it cannot be trusted. It is a copy; PostgreSQL has everything. */
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { FileInUse } from "../errors.ts";
import { literal } from "./types.ts";

export interface Store {
  /** Folder for CSV on its way in, emptied at each opening; nothing else on the disk can be read from SQL. */
  readonly scratch: string;
  /** Lends a connection of its own. Readers see the last committed copy while a writer works. */
  with<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Deletes the file and starts an empty one. */
  rebuild(): Promise<void>;
  /** False once the file was deleted under our feet. */
  there(): boolean;
  close(): Promise<void>;
}

/** Milliseconds in which the process of a hub that was killed lets go of the file. */
const lockPatience = 2000;

/**
 * Opens the file, makes it when it is missing and makes it anew when it is damaged.
 * @throws FileInUse when another process holds it
 */
export async function openStore(file: string): Promise<Store> {
  const path = resolve(file);
  const scratch = `${path}.scratch`;
  let instance = await open(path, scratch);
  return {
    scratch,
    async with(use) {
      const connection = await instance.connect();
      try {
        return await use(connection);
      } finally {
        connection.closeSync();
      }
    },
    async rebuild() {
      instance.closeSync();
      await remove(path);
      instance = await open(path, scratch);
    },
    there: () => existsSync(path),
    async close() {
      instance.closeSync();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function open(path: string, scratch: string): Promise<DuckDBInstance> {
  await mkdir(dirname(path), { recursive: true });
  const patientUntil = Date.now() + lockPatience;
  for (;;) {
    try {
      const instance = await DuckDBInstance.create(path, configuration(scratch));
      await rm(scratch, { recursive: true, force: true }); // only now: before, it may be another process's
      await mkdir(scratch, { recursive: true });
      await fence(instance, scratch);
      return instance;
    } catch (error) {
      const holder = lockHolder(error);
      if (holder === undefined) await remove(path, error);
      else if (Date.now() > patientUntil) throw new FileInUse(path, holder);
      else await sleep(100);
    }
  }
}

/** Modest on purpose: everything of the product together idles below 500 MB. */
const configuration = (scratch: string): Record<string, string> => ({
  memory_limit: "256MB",
  threads: "2",
  temp_directory: join(scratch, "spill"),
  preserve_insertion_order: "false",
  // Without these two, half of what the first copy needed would stay with the process for ever.
  allocator_background_threads: "true",
  allocator_flush_threshold: "1MB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_community_extensions: "false",
});

/** SQL of this process reads no file but the CSV that it wrote itself. */
async function fence(instance: DuckDBInstance, scratch: string): Promise<void> {
  const connection = await instance.connect();
  await connection.run(`set allowed_directories = [${literal(`${scratch}/`)}]`);
  await connection.run("set enable_external_access = false");
  connection.closeSync();
}

/** @throws the cause when there is no file whose removal could help */
async function remove(path: string, cause?: unknown): Promise<void> {
  if (cause && !existsSync(path) && !existsSync(`${path}.wal`)) throw cause;
  await rm(path, { force: true });
  await rm(`${path}.wal`, { force: true });
}

/** Who holds the lock, null when DuckDB does not know, undefined when it is another error. */
function lockHolder(error: unknown): string | null | undefined {
  const text = String(error);
  if (!/could not set lock|being used by another process/i.test(text)) return undefined;
  return /\((PID \d+)\)/.exec(text)?.[1]?.replace("PID", "process") ?? null;
}

/** An error that only a new file cures. */
export const isDamage = (error: unknown): boolean =>
  /corrupt|checksum|not a valid duckdb|could not read enough bytes|database has been invalidated|serialization error|failed to deserialize|internal error/i.test(
    String(error),
  );
