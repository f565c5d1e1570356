/** PostgreSQL as a child of the hub: made at the first start, restarted when it falls, stopped with the hub. */
import { realpathSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../log.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster } from "./initdb.ts";
import { lockFolder } from "./lock.ts";
import { clearOrphans } from "./orphans.ts";
import { startPostmaster } from "./postmaster.ts";
import type { Postmaster, Run } from "./postmaster.ts";
import { makePrivate, socketFolder } from "./socket-folder.ts";

export interface Embedded {
  /** Folder of the unix socket; the `host` of a connection. */
  readonly sockets: string;
  /** Process id of the running server; changes when it was restarted. */
  pid(): number;
  readonly stop: () => Promise<void>;
}

/** Small on purpose: the whole hub with its children stays below 500 MB when idle. */
const modest = {
  shared_buffers: "64MB",
  max_connections: "60",
  max_wal_size: "1GB",
  jit: "off",
  timezone: "UTC",
  unix_socket_permissions: "0700",
};

/**
 * Starts PostgreSQL on `<data>/postgres`.
 * @param data folder of this hub alone; made if missing
 * @param settings server settings beside the modest ones
 * @throws CannotStart when the folder is in use, not writable or of another version
 */
export async function startEmbedded(
  data: string,
  log: Log,
  settings: Readonly<Record<string, string>> = {},
): Promise<Embedded> {
  const { postgres, initdb } = findBinaries();
  const unlock = lockFolder(data);
  try {
    const sockets = socketFolder(data);
    makePrivate(sockets);
    const folder = await ensureCluster(initdb, realpathSync(data), settings["fsync"] !== "off");
    const run: Run = { postgres, folder, sockets, settings: { ...modest, ...settings }, log };
    const supervision = supervise(run, await startPatiently(run));
    const stop = async () => {
      await supervision.stop();
      rmSync(sockets, { recursive: true, force: true });
      unlock();
    };
    return { ...supervision, sockets, stop };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A server that was killed holds its files for a moment, so the first refusals do not count. */
async function startPatiently(run: Run): Promise<Postmaster> {
  for (const deadline = Date.now() + 3_000; ; await pause(200)) {
    await clearOrphans(run.folder, run.sockets, run.log);
    try {
      return await startPostmaster(run);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function supervise(run: Run, first: Postmaster): Omit<Embedded, "sockets"> {
  let current = first;
  const stopping = new AbortController();
  const watch = async () => {
    while (true) {
      await current.ended;
      if (stopping.signal.aborted) return;
      run.log.error("PostgreSQL ended unexpectedly; it is being started again.");
      current = await startAgain(run, stopping.signal);
      if (stopping.signal.aborted) return current.stop();
    }
  };
  const watching = watch().catch(() => {}); // only an abort ends it
  const stop = async () => {
    stopping.abort();
    await current.stop();
    await watching;
  };
  return { pid: () => current.pid, stop };
}

async function startAgain(run: Run, signal: AbortSignal): Promise<Postmaster> {
  for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
    try {
      return await startPatiently(run);
    } catch (error) {
      run.log.error((error as Error).message);
      await pause(wait, undefined, { signal });
    }
  }
}
