/**
 * Thousands who wait: what an idle long poll weighs, and how soon a message reaches those of one room among them.
 * `BENCH_POLLS=5000 BENCH_SECONDS=5 node hub-server/chat/bench/idle.bench.ts`
 */
import { setTimeout as pause } from "node:timers/promises";
import { figure, load, memoryOf, setting, timesOf, watchUsage } from "./figures.ts";
import { openReaders } from "./readers.ts";
import { send } from "./senders.ts";
import { openStage } from "./stage.ts";
import { Wires } from "./wire.ts";

const polls = setting("BENCH_POLLS", 5000);
const seconds = setting("BENCH_SECONDS", 5);
const membersPerRoom = 10;
const rooms = Math.ceil(polls / membersPerRoom);

console.error(`  load average before: ${load()}`);
const stage = await openStage({
  people: rooms * membersPerRoom,
  rooms,
  members: (room) => Array.from({ length: membersPerRoom }, (_, n) => room * membersPerRoom + n),
  node: ["--expose-gc"],
});
const pid = stage.hub.pid!;
try {
  const before = await settledMemory();
  const readers = await openReaders(stage.url, stage.people.slice(0, polls));
  const each = ((await settledMemory()) - before) / polls;
  figure("an idle long poll, with what the hub knows of its user", each / 1024, "kB", { polls });
  figure("memory of the hub with all of them", memoryOf(pid) / 2 ** 20, "MB");
  const idle = watchUsage(pid);
  await pause(3000);
  figure("processor of the hub while nothing happens", idle().hub, "% of a core");
  const wires = new Wires(stage.url);
  const speaker = (n: number) => {
    const room = (n * 37) % rooms;
    return { person: stage.people[room * membersPerRoom]!, room: stage.rooms[room]! };
  };
  await send(wires, { rate: 20, seconds: 1, speaker, run: "warm" });
  await pause(500);
  readers.delays.length = 0;
  const { delays } = await send(wires, { rate: 50, seconds, speaker, run: "idle" });
  for (let n = 0; n < 100 && readers.delays.length < delays.length * membersPerRoom; n++) await pause(50);
  const { p50, p99, most, count } = timesOf(readers.delays);
  const missing = delays.length * membersPerRoom - count;
  figure("a message to ten of them, delivered", p99, "ms, p99", { p50, most, deliveries: count, missing });
  readers.stop();
  wires.end();
} finally {
  await stage.stop();
}

/** Bytes, once garbage is gone: the hub collects when it is told to. */
async function settledMemory(): Promise<number> {
  stage.hub.kill("SIGUSR2");
  await pause(1500);
  return memoryOf(pid);
}
