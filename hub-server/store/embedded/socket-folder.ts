/** The folder of the unix socket: the only door to the embedded PostgreSQL, open to this user alone. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CannotStart } from "../../errors.ts";

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, with the final NUL. */
const longest = 103;

/** Where it is: outside the data folder, because that path may be longer than a socket's may be. */
export function socketFolder(data: string): string {
  const name = `hub-${createHash("sha256").update(realpathSync(data)).digest("hex").slice(0, 12)}`;
  const folder = [process.env["XDG_RUNTIME_DIR"], tmpdir(), "/tmp"]
    .filter((base) => base !== undefined && base !== "" && writable(base))
    .map((base) => join(base!, name))
    .find((path) => Buffer.byteLength(join(path, ".s.PGSQL.5432")) <= longest);
  if (!folder) throw new CannotStart("No temporary folder has a path short enough for a socket. Set TMPDIR.");
  return folder;
}

/**
 * Makes the folder, mode 0700, and proves that nobody else can reach into it: PostgreSQL trusts whoever connects.
 * @throws CannotStart when the folder exists but belongs to, or is open to, somebody else
 */
export function makePrivate(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const found = lstatSync(folder); // not stat: a symbolic link is somebody's trick
  if (found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o077) === 0) return;
  throw new CannotStart(
    `${folder} must be a folder of this user with mode 0700, because whoever can enter it can read the database. Remove it and start again.`,
  );
}

function writable(base: string): boolean {
  try {
    return lstatSync(realpathSync(base)).isDirectory();
  } catch {
    return false;
  }
}
