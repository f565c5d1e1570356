import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import { Client } from "pg";
import { clusterHome } from "./cluster.ts";

async function start(end: "exit" | "wait") {
  const child = spawn(process.execPath, [join(import.meta.dirname, "cluster.fixture.ts"), end], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, sockets: new URL(url).searchParams.get("host")!, url };
}

const folders = (pid: number | undefined) =>
  readdirSync(clusterHome()).filter((name) => name.startsWith(`hub-cluster-${pid}-`));

test.serial("a test cluster leaves neither process nor folder when its run ends", async (t) => {
  const { child, sockets } = await start("exit");
  await once(child, "exit");
  t.false(existsSync(sockets));
  t.deepEqual(folders(child.pid), []);
});

const linux = process.platform === "linux" ? test.serial : test.serial.skip;

linux("a test cluster dies with a run that is killed (Linux)", async (t) => {
  const { child, sockets, url } = await start("wait");
  child.kill("SIGKILL");
  await once(child, "exit");
  while (existsSync(join(sockets, ".s.PGSQL.5432"))) await pause(20);
  await t.throwsAsync(new Client({ connectionString: url }).connect(), { code: "ENOENT" });
});

test.serial("the next run removes the folders of a run that was killed", async (t) => {
  const killed = await start("wait");
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  const next = await start("exit");
  await once(next.child, "exit");
  t.deepEqual(folders(killed.child.pid), []);
  t.false(existsSync(killed.sockets));
});
