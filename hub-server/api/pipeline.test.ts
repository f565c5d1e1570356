/** The pipeline: what a call is answered, to whom, and what is kept of it. */
import test from "ava";
import { HubProblem } from "../client.ts";
import { parties } from "../contract/index.ts";
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
