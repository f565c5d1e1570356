/**
 * How many people at once one core serves, by the model of Mattermost's load test: everybody is online, and does something every
 * 20 seconds on average; 18 % of the messages are replies; it holds while answers take less than 100 ms on average and 2 s at the
 * 99th percentile, and fewer than 0.025 % fail. Their best published point is 1,875 people per core of their server (15,000 on two
 * servers of 4 cores, 30,000 on two of 8), with the database on machines of its own; here PostgreSQL shares the machine.
 * `BENCH_PEOPLE=3000 BENCH_FIRST=1000 BENCH_SECONDS=20 node hub-server/chat/bench/people.bench.ts`
 */
import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "../../testing/storm/storm.ts";
import { Crowd } from "./crowd.ts";
import { figure, load, mean, memoryOf, rounded, setting, timesOf, watchUsage } from "./figures.ts";
import { openStage, type Stage } from "./stage.ts";

const most = setting("BENCH_PEOPLE", 3000);
const first = setting("BENCH_FIRST", 1000);
const step = setting("BENCH_STEP", 500);
const seconds = setting("BENCH_SECONDS", 20);
const membersPerRoom = 50;
const roomsPerPerson = 5;

/** The best point that is published for Mattermost, people per core. */
const published = 1875;

/** Each person is in five rooms: of each fifty people one, and four with people from elsewhere. */
function members(room: number): number[] {
  const round = Math.floor(room / Math.ceil(most / membersPerRoom));
  const start = (room % Math.ceil(most / membersPerRoom)) * membersPerRoom;
  return Array.from({ length: membersPerRoom }, (_, n) => ((start + n) * [1, 7, 11, 13, 17][round]!) % most);
}

interface Step {
  readonly people: number;
  readonly mean: number;
  readonly p99: number;
  /** Share of the requests that failed. */
  readonly errors: number;
  readonly requests: number;
  readonly hub: number;
}

async function measure(stage: Stage, crowd: Crowd, people: number): Promise<Step> {
  await crowd.grow(people);
  await pause(3000);
  crowd.forget();
  const used = watchUsage(stage.hub.pid!);
  await pause(seconds * 1000);
  const { times, failed } = crowd.count();
  const { hub, postgres, generator, late } = used();
  const { p50, p99, count } = timesOf(times);
  const result = { people, mean: mean(times), p99, errors: failed / (failed + count), requests: count, hub };
  console.error(
    `  ${people} people: mean ${rounded(result.mean)}, p50 ${p50}, p99 ${p99} ms, ${count} requests, ${failed} failed; ` +
      `hub ${hub} %, PostgreSQL ${postgres} %, generator ${generator} % of a core (late ${late} ms)`,
  );
  return result;
}

const holds = ({ mean: average, p99, errors }: Step) => average < 100 && p99 < 2000 && errors < 0.00025;

console.error(`  load average before: ${load()}`);
const stage = await openStage({
  people: most,
  rooms: Math.ceil(most / membersPerRoom) * roomsPerPerson,
  members: (room) => [...new Set(members(room))],
  messages: 10,
});
const crowd = new Crowd(stage, members, seeded(1));
try {
  let best: Step | undefined;
  for (let people = first; people <= most; people += step) {
    const tried = await measure(stage, crowd, people);
    if (!holds(tried)) break;
    best = tried;
  }
  const { people = 0, hub = 0, ...more } = best ?? {};
  figure("people at once", people, "people", { ...more, hub_cpu: hub, seconds, tried_up_to: most });
  figure("people per core of the hub, if all of it were used", hub ? (100 * people) / hub : 0, "people");
  figure("the same, best published point of Mattermost", published, "people");
  figure("memory of the hub afterwards", memoryOf(stage.hub.pid!) / 2 ** 20, "MB");
} finally {
  crowd.end();
  await stage.stop();
}
