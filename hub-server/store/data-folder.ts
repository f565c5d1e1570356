/** The folder of everything that is not in somebody else's PostgreSQL. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { CannotStart } from "../errors.ts";

/**
 * Makes the data folder, mode 0700, if needed.
 * @throws CannotStart when it is no folder, cannot be made or cannot be written
 */
export function makeDataFolder(data: string): void {
  try {
    make(data);
    if (!statSync(data).isDirectory()) throw Object.assign(new Error("it is a file"), { code: "ENOTDIR" });
    accessSync(data, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(data, error);
  }
}

/** Step by step, because `recursive` spins for ever where the parent exists and takes no folders, such as /proc. */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another hub made it at the same time
  }
}

export function notWritable(data: string, error: unknown): CannotStart {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code?.startsWith("E") && !code.startsWith("ERR_") ? code : message;
  return new CannotStart(
    `The data folder ${data} cannot be written (${reason}). Make it writable, or choose another with HUB_DATA.`,
  );
}
