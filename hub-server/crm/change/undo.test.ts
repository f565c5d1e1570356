/** Undo: the inverse of any change, with the rights of whoever undoes. */
import test from "ava";
import { HubProblem } from "../../client.ts";
import {
  convertParty,
  importRecords,
  interactions,
  listChanges,
  parties,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

test("adding is undone by removing, and that is undone by restoring", async (t) => {
  const added = await hub.admin.hub(parties.add, {
    name: "Undone Ltd",
    contact_points: [{ kind: "email", value: "u@u.example" }],
  });
  const undone = await hub.admin.hub(undoChange, { change: added.change });
  t.is(undone.summary, `Undone: party added, Undone Ltd (${added.record.number}).`);
  t.truthy((await hub.admin.hub(parties.details, { ref: added.record.id })).removed_at);
  await hub.admin.hub(undoChange, { change: undone.change });
  t.is((await hub.admin.hub(parties.details, { ref: added.record.id })).removed_at, null);
});

test("a change is undone field by field, and what others changed since is kept", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Moved", city: "Bonn", country: "Germany" });
  const first = await hub.admin.hub(parties.change, { ref: record.id, city: "Paris" });
  await hub.admin.hub(parties.change, { ref: record.id, country: "France" });
  await hub.admin.hub(undoChange, { change: first.change });
  const now = await hub.admin.hub(parties.details, { ref: record.id });
  t.is(now.city, "Bonn");
  t.is(now.country, "France");
});

test("a later edit of the same field stands: undo is refused and names it", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Contested", city: "Bonn" });
  const first = await hub.admin.hub(parties.change, { ref: record.id, city: "Paris" });
  await hub.admin.hub(parties.change, { ref: record.id, city: "Rome" });
  const error = await t.throwsAsync(hub.admin.hub(undoChange, { change: first.change }), {
    instanceOf: HubProblem,
  });
  t.regex(error.message, /was edited since: City/);
});

test("nothing is undone twice", async (t) => {
  const { change } = await hub.admin.hub(parties.add, { name: "Once Only" });
  await hub.admin.hub(undoChange, { change });
  t.is(await code(hub.admin.hub(undoChange, { change })), "conflict");
});

test("adding is not undone while something depends on it", async (t) => {
  const { change, record } = await hub.admin.hub(parties.add, { name: "Depended On" });
  const { record: call } = await hub.admin.hub(interactions.add, { party: record.id, channel: "call" });
  const error = await t.throwsAsync(hub.admin.hub(undoChange, { change }));
  t.regex(error.message, new RegExp(`${call.number} depend on it`));
});

test("converting keeps the record and is undone as a change of role", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Prospect GmbH" });
  const converted = await hub.admin.hub(convertParty, { ref: "prospect gmbh" });
  t.is(converted.record.id, record.id);
  t.is(converted.record.number, record.number);
  t.deepEqual(
    converted.record.roles.map((period) => [period.role, period.until === null]),
    [
      ["customer", true],
      ["prospect", false],
    ],
  );
  t.is(await code(hub.admin.hub(convertParty, { ref: record.id })), "conflict");
  await hub.admin.hub(undoChange, { change: converted.change });
  const back = await hub.admin.hub(parties.details, { ref: record.id });
  t.deepEqual(
    back.roles.filter((period) => !period.until).map((period) => period.role),
    ["prospect"],
  );
});

test("undo without saying which takes back one's own latest change in this room", async (t) => {
  const room = "!somewhere:hub.localhost";
  const source = { kind: "chat", room, event: "$1" } as const;
  const ann = await hub.person("ann", ["manager"]);
  const { record } = await ann.hub(parties.add, { name: "In the room" }, { source });
  await ann.hub(parties.add, { name: "Elsewhere" });
  await hub.admin.hub(parties.add, { name: "By another" }, { source });
  t.deepEqual(
    (await ann.hub(undoChange, { room })).records.map((link) => link.id),
    [record.id],
  );
  t.is(await code(ann.hub(undoChange, { room })), "not-found");
});

test("whoever lacks the right to the inverse may not undo", async (t) => {
  const { change } = await hub.admin.hub(parties.add, { name: "Guarded" });
  const ben = await hub.person("ben", ["support"]);
  t.is(await code(ben.hub(undoChange, { change })), "not-allowed");
  const cid = await hub.person("cid", []);
  t.is(await code(cid.hub(undoChange, { change })), "not-allowed");
});

test("an import is one change and one undo", async (t) => {
  const rows = Array.from({ length: 30 }, (_, index) => ({ name: `Imported ${index}`, industry: "import" }));
  const { change, added } = await hub.admin.hub(importRecords, { noun: "party", rows });
  t.is(added.length, 30);
  await hub.admin.hub(undoChange, { change });
  t.is((await hub.admin.hub(parties.list, { industry: "import" })).items.length, 0);
});

test("an import with one bad row adds none and names the row and field", async (t) => {
  const rows = [
    { name: "Good", industry: "bad import" },
    { name: "Bad", website: "no url" },
    { city: "No name" },
  ];
  const error = await t.throwsAsync<HubProblem>(hub.admin.hub(importRecords, { noun: "party", rows }));
  t.deepEqual(
    (error.problem["errors"] as { field: string }[]).map((one) => one.field),
    ["/rows/1/website", "/rows/2/name"],
  );
  t.is((await hub.admin.hub(parties.list, { industry: "bad import" })).items.length, 0);
});

test("history tells who, what and from where, and hides what one may not see", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Historic", tax_id: "DE-1" });
  await hub.admin.hub(
    parties.change,
    { ref: record.id, city: "Bonn" },
    { source: { kind: "chat", room: "!r:x", event: "$e" } },
  );
  const [last, first] = (await hub.admin.hub(listChanges, { ref: record.id })).items;
  t.deepEqual(last!.patch, { city: [null, "Bonn"] });
  t.is(last!.source, "chat");
  t.is(last!.by?.title, "Administrator");
  t.deepEqual(first!.patch["tax_id"], [null, "DE-1"]);
  const dev = await hub.person("dev", ["product-developer"]);
  t.is((await dev.hub(listChanges, { ref: record.id })).items.at(-1)!.patch["tax_id"], undefined);
});
