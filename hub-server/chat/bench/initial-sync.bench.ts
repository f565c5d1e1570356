/**
 * The first sync of somebody who is in 300 rooms of 300 members, with the filter of Element Web (20 messages, lazy members): by
 * a hub that has just started, by one that runs, and for 200 people at once. The last is the heaviest load of "A Comparative
 * Performance Study of the Matrix /sync Endpoint on Synapse and Tuwunel" (SBRC 2026, doi 10.5753/sbrc.2026.19722), whose means
 * are printed beside ours; theirs were measured on their machines, ours on this one.
 * `BENCH_ROOMS=300 BENCH_MEMBERS=300 BENCH_AT_ONCE=200 node hub-server/chat/bench/initial-sync.bench.ts`
 */
import { figure, load, mean, memoryOf, setting, timesOf, watchUsage } from "./figures.ts";
import { openStage, type Person, type Stage } from "./stage.ts";
import { Wire } from "./wire.ts";

const rooms = setting("BENCH_ROOMS", 300);
const members = setting("BENCH_MEMBERS", 300);
const together = setting("BENCH_AT_ONCE", 200);

const filter = encodeURIComponent(
  JSON.stringify({
    room: {
      timeline: { limit: 20, unread_thread_notifications: true },
      state: { lazy_load_members: true },
    },
  }),
);

interface First {
  /** ms from the question until the last byte. */
  readonly took: number;
  readonly bytes: number;
}

async function firstSync(url: string, { token }: Person): Promise<First> {
  const wire = new Wire(url);
  const from = performance.now();
  const { status, text } = await wire.ask("GET", `/sync?filter=${filter}&timeout=0`, token);
  const took = performance.now() - from;
  wire.end();
  const found = text.match(/"timeline":\{/g)?.length;
  if (status !== 200 || found !== rooms) throw new Error(`${status} with ${found} rooms of ${rooms}`);
  return { took, bytes: text.length };
}

async function alone(stage: Stage): Promise<void> {
  const cold = await firstSync(stage.url, stage.people[0]!);
  const more = { rooms, members, megabytes: (cold.bytes / 1e6).toFixed(1) };
  figure("first sync of one user, hub just started", cold.took, "ms", more);
  const others: number[] = [];
  for (const person of stage.people.slice(1, 11)) others.push((await firstSync(stage.url, person)).took);
  const times = timesOf(others);
  figure("first sync of one user, hub running", times.p50, "ms, p50", {
    most: times.most,
    runs: times.count,
  });
}

async function atTheSameTime(stage: Stage): Promise<void> {
  const people = stage.people.slice(0, together);
  const used = watchUsage(stage.hub.pid!);
  const from = performance.now();
  const all = await Promise.all(people.map((person) => firstSync(stage.url, person)));
  const took = (performance.now() - from) / 1000;
  const times = all.map((one) => one.took);
  const { p99, most } = timesOf(times);
  const { hub, postgres, generator } = used();
  const more = { p99, most, hub_cpu: hub, postgres_cpu: postgres, generator_cpu: generator };
  figure(`first sync, ${people.length} users at once, this hub`, mean(times) / 1000, "s, mean", more);
  figure("the same, published, Synapse with 18 workers", 117.5, "s, mean", { from: "SBRC 2026" });
  figure("the same, published, Tuwunel", 33.8, "s, mean", { from: "SBRC 2026" });
  figure("first syncs per second", people.length / took, "syncs/s");
  figure("memory of the hub afterwards", memoryOf(stage.hub.pid!) / 2 ** 20, "MB");
}

console.error(`  load average before: ${load()}`);
const filled = await openStage({
  people: members,
  rooms,
  members: () => Array.from({ length: members }, (_, n) => n),
  messages: 30,
});
let stage = filled;
try {
  await alone(stage);
  stage = await stage.restart();
  await atTheSameTime(stage);
} finally {
  await stage.stop();
}
