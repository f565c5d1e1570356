/** Makes a PostgreSQL data folder, once and whole. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { CannotStart } from "../../errors.ts";
import { environment, permitted } from "./command.ts";

const run = promisify(execFile);
const unfinished = "postgres.unfinished-";
/** PostgreSQL 18 cannot read the files of another major version. */
const major = "18";

// `trust` only because the socket folder is 0700 and there is no TCP. The builtin locale sorts alike on every machine.
const flags =
  "-U hub --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8".split(
    " ",
  );

/**
 * Makes `<data>/postgres` if it is missing. initdb works in a temporary sibling, renamed when complete, so that a
 * killed initdb leaves nothing that looks finished.
 * @param sync false skips the fsync at the end; for tests
 * @throws CannotStart when initdb fails or the folder belongs to another major version
 */
export async function ensureCluster(initdb: string, data: string, sync = true): Promise<string> {
  const folder = join(data, "postgres");
  if (existsSync(folder)) return sameMajor(folder);
  for (const name of readdirSync(data))
    if (name.startsWith(unfinished))
      rmSync(join(data, name), { recursive: true, force: true, maxRetries: 5 });
  const temporary = join(data, unfinished + randomUUID().slice(0, 8));
  await initialise(initdb, [...flags, ...(sync ? [] : ["--no-sync"]), "-D", temporary]);
  renameSync(temporary, folder);
  return folder;
}

async function initialise(initdb: string, args: readonly string[]): Promise<void> {
  const command = permitted(initdb, args);
  try {
    await run(command.program, command.args, { env: environment(), cwd: dirname(initdb) });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const lines = (stderr || message).trim().split("\n");
    throw new CannotStart(`PostgreSQL could not make its data folder: ${lines.slice(-3).join(" ")}`);
  }
}

function sameMajor(folder: string): string {
  const found = readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
  if (found === major) return folder;
  throw new CannotStart(
    `${folder} was written by PostgreSQL ${found}; this version of the hub brings PostgreSQL ${major}. Start the version that wrote it, or restore a backup into a new data folder.`,
  );
}
