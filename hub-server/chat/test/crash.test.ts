import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import { openIdentity } from "../../identity/index.ts";
import { systemClock } from "../../clock.ts";
import { caller } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";

const messages = 1000;
const senders = 20;
const kills = 4;
const program = join(import.meta.dirname, "../../testing/chat-hub-process.ts");

async function start(
  databaseUrl: string,
  folder: string,
  port: string,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, databaseUrl, folder, port], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

test("a hub that is killed again and again loses no acknowledged message and doubles none", async (t) => {
  const { appUrl, pool } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), "hub-crash-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const identity = await openIdentity({ pool, serverName: "hub.test", clock: systemClock });
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token } = await identity.openSession(userId);
  let hub = await start(appUrl, folder, "0");
  t.teardown(() => hub.child.kill("SIGKILL"));
  const { url } = hub;
  const ann = caller(url, token);
  const room = (await ann("POST", "/createRoom", {})).body.room_id;

  const acknowledged = new Map<string, string>();
  const send = async (txn: string): Promise<string> => {
    for (;;) {
      const answer = await ann("PUT", `/rooms/${room}/send/m.room.message/${txn}`, {
        msgtype: "m.text",
        body: txn,
      }).catch(() => undefined);
      if (answer?.status === 200) return answer.body.event_id;
      await pause(20);
    }
  };
  const work = Array.from({ length: senders }, async (_, sender) => {
    for (let n = sender; n < messages; n += senders) acknowledged.set(`t${n}`, await send(`t${n}`));
  });
  for (let n = 1; n <= kills; n++) {
    while (acknowledged.size < (messages * n) / (kills + 1)) await pause(1);
    await pause(Math.random() * 20);
    const ended = once(hub.child, "exit");
    hub.child.kill("SIGKILL");
    await ended;
    hub = await start(appUrl, folder, new URL(url).port);
  }
  await Promise.all(work);

  const { rows } = await pool.query<{ txn_id: string; event_id: string }>(
    "select txn_id, event_id from chat.event where type = 'm.room.message'",
  );
  t.is(rows.length, messages);
  t.deepEqual(
    Object.fromEntries(rows.map((row) => [row.txn_id, row.event_id])),
    Object.fromEntries(acknowledged),
  );
  for (let n = 0; n < messages; n += 100) t.is(await send(`t${n}`), acknowledged.get(`t${n}`)!);
});
