/** Merging duplicates: everything moves, old references lead on, and undo moves exactly that back. */
import test from "ava";
import {
  contactPoints,
  deals,
  interactions,
  mergeParty,
  parties,
  partyDuplicates,
  recordOfRoom,
  recordRoom,
  todos,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

async function twins(name: string) {
  const { hub: call } = hub.admin;
  const loser = (
    await call(parties.add, {
      name: `${name} GmbH`,
      city: "Bonn",
      note: "from the loser",
      role: "customer",
      contact_points: [{ kind: "email", value: `${name}@twin.example` }],
    })
  ).record;
  const winner = (await call(parties.add, { name, city: "Berlin" })).record;
  const talk = (await call(interactions.add, { party: loser.id, channel: "call", body: "hello" })).record;
  const deal = (await call(deals.add, { name: `Deal ${name}`, party: loser.id })).record;
  const todo = (await call(todos.add, { title: `Call ${name}`, about: loser.id })).record;
  const child = (await call(parties.add, { name: `${name} branch`, parent: loser.id })).record;
  return { loser, winner, talk, deal, todo, child };
}

test("what points at the duplicate moves, gaps are filled, and old references lead to the other", async (t) => {
  const { hub: call } = hub.admin;
  const { loser, winner, talk, deal, todo, child } = await twins("Acme");
  const { room } = await call(recordRoom, { ref: loser.id });
  const done = await call(mergeParty, { ref: loser.number, into: winner.number });
  t.is(done.moved, 5);
  t.is(done.record.city, "Berlin");
  t.is(done.record.note, "from the loser");
  t.deepEqual(done.record.roles.map((period) => period.role).toSorted(), ["customer", "prospect"]);
  const leads = async () => [
    (await call(interactions.details, { ref: talk.id })).party?.id,
    (await call(deals.details, { ref: deal.id })).party?.id,
    (await call(todos.details, { ref: todo.id })).about?.id,
    (await call(parties.details, { ref: child.id })).parent?.id,
    (await call(contactPoints.list, { party: winner.id })).items.length ? winner.id : loser.id,
  ];
  t.deepEqual(
    await leads(),
    Array.from({ length: 5 }, () => winner.id),
  );
  for (const ref of [loser.number, loser.id]) t.is((await call(parties.details, { ref })).id, winner.id);
  t.is((await call(recordOfRoom, { room })).record?.id, winner.id);

  await call(interactions.add, { party: winner.id, channel: "call" });
  const { summary } = await call(undoChange, { change: done.change });
  t.regex(summary, /party merged, Acme GmbH/);
  t.deepEqual(
    await leads(),
    Array.from({ length: 5 }, () => loser.id),
  );
  const back = await call(parties.details, { ref: loser.number });
  t.is(back.id, loser.id);
  t.is(back.removed_at, null);
  const rest = await call(parties.details, { ref: winner.id });
  t.is(rest.note, null);
  t.deepEqual(
    rest.roles.filter((period) => !period.until).map((period) => period.role),
    ["prospect"],
  );
  t.is((await call(interactions.list, { party: winner.id })).items.length, 1);
});

test("a chain of merges leads to its end; undo is refused when something was moved on", async (t) => {
  const { hub: call } = hub.admin;
  const { loser, winner } = await twins("Chain");
  const { record: last } = await call(parties.add, { name: "End of chain" });
  const first = await call(mergeParty, { ref: loser.id, into: winner.id });
  await call(mergeParty, { ref: winner.id, into: last.id });
  t.is((await call(parties.details, { ref: loser.number })).id, last.id);
  await t.throwsAsync(call(undoChange, { change: first.change }), { message: /elsewhere/ });
});

test("what makes no sense or is not allowed is refused", async (t) => {
  const { hub: call } = hub.admin;
  const { loser, winner } = await twins("Refused");
  await t.throwsAsync(call(mergeParty, { ref: loser.id, into: loser.id }), { message: /into itself/ });
  await t.throwsAsync(call(mergeParty, { ref: "@admin", into: winner.id }));
  const seller = await hub.person("seller", ["sales-executive"]);
  const own = (await seller.hub(parties.add, { name: "Mine" })).record;
  await t.throwsAsync(seller.hub(mergeParty, { ref: own.id, into: winner.id }));
  const client = hub.database.pool;
  await t.throwsAsync(client.query("select crm.merge_party($1, $2, $2)", [loser.id, winner.id]), {
    message: /cannot be merged/,
  });
});

test("candidates are found by address, phone and name, as far as one may see them", async (t) => {
  const { hub: call } = hub.admin;
  const at = (kind: "email" | "phone", value: string) => ({ contact_points: [{ kind, value }] });
  const { record } = await call(parties.add, {
    name: "Blauer See Delikatessen",
    contact_points: [
      ...at("email", "a@see.example").contact_points,
      ...at("phone", "+49 30 123456").contact_points,
    ],
  });
  await call(parties.add, { name: "Other", ...at("email", "A@see.example") });
  await call(parties.add, { name: "Another", ...at("phone", "030/123456") });
  await call(parties.add, { name: "Blauer See Delikatesen" });
  const { items } = await call(partyDuplicates, { ref: record.id });
  t.deepEqual(items.map((item) => `${item.party.title}: ${item.reasons.join()}`).toSorted(), [
    "Another: phone",
    "Blauer See Delikatesen: name",
    "Other: email",
  ]);
});
