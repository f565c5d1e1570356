/** Many schedulers, killed ones, and wrong clocks: each occurrence fires once, none is lost, none is early. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { reminders } from "../../contract/index.ts";
import { remindersLoop } from "../../jobs/reminders.ts";
import { testHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { inMs, toldTo, until } from "../calendar/testing.ts";
import { asOwner, fired, firings } from "./testing.ts";

const program = fileURLToPath(new URL("fire.process.ts", import.meta.url));
const occurrences = 4;
const few = 12;
const patience = 60_000; // ms: other tests run beside

/** Reminders that were due on each of the last days, as if nothing had run since. They are still asleep. */
async function overdue(hub: TestHub, person: TestPerson, count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await person.hub(reminders.add, { text: `Reminder ${n}`, at: inMs(86_400_000), rrule: "FREQ=DAILY" });
  const since = `now() - interval '${occurrences - 1} days 1 minute'`;
  await asOwner(
    hub,
    `update crm.reminder set at = ${since}, occurrence = ${since}, due_at = ${since}, retry_at = 'infinity'`,
  );
}

const awake = (hub: TestHub) => asOwner(hub, `update crm.reminder set retry_at = null`);

const allTold = (hub: TestHub) =>
  until(
    () =>
      hub.told().then(
        () => true,
        () => false,
      ),
    patience,
  );

interface Counts {
  fired: string;
  letters: string;
  reminders: string;
}
async function counts(hub: TestHub): Promise<Counts> {
  const [row] = await asOwner<Counts & Record<string, string>>(
    hub,
    `select (select count(*) from crm.reminder_firing) as fired, (select count(distinct reminder_id) from crm.reminder_firing) as reminders,
       (select count(*) from hub.outbox where kind = 'reminder') as letters`,
  );
  return row!;
}

test("eight schedulers at once fire each occurrence once", async (t) => {
  const hub = await testHub(t);
  const ann = await hub.person("ann", ["support"]);
  await overdue(hub, ann, few);
  const more = Array.from({ length: 8 }, () =>
    remindersLoop({
      parts: hub.inside.parts,
      sequelize: hub.inside.sequelize,
      fired: () => {},
      onError: (error) => t.fail(error.message),
    }),
  );
  for (const loop of more) loop.start();
  await awake(hub);
  await until(async () => Number((await counts(hub)).fired) >= few * occurrences, patience);
  for (const loop of more) await loop.stop();
  t.deepEqual(await counts(hub), {
    fired: String(few * occurrences),
    letters: String(few * occurrences),
    reminders: String(few),
  });
  await allTold(hub);
  t.is((await toldTo(hub, ann)).length, few * occurrences);
});

async function start(t: ExecutionContext, hub: TestHub): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, hub.database.appUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

test("schedulers that are killed again and again lose no occurrence and double none", async (t) => {
  const hub = await testHub(t);
  const ann = await hub.person("ann", ["support"]);
  const count = 40;
  await overdue(hub, ann, count);
  const total = count * occurrences;
  const steady = await start(t, hub);
  let doomed = await start(t, hub);
  await awake(hub);
  for (let kill = 1; kill <= 4; kill++) {
    await until(
      async () => Number((await counts(hub)).fired) >= Math.min((total * kill) / 6, total),
      patience,
    );
    doomed.kill("SIGKILL");
    await once(doomed, "exit");
    doomed = await start(t, hub);
  }
  await until(async () => Number((await counts(hub)).fired) >= total, patience);
  doomed.kill("SIGKILL");
  steady.kill("SIGKILL");
  t.deepEqual(await counts(hub), { fired: String(total), letters: String(total), reminders: String(count) });
  await allTold(hub);
  const texts = (await toldTo(hub, ann)).map((card) => card.record!.id);
  t.is(new Set(texts).size, count);
});

test("the clock of the hub may jump ahead and back: the database's decides", async (t) => {
  let off = 0;
  const hub = await testHub(t, { clock: () => new Date(Date.now() + off) });
  const ann = await hub.person("ann", ["support"]);
  const { record } = await ann.hub(reminders.add, { text: "On time", at: inMs(3500) });
  off = 2 * 3_600_000;
  await ann.hub(reminders.change, { ref: record.id, text: "Still on time" });
  t.deepEqual(await firings(hub, record.id), []);
  off = -3 * 3_600_000;
  const [row] = await fired(hub, record.id);
  t.true(row!.fired_at >= row!.due_at);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  t.is((await firings(hub, record.id)).length, 1);
});
