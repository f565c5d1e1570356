import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import type { Pool } from "pg";
import { systemClock } from "../../clock.ts";
import { openIdentity } from "../../identity/index.ts";
import { caller, type TestPerson } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";
import { faultPoints } from "../writer/fault.ts";

const program = join(import.meta.dirname, "../../testing/chat-hub-process.ts");
const messages = 40;
const senders = 6;

interface Hub {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(databaseUrl: string, folder: string, port: string, dies: string[] = []): Promise<Hub> {
  const child = spawn(process.execPath, [program, databaseUrl, folder, port, ...dies], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

/** Asks until the hub answers, whatever happens to it meanwhile. */
async function untilAnswered(who: TestPerson["call"], ...question: Parameters<TestPerson["call"]>) {
  for (;;) {
    const answer = await who(...question).catch(() => undefined);
    if (answer?.status === 200) return answer.body;
    await pause(20);
  }
}

interface Stage {
  readonly pool: Pool;
  readonly room: string;
  readonly ann: TestPerson["call"];
  readonly hub: Hub;
  readonly again: () => Promise<Hub>;
}

/** A hub with one room, that dies when it reaches the point for the sixth time: some batches after it was made. */
async function stage(t: ExecutionContext, point: string): Promise<Stage> {
  const { appUrl, pool } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), "hub-points-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const identity = await openIdentity({ pool, serverName: "hub.test", clock: systemClock });
  const { userId } = await identity.createAccount({ localpart: "ann" });
  const { token } = await identity.openSession(userId);
  const hub = await start(appUrl, folder, "0", [point, "6"]);
  t.teardown(() => hub.child.kill("SIGKILL"));
  const { port } = new URL(hub.url);
  const ann = caller(hub.url, token);
  const { room_id: room } = await untilAnswered(ann, "POST", "/createRoom", {});
  const again = async () => {
    const next = await start(appUrl, folder, port);
    t.teardown(() => next.child.kill("SIGKILL"));
    return next;
  };
  return { pool, room, ann, hub, again };
}

/** What one client sees of the room, in the order in which it sees it, over deaths and restarts. */
function reader({ ann, room }: Stage) {
  const seen: string[] = [];
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 500 } } }));
  let since: string | undefined;
  const read = async (timeout: number) => {
    const more = since === undefined ? "" : `&since=${since}`;
    const body = await untilAnswered(ann, "GET", `/sync?timeout=${timeout}&filter=${filter}${more}`);
    since = body.next_batch;
    for (const event of body.rooms.join[room]?.timeline.events ?? []) seen.push(event.event_id);
  };
  return { seen, read };
}

for (const point of faultPoints)
  test(`killed at ${point}: what was acknowledged is stored once, and no client sees a room run backwards`, async (t) => {
    const scene = await stage(t, point);
    const { pool, room, ann, hub } = scene;
    const { seen, read } = reader(scene);
    await read(0);
    const ended = once(hub.child, "exit");
    const acknowledged = new Map<string, string>();
    const sending = new AbortController();
    const reading = (async () => {
      while (!sending.signal.aborted) await read(500);
      await read(0);
    })();
    const work = Array.from({ length: senders }, async (_, sender) => {
      for (let n = sender; n < messages; n += senders) {
        // State takes several statements, a message one.
        if (sender === 0)
          await untilAnswered(ann, "PUT", `/rooms/${room}/state/m.room.topic`, { topic: `${n}` });
        const body = await untilAnswered(ann, "PUT", `/rooms/${room}/send/m.room.message/t${n}`, {
          msgtype: "m.text",
          body: `${n}`,
        });
        acknowledged.set(`t${n}`, body.event_id);
      }
    });
    const lived = Promise.all(work).then(() => [0, "it lived"]);
    const [, signal] = await Promise.race([ended, lived]);
    t.is(signal, "SIGKILL", "it died at the point");
    await scene.again();
    await Promise.all(work);
    sending.abort();
    await reading;

    const { rows } = await pool.query<{ txn_id: string | null; event_id: string }>(
      "select txn_id, event_id from chat.event e join chat.room r on r.id = e.room where r.room_id = $1 order by seq",
      [room],
    );
    const stored = rows.filter(({ txn_id: txn }) => txn !== null);
    t.is(stored.length, messages);
    t.deepEqual(
      Object.fromEntries(stored.map((row) => [row.txn_id!, row.event_id])),
      Object.fromEntries(acknowledged),
    );
    t.deepEqual(
      seen,
      rows.map((row) => row.event_id),
    );
    const repeated = await untilAnswered(ann, "PUT", `/rooms/${room}/send/m.room.message/t0`, {
      msgtype: "m.text",
      body: "0",
    });
    t.is(repeated.event_id, acknowledged.get("t0"));
  });
