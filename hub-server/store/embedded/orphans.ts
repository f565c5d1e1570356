/** Ends a PostgreSQL that outlived its hub. Call only while holding the lock of the data folder. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CannotStart } from "../../errors.ts";
import type { Log } from "../log.ts";

const patience = 20_000; // ms: a fast shutdown writes a checkpoint first

/**
 * Shuts down what still runs on the folder, then removes the files by which PostgreSQL would believe that it runs.
 * It does so itself only by process id, which a container reuses at each start and a zombie keeps.
 * @throws CannotStart when it does not end within 20 s
 */
export async function clearOrphans(folder: string, sockets: string, log: Log): Promise<void> {
  const postmaster = postmasterPid(folder);
  let alive = processesIn(folder, postmaster);
  if (alive.length > 0) {
    log.warn(`PostgreSQL (process ${alive[0]}) outlived the hub that started it; it is being shut down.`);
    interrupt(postmaster !== undefined && alive.includes(postmaster) ? [postmaster] : alive);
  }
  for (const deadline = Date.now() + patience; alive.length > 0; alive = processesIn(folder, postmaster)) {
    if (Date.now() > deadline)
      throw new CannotStart(`PostgreSQL (process ${alive[0]}) still runs on ${folder} and does not stop.`);
    await pause(50);
  }
  rmSync(join(folder, "postmaster.pid"), { force: true });
  for (const name of [".s.PGSQL.5432", ".s.PGSQL.5432.lock"]) rmSync(join(sockets, name), { force: true });
}

function interrupt(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGINT");
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function postmasterPid(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n", 1)[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Every PostgreSQL process works in its data folder; where there is no /proc, only the postmaster is looked for. */
function processesIn(folder: string, postmaster: number | undefined): number[] {
  const real = realpathSync(folder);
  if (process.platform !== "linux")
    return postmaster !== undefined && commandOf(postmaster).includes(folder) ? [postmaster] : [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === real)
    .map(Number);
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // gone, a zombie, or another user's
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  } catch {
    return "";
  }
}
