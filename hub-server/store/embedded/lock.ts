/** One hub per data folder. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "../../errors.ts";
import { makeDataFolder, notWritable } from "../data-folder.ts";

const busy = 5; // SQLITE_BUSY

/**
 * Makes the data folder if needed and locks it for this process.
 *
 * The lock is an exclusive transaction on an empty SQLite file, the only file lock that Node has: the kernel frees it
 * when the process dies, however it dies, so there is no stale lock and no guess by process id. Whoever holds it may
 * therefore treat a PostgreSQL that still runs on the folder as an orphan.
 * @returns a function that frees the folder
 * @throws CannotStart when another hub holds it or it cannot be written
 */
export function lockFolder(data: string): () => void {
  const lock = openLock(data);
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive"); // nothing is written, so no journal beside it
    writeFileSync(ownerFile(data), `${process.pid}\n${new Date().toISOString()}\n`);
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== busy) throw notWritable(data, error);
    throw new CannotStart(`Another hub (${owner(data)}) uses this data folder: ${data}`);
  }
  return () => lock.close();
}

function openLock(data: string): DatabaseSync {
  makeDataFolder(data);
  try {
    return new DatabaseSync(join(data, "hub.lock"), { timeout: 0 });
  } catch (error) {
    throw notWritable(data, error);
  }
}

const ownerFile = (data: string) => join(data, "hub.pid");

/** Who holds the lock, as far as it has said so: the file comes a moment after the lock. */
function owner(data: string): string {
  try {
    const [pid] = readFileSync(ownerFile(data), "utf8").split("\n", 1);
    return pid ? `process ${pid}` : starting;
  } catch {
    return starting;
  }
}
const starting = "just starting";
