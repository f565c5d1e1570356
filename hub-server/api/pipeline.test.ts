/** The pipeline: what a call is answered, to whom, and what is kept of it. */
import test from "ava";
import { HubProblem } from "../client.ts";
import { listPayslips, parties, preparePayRun, setComponent, setSalary } from "../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../testing/hub.ts";

let hub: TestHub;
let boss: TestPerson;
let outsider: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  outsider = await hub.person("outsider", []);
});
test.after.always(() => hub?.stop());

const outcome = (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: unknown) => (error as HubProblem).code,
  );

test("what was told to one person alone is replayed to them alone, never into a room", async (t) => {
  const { record } = await boss.hub(parties.add, { name: "Kept apart", city: "Ulm" });
  const change = (audience?: string) =>
    hub.bot(
      parties.change,
      { ref: record.number, city: "Bonn" },
      { person: boss.userId, key: "apart", ...(audience && { audience }) },
    );
  const room = `${boss.userId} ${outsider.userId}`;
  t.is(await outcome(change(room)), "audience");
  const told = await change();
  t.is(await outcome(change(room)), "audience");
  t.is(await outcome(change(`${boss.userId} ?`)), "audience");
  t.deepEqual(await change(), told);
  t.is((await boss.hub(parties.details, { ref: record.number })).version, 2);
});

test.serial("who is suspended reads and changes nothing, by whatever door, until it is lifted", async (t) => {
  const { identity } = hub.inside;
  const add = { name: "While suspended" };
  await identity.suspend(boss.userId, hub.admin.userId);
  t.is(await outcome(boss.hub(parties.list, {})), "answered");
  t.is(await outcome(boss.hub(parties.add, add)), "suspended");
  t.is(
    await outcome(hub.bot(parties.add, add, { person: boss.userId, source: { kind: "slack" } })),
    "suspended",
  );
  await identity.suspend(boss.userId, null);
  t.is(await outcome(boss.hub(parties.add, add)), "answered");
});

test("a number or a day beyond what can be stored is the client's mistake, and is told so", async (t) => {
  const far = { amount_minor: 9_000_000_000_001, currency: "USD" };
  const component = { code: "far", label: "Far", kind: "earning", from: "2030-01-01" } as const;
  const asked: readonly Promise<unknown>[] = [
    hub.admin.hub(listPayslips, { month: "0000-01" }),
    hub.admin.hub(preparePayRun, { month: "0000-01" }),
    hub.admin.hub(setSalary, { person: "boss", amount: far, from: "2030-01-01" }),
    hub.admin.hub(setSalary, { person: "boss", amount: { ...far, amount_minor: 1 }, from: "0000-01-01" }),
    hub.admin.hub(setComponent, { ...component, method: "fixed", amount: far }),
    hub.admin.hub(setComponent, { ...component, method: "percent", percent: 1000 }),
  ];
  t.deepEqual(await Promise.all(asked.map(outcome)), Array(6).fill("input-invalid"));
});

test("what was told to a room is replayed there, and not to those who joined since", async (t) => {
  const { record } = await boss.hub(parties.add, { name: "Shared", tax_id: "DE-SHARED" });
  const change = (...readers: TestPerson[]) =>
    hub.bot(
      parties.change,
      { ref: record.number, city: "Bonn" },
      {
        person: boss.userId,
        key: "shared",
        audience: readers.map((reader) => reader.userId).join(" "),
      },
    );
  const told = await change(boss, hub.admin);
  t.deepEqual(await change(boss, hub.admin), told);
  t.deepEqual(await change(boss), told);
  t.is(await outcome(change(boss, hub.admin, outsider)), "audience");
});
