/** Several hubs follow, and one is killed: each change is told once, none is lost. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { parties, watches } from "../../contract/index.ts";
import { cardsIn } from "../calendar/testing.ts";
import { asOwner } from "../reminder/testing.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import type { WatchNews } from "./news.ts";
import { tellWatch } from "./tell.ts";
import { followWatches } from "./follow.ts";
import { cardsOf, directOf, optionsOf, settled, toldOf } from "./testing.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const program = fileURLToPath(new URL("follow.process.ts", import.meta.url));

async function start(t: ExecutionContext): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, hub.database.appUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

interface Letter extends Record<string, unknown> {
  key: string;
  payload: WatchNews;
}
const letters = (watch: string) =>
  asOwner<Letter>(
    hub,
    `select key, payload from hub.outbox where kind = 'watch' and payload ->> 'watch' = $1`,
    [watch],
  );

test("a follower that is killed, beside another, loses no change and tells none twice", async (t) => {
  const ann = await hub.person("ann", ["support"]);
  const { record: acme } = await hub.admin.hub(parties.add, { name: "Acme" });
  const { record: one } = await ann.hub(watches.add, { about: acme.id });
  const rule = { all: [{ field: "city", op: "contains", value: "Ulm" }] };
  const { record: ruled } = await ann.hub(watches.add, { of: "party", rule });
  let doomed = await start(t); // beside the hub's own
  const changes: string[] = [];
  for (let n = 0; n < 24; n++) {
    changes.push(
      (await hub.admin.hub(parties.change, { ref: acme.id, city: n % 2 ? `Bonn ${n}` : `Ulm ${n}` })).change,
    );
    if (n === 12) {
      doomed.kill("SIGKILL");
      await once(doomed, "exit");
      doomed = await start(t);
    }
  }
  await settled(hub);
  doomed.kill("SIGKILL");
  const events = await asOwner<{ id: string }>(
    hub,
    `select id from hub.change_event where change = any ($1) order by id`,
    [changes],
  );
  const told = (await letters(one.id)).flatMap(({ payload }) => payload.items.flatMap((item) => item.events));
  t.deepEqual(
    told.toSorted(),
    events.map((event) => event.id),
  );
  const turned = (await letters(ruled.id)).flatMap(({ payload }) =>
    payload.items.flatMap((item) => item.events),
  );
  t.is(new Set(turned).size, turned.length);
  t.true(turned.length >= 1 && turned.length <= events.length);
});

test("a notice that is delivered again stands there once", async (t) => {
  const ben = await hub.person("ben", ["support"]);
  const { record: beta } = await hub.admin.hub(parties.add, { name: "Beta" });
  const { record } = await ben.hub(watches.add, { about: beta.id });
  await hub.admin.hub(parties.change, { ref: beta.id, city: "Ulm" });
  await settled(hub);
  const [letter] = await letters(record.id);
  for (let times = 0; times < 3; times++)
    await tellWatch(hub.inside.parts, hub.inside.sequelize, letter!.payload, letter!.key);
  t.is((await toldOf(hub, ben, record.number)).length, 1);
});

test("what was found but not told yet is not told to whoever left or stopped meanwhile", async (t) => {
  const cid = await hub.person("cid", ["support"]);
  const { record: gamma } = await hub.admin.hub(parties.add, { name: "Gamma" });
  const { record } = await cid.hub(watches.add, { about: gamma.id });
  await hub.admin.hub(parties.change, { ref: gamma.id, city: "Ulm" });
  await settled(hub);
  const [letter] = await letters(record.id);
  await cid.hub(watches.remove, { ref: record.id });
  await tellWatch(hub.inside.parts, hub.inside.sequelize, letter!.payload, "another-key");
  const room = await directOf(hub, cid);
  t.is(cardsOf(await cardsIn(hub, cid, room), record.number).length, 1);
});

test.serial(
  "a rule that looks at the time turns without any change, and is asked for once a day",
  async (t) => {
    const dan = await hub.person("dan", ["support"]);
    const rule = {
      all: [
        { field: "name", op: "is", value: "Ageing" },
        { field: "changed_at", op: "older_than", value: 1 },
      ],
    };
    const { record } = await dan.hub(watches.add, { of: "party", rule, name: "untouched for a day" });
    await hub.admin.hub(parties.add, { name: "Ageing" });
    await settled(hub);
    const later = { ...optionsOf(hub), clock: () => new Date(Date.now() + 2 * 86_400_000) };
    for (let times = 0; times < 2; times++) await followWatches(later);
    t.deepEqual(
      (await toldOf(hub, dan, record.number)).map((card) => card.title),
      ["Untouched for a day: Ageing"],
    );
  },
);
