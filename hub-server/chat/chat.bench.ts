/**
 * Messages per second and delivery times of one hub in a process of its own, with fsync on, over HTTP, with long-polling
 * readers. The load comes from this process, on the same machine: read the numbers with /proc/loadavg in mind.
 * `node hub-server/chat/chat.bench.ts [messages per second] [seconds]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../clock.ts";
import { openIdentity } from "../identity/index.ts";
import { openDatabase } from "../store/open.ts";

export interface ChatBench {
  readonly offered: number;
  readonly acknowledged: number;
  readonly deliveries: number;
  /** Milliseconds. */
  readonly ack: readonly [p50: number, p99: number];
  readonly delivery: readonly [p50: number, p99: number];
  /** Processor time of the hub, per cent of one core. */
  readonly cpu: number;
  /** Resident memory of the hub in MB. */
  readonly memory: number;
}

const rooms = 20;
const membersPerRoom = 10;
const users = 100;

/** @param rate messages offered per second @param seconds how long */
export async function chatBench(rate = 500, seconds = 10): Promise<ChatBench> {
  const folder = mkdtempSync(join(tmpdir(), "hub-bench-"));
  const database = await openDatabase({ config: { data: folder, databaseUrl: "", databaseAppUrl: "" } });
  const program = join(import.meta.dirname, "../testing/chat-hub-process.ts");
  const tokens = await people(database.pool);
  const hub = spawn(process.execPath, [program, database.appUrl, join(folder, "media"), "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = String(((await once(hub.stdout, "data")) as [Buffer])[0]).trim();
    return await measure(url, tokens, hub.pid!, rate, seconds);
  } finally {
    hub.kill();
    await once(hub, "exit");
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function people(pool: Parameters<typeof openIdentity>[0]["pool"]): Promise<string[]> {
  const identity = await openIdentity({ pool, serverName: "hub.test", clock: systemClock });
  const tokens: string[] = [];
  for (let n = 0; n < users; n++) {
    const { userId } = await identity.createAccount({ localpart: `u${n}` });
    tokens.push((await identity.openSession(userId)).token);
  }
  return tokens;
}

async function measure(
  url: string,
  tokens: readonly string[],
  pid: number,
  rate: number,
  seconds: number,
): Promise<ChatBench> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const call = async (who: number, method: string, path: string, body?: object) => {
    const sent = request(`${url}/_matrix/client/v3${path}`, {
      method,
      agent,
      headers: { authorization: `Bearer ${tokens[who]}`, "content-type": "application/json" },
    });
    sent.end(body && JSON.stringify(body));
    const [response] = await once(sent, "response");
    return JSON.parse(await text(response)) as object;
  };
  const ids = await Promise.all(Array.from({ length: rooms }, (_, room) => makeRoom(call, room)));
  const delivered: number[] = [];
  const running = { yes: true };
  const readers = tokens.map(async (_, who) => {
    let since = ((await call(who, "GET", "/sync")) as { next_batch: string }).next_batch;
    while (running.yes) {
      const answer = (await call(who, "GET", `/sync?since=${since}&timeout=1000`)) as SyncAnswer;
      since = answer.next_batch;
      for (const room of Object.values(answer.rooms.join))
        for (const event of room.timeline.events) delivered.push(performance.now() - event.content.at / 1000);
    }
  });
  await pause(1000);
  delivered.length = 0;
  const acks: number[] = [];
  const before = usage(pid);
  const start = performance.now();
  const sends: Promise<void>[] = [];
  for (let n = 0; n < rate * seconds; n++) {
    const due = start + (n * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const room = n % rooms;
    const who = member(room, n % membersPerRoom);
    const at = performance.now(); // travels in microseconds: numbers in events are integers
    const path = `/rooms/${ids[room]}/send/m.room.message/${n}`;
    sends.push(
      call(who, "PUT", path, {
        msgtype: "m.text",
        body: "a message of some length, as people write",
        at: Math.round(at * 1000),
      }).then(() => void acks.push(performance.now() - at)),
    );
  }
  await Promise.all(sends);
  const took = (performance.now() - start) / 1000;
  const after = usage(pid);
  await pause(300);
  running.yes = false;
  await Promise.all(readers);
  agent.destroy();
  return {
    offered: rate,
    acknowledged: Math.round(acks.length / took),
    deliveries: Math.round(delivered.length / took),
    ack: quantiles(acks),
    delivery: quantiles(delivered),
    cpu: Math.round((100 * (after.seconds - before.seconds)) / took),
    memory: after.memory,
  };
}

interface SyncAnswer {
  readonly next_batch: string;
  readonly rooms: { readonly join: Record<string, { timeline: { events: { content: { at: number } }[] } }> };
}

/** Each user is in two rooms. */
const member = (room: number, n: number) => (room * (membersPerRoom / 2) + n) % users;

type Call = (who: number, method: string, path: string, body?: object) => Promise<object>;

async function makeRoom(call: Call, room: number): Promise<string> {
  const { room_id: id } = (await call(member(room, 0), "POST", "/createRoom", { preset: "public_chat" })) as {
    room_id: string;
  };
  for (let n = 1; n < membersPerRoom; n++) await call(member(room, n), "POST", `/join/${id}`, {});
  return id;
}

function quantiles(values: number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(10 * (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN)) / 10;
  return [at(0.5), at(0.99)];
}

/** From /proc; zeros where there is none. */
function usage(pid: number): { seconds: number; memory: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    return { seconds: (Number(stat[11]) + Number(stat[12])) / 100, memory: Math.round(memory / 1024) };
  } catch {
    return { seconds: 0, memory: 0 };
  }
}

if (import.meta.main) {
  const [rate, seconds] = process.argv.slice(2).map(Number);
  const load = loadavg()[0]!.toFixed(2);
  const bench = await chatBench(rate, seconds);
  console.log(
    `chat: ${bench.acknowledged} msg/s acknowledged of ${bench.offered} offered, ${bench.deliveries} deliveries/s`,
  );
  console.log(
    `  acknowledged after p50 ${bench.ack[0]} ms, p99 ${bench.ack[1]} ms; delivered after p50 ${bench.delivery[0]} ms, p99 ${bench.delivery[1]} ms`,
  );
  console.log(`  hub: ${bench.cpu} % of one core, ${bench.memory} MB; load average before: ${load}`);
}
