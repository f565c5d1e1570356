/**
 * Messages per second and how long they take to reach those who wait for them: 100 rooms of 10 members, 100 people who
 * long-poll, each in 10 rooms; over HTTP, with every commit on disk. Then the highest rate that still arrives in time.
 * `BENCH_RATE=1000 BENCH_SECONDS=10 BENCH_STEP_SECONDS=5 node hub-server/chat/bench/delivery.bench.ts`
 */
import { setTimeout as pause } from "node:timers/promises";
import { figure, load, memoryOf, setting, timesOf, watchUsage, type Times, type Usage } from "./figures.ts";
import { openReaders } from "./readers.ts";
import { send } from "./senders.ts";
import { openStage, type Stage } from "./stage.ts";
import { Wires } from "./wire.ts";

const people = 100;
const rooms = 100;
const membersPerRoom = 10;

/** Members of room r: each person is in ten rooms, with other people in each. */
const members = (room: number) =>
  Array.from({ length: membersPerRoom }, (_, n) => (room + n * (1 + (room % 7))) % people);

interface Round {
  readonly sent: number;
  readonly acknowledged: Times;
  readonly delivered: Times;
  readonly answers: number;
  readonly failures: number;
  readonly missing: number;
  readonly usage: Usage;
}

let runs = 0;

async function round(stage: Stage, rate: number, seconds: number): Promise<Round> {
  const wires = new Wires(stage.url);
  const readers = await openReaders(stage.url, stage.people);
  const speaker = (n: number) => ({
    person: stage.people[members(n % rooms)[Math.floor(n / rooms) % membersPerRoom]!]!,
    room: stage.rooms[n % rooms]!,
  });
  const run = `${++runs}`; // transaction ids of an earlier round would be answered and not said again
  await send(wires, { rate: 100, seconds: 1, speaker, run: `warm-${run}` });
  await pause(300);
  readers.delays.length = readers.answers = 0;
  const used = watchUsage(stage.hub.pid!);
  const from = performance.now();
  const { delays, failures } = await send(wires, { rate, seconds, speaker, run });
  const took = (performance.now() - from) / 1000;
  const usage = used();
  const wanted = delays.length * membersPerRoom;
  for (let n = 0; n < 100 && readers.delays.length < wanted; n++) await pause(50);
  readers.stop();
  wires.end();
  return {
    sent: delays.length / took,
    acknowledged: timesOf(delays),
    delivered: timesOf(readers.delays),
    answers: Math.round(readers.answers / took),
    failures,
    missing: wanted - readers.delays.length,
    usage,
  };
}

function say(name: string, { delivered, acknowledged, sent, ...rest }: Round, seconds: number): void {
  const { usage, ...more } = rest;
  figure(`${name}, delivered`, delivered.p99, "ms, p99", {
    p50: delivered.p50,
    most: delivered.most,
    deliveries: delivered.count,
    ...more,
  });
  figure(`${name}, acknowledged`, acknowledged.p99, "ms, p99", {
    p50: acknowledged.p50,
    per_second: Math.round(sent),
    seconds,
  });
  figure(`${name}, processor`, usage.hub, "% of a core, hub", {
    postgres: usage.postgres,
    generator: usage.generator,
    generator_late_ms: usage.late,
  });
}

/** A quarter more each time, until something comes too late. */
async function highest(stage: Stage, from: number): Promise<number> {
  let best = 0;
  for (let next = from; ; next = Math.round(next * 1.25)) {
    const { delivered, acknowledged, failures, missing, usage } = await round(stage, next, stepSeconds);
    console.error(
      `  ${next}/s: delivered p50 ${delivered.p50}, p99 ${delivered.p99} ms; ${JSON.stringify(usage)}`,
    );
    const isInTime = delivered.p99 < 1000 && acknowledged.p99 < 1000;
    if (!isInTime || failures > 0 || missing > 0) return best;
    best = next;
  }
}

const rate = setting("BENCH_RATE", 1000);
const seconds = setting("BENCH_SECONDS", 10);
const stepSeconds = setting("BENCH_STEP_SECONDS", 5);
console.error(`  load average before: ${load()}`);
const stage = await openStage({ people, rooms, members });
try {
  say(`${rate} messages/s`, await round(stage, rate, seconds), seconds);
  figure("memory of the hub afterwards", memoryOf(stage.hub.pid!) / 2 ** 20, "MB");
  if (stepSeconds > 0) {
    const best = await highest(stage, rate);
    const more = { seconds: stepSeconds, deliveries_per_second: best * membersPerRoom };
    figure("highest rate at p99 below 1 s", best, "messages/s", more);
  }
} finally {
  await stage.stop();
}
