/** Runs SyTest against one hub. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openDoor } from "./door.ts";
import { prepareHub, type SytestHub } from "./hub.ts";
import { overlay } from "./overlay.ts";
import { readTap, type Outcome } from "./tap.ts";

export interface Judgement {
  /** By `<file>\t<name>`. */
  readonly outcomes: Map<string, Outcome>;
  /** The hub that was judged, stopped. Undefined when SyTest did not come so far. */
  readonly hub: SytestHub | undefined;
}

/** @param files tests to run, as `tests/…/x.pl`; all without any. @param show prints what SyTest says */
export async function judge(checkout: string, files: readonly string[], show: boolean): Promise<Judgement> {
  // SyTest's own servers, e.g. its push gateway, have certificates of its own making.
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  const folder = mkdtempSync(join(tmpdir(), "hub-sytest-work-"));
  const work = join(folder, "work");
  mkdirSync(work);
  const prepared = await prepareHub();
  let hub: SytestHub | undefined;
  const door = await openDoor(async ({ registrations, cas }) => {
    hub = await prepared.start(registrations, cas);
  });
  const place = overlay(checkout, join(import.meta.dirname, "ability"), join(folder, "sytest"));
  const outcomes = await run(place, ["--work-directory", work, "-O", "tap", ...files], show, {
    SYTEST_PLUGINS: join(import.meta.dirname, "plugins"),
    HUB_SYTEST_START: door.url,
    HUB_SYTEST_NAME: prepared.serverName,
  });
  door.close();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
  return { outcomes, hub };
}

async function run(
  cwd: string,
  words: readonly string[],
  show: boolean,
  env: Readonly<Record<string, string>>,
): Promise<Map<string, Outcome>> {
  const perl = spawn("perl", ["run-tests.pl", "-I", "Hub", ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tap = readTap();
  const read = async (stream: NodeJS.ReadableStream, take: (line: string) => void) => {
    for await (const line of createInterface({ input: stream })) {
      take(line);
      if (show) process.stdout.write(`${line}\n`);
    }
  };
  await Promise.all([read(perl.stdout, tap.stdout), read(perl.stderr, tap.stderr)]);
  return tap.outcomes();
}
