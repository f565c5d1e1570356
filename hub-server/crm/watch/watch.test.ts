/** Watches: who is told what, of which changes, where, and how often. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import {
  deals,
  importRecords,
  interactions,
  invoices,
  moveRecord,
  parties,
  undoChange,
  watches,
} from "../../contract/index.ts";
import { cardsIn, until } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { cardsOf, roomWith, settled, toldOf } from "./testing.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;
let developer: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
  developer = await hub.person("dev", ["product-developer"]);
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

const eur = (amount: number) => ({ amount_minor: amount * 100, currency: "EUR" });

const told = (person: TestPerson, number: string) => toldOf(hub, person, number);
const room = (...members: TestPerson[]) => roomWith(hub, ...members);

test("whoever watches a record hears what others change on it, and what is logged about it", async (t) => {
  const { record: acme } = await boss.hub(parties.add, { name: "Acme", city: "Ulm", owner: "ann" });
  const { record } = await ann.hub(watches.add, { about: "acme" });
  t.is(record.about?.id, acme.id);
  t.is(record.title, `Acme (${acme.number})`);
  await boss.hub(parties.change, { ref: acme.id, city: "Bonn", note: "moved" });
  await boss.hub(interactions.add, { party: acme.id, channel: "call", subject: "About prices" });
  await boss.hub(deals.add, { party: acme.id, name: "40 seats", value: eur(900) });
  await ann.hub(parties.change, { ref: acme.id, city: "Köln" });
  const cards = await told(ann, record.number);
  t.deepEqual(
    cards.map(({ title, by }) => [title, by]),
    [
      ["Acme changed", "Boss"],
      ["Call logged", "Boss"],
      ["Deal added: 40 seats", "Boss"],
    ],
  );
  t.deepEqual(cards[0]!.facts, [
    { label: "City", value: "Ulm → Bonn" },
    { label: "Note", value: "nothing → moved" },
  ]);
  t.is(cards[1]!.about?.id, acme.id);
  t.is(cards[0]!.record?.number, acme.number);
});

test("nothing is told of what was before, nor after it is stopped, nor twice", async (t) => {
  const { record: other } = await boss.hub(parties.add, { name: "Before", owner: "ann" });
  await boss.hub(parties.change, { ref: other.id, city: "Ulm" });
  const { record, change } = await ann.hub(watches.add, { about: other.id });
  await settled(hub);
  t.deepEqual(await told(ann, record.number), []);
  await ann.hub(undoChange, { change });
  await boss.hub(parties.change, { ref: other.id, city: "Bonn" });
  t.deepEqual(await told(ann, record.number), []);
  await ann.hub(watches.restore, { ref: record.number });
  await boss.hub(parties.change, { ref: other.id, city: "Köln" });
  t.is((await told(ann, record.number)).length, 1);
});

test("whoever watches a record already is told so, loudly", async (t) => {
  const { record: twice } = await ann.hub(parties.add, { name: "Twice" });
  const { record } = await ann.hub(watches.add, { about: twice.id });
  const error = await t.throwsAsync<HubProblem>(ann.hub(watches.add, { about: "Twice" }));
  t.is(error.code, "conflict");
  t.is(error.message, `You watch Twice (${twice.number}) already, by ${record.number}.`);
  const rule = { all: [{ field: "stage", op: "is", value: "won" }] };
  await ann.hub(watches.add, { of: "deal", rule });
  t.is(await code(ann.hub(watches.add, { of: "Deals", rule })), "conflict");
  t.is(await code(ben.hub(watches.add, { of: "deal", rule })), "done");
});

test("fields that somebody may not see are left out, and a change of these alone is not told", async (t) => {
  const { record: hidden } = await hub.admin.hub(parties.add, { name: "Partly hidden", role: "customer" });
  const { record } = await developer.hub(watches.add, { about: hidden.id });
  await hub.admin.hub(parties.change, { ref: hidden.id, tax_id: "DE1", city: "Ulm" });
  await hub.admin.hub(parties.change, { ref: hidden.id, tax_id: "DE2" });
  const cards = await told(developer, record.number);
  t.deepEqual(
    cards.map((card) => card.facts),
    [[{ label: "City", value: "nothing → Ulm" }]],
  );
});

test("with the right to see a record the notices end", async (t) => {
  const { record: lost } = await hub.admin.hub(parties.add, { name: "Lost sight", owner: "ann" });
  const { record } = await ann.hub(watches.add, { about: lost.id });
  await hub.admin.hub(parties.change, { ref: lost.id, owner: "admin" });
  await hub.admin.hub(parties.change, { ref: lost.id, city: "Ulm" });
  t.deepEqual(await told(ann, record.number), []);
  t.is(await code(ann.hub(watches.add, { about: lost.id })), "not-found");
});

test("a rule is told when it begins to hold: by name of the stage, in the company's money, once", async (t) => {
  const { record: party } = await boss.hub(parties.add, { name: "Buyer", owner: "ann" });
  const add = async (name: string, value: number) =>
    (await boss.hub(deals.add, { party: party.id, name, value: eur(value), owner: "ann" })).record.id;
  const [big, small, old] = [await add("Big", 60_000), await add("Small", 100), await add("Old", 90_000)];
  await boss.hub(moveRecord, { ref: old, to: "won" });
  const { record, card } = await ann.hub(watches.add, {
    name: "deal > 50k moves to won",
    of: "deals",
    rule: {
      all: [
        { op: "above", value: { amount: 50_000, currency: "EUR" } },
        { field: "stage", op: "is", value: "won" },
      ],
    },
  });
  t.deepEqual(record.depends_on, ["value", "stage"]);
  t.deepEqual(card.facts, [
    { label: "When", value: "Value above €50,000.00 and Stage Won" },
    { label: "Said", value: "to you alone" },
  ]);
  for (const id of [big, small]) await boss.hub(moveRecord, { ref: id, to: "won" });
  await boss.hub(deals.change, { ref: big, description: "still won" });
  await boss.hub(deals.change, { ref: old, value: eur(95_000) });
  const cards = await told(ann, record.number);
  t.deepEqual(
    cards.map((card) => card.title),
    ["Deal > 50k moves to won: Big"],
  );
  t.is(cards[0]!.about?.id, party.id);
  t.true(cards[0]!.facts.some(({ label, value }) => label === "Stage" && value.endsWith("→ Won")));
});

test("a rule can tell what fits no longer, or any change of what fits", async (t) => {
  const rule = { all: [{ field: "city", op: "is", value: "Jena" }] };
  const { record: ends } = await ann.hub(watches.add, { of: "party", rule, event: "ends", name: "in Jena" });
  const { record: any } = await ann.hub(watches.add, {
    of: "party",
    rule,
    event: "changes",
    name: "in Jena",
  });
  const { record: jena } = await boss.hub(parties.add, { name: "Jenaer", city: "Jena", owner: "ann" });
  await settled(hub);
  await boss.hub(parties.change, { ref: jena.id, note: "glass" });
  await settled(hub);
  await boss.hub(parties.change, { ref: jena.id, city: "Gera" });
  await settled(hub);
  await boss.hub(parties.change, { ref: jena.id, note: "far" });
  const [ended, ...others] = await told(ann, ends.number);
  t.deepEqual([ended?.title, others.length], ["No longer: In Jena: Jenaer", 0]);
  t.is((await told(ann, any.number)).length, 3);
});

test("an import is one card that counts", async (t) => {
  const rule = { all: [{ field: "city", op: "is", value: "Graz" }] };
  const sue = await hub.person("sue", ["support"]);
  const { record } = await sue.hub(watches.add, { of: "party", rule, name: "in Graz" });
  const rows = Array.from({ length: 150 }, (_, index) => ({ name: `Grazer ${index}`, city: "Graz" }));
  await hub.admin.hub(importRecords, { noun: "party", rows });
  const cards = await told(sue, record.number);
  t.is(cards.length, 1);
  t.is(cards[0]!.title, "In Graz: 150 parties");
  t.is(cards[0]!.facts.length, 5);
  t.is(cards[0]!.text, "The first 5; 145 more.");
});

test("a room hears what all of it may see, whoever did it; the rest is told to the owner alone", async (t) => {
  const sales = await room(ann, boss);
  const { record } = await ann.hub(watches.add, {
    of: "deal",
    rule: {
      all: [
        { field: "stage", op: "is", value: "won" },
        { field: "name", op: "contains", value: "told" },
      ],
    },
    name: "won",
    room: sales,
  });
  const { record: party } = await ann.hub(parties.add, { name: "Room buyer" });
  const win = async (name: string) => {
    const { record: deal } = await ann.hub(deals.add, { party: party.id, name, value: eur(10) });
    await ann.hub(moveRecord, { ref: deal.id, to: "won" });
    await settled(hub);
  };
  await win("For all, told");
  t.is(cardsOf(await cardsIn(hub, boss, sales), record.number).length, 1);
  await hub.inside.chat.rooms.join(sales, [developer.userId]);
  const { record: deal } = await boss.hub(deals.add, {
    party: party.id,
    name: "For ann, told",
    owner: "ann",
    value: eur(10),
  });
  await boss.hub(moveRecord, { ref: deal.id, to: "won" });
  await settled(hub);
  t.is(cardsOf(await cardsIn(hub, boss, sales), record.number).length, 1);
  const [card] = await told(ann, record.number);
  t.is(card?.title, "Won: For ann, told");
  t.is(card?.text, "Not said in the room: not everybody there may see it.");
  await win("Her own, told");
  t.is((await told(ann, record.number)).length, 1);
});

test("a room is one in which the asker is, and is said by name", async (t) => {
  const rule = { all: [{ field: "city", op: "is", value: "Ulm" }] };
  const foreign = await room(boss);
  t.is(await code(ann.hub(watches.add, { of: "party", rule, room: foreign })), "input-invalid");
  t.is(await code(ann.hub(watches.add, { of: "party", rule, room: "#no-such-room" })), "input-invalid");
  const { record } = await ann.hub(watches.add, { of: "party", rule, room: "#general" });
  t.is(record.room, await hub.inside.chat.rooms.resolveAlias(`#general:${hub.serverName}`));
  await ann.hub(watches.remove, { ref: record.number });
});

test("what can be no watch is refused by its field", async (t) => {
  const field = (input: object) =>
    ann.hub(watches.add, input).then(
      () => "done",
      (error: unknown) => ((error as HubProblem).problem["errors"] as { field: string }[])?.[0]?.field,
    );
  t.is(await field({}), "/about");
  t.is(await field({ of: "deal" }), "/about");
  t.is(await field({ of: "spaceship", rule: { all: [] } }), "/of");
  t.is(await field({ of: "deal", rule: { field: "stage", op: "is", value: "orbit" } }), "/rule");
  t.is(await field({ about: "@boss" }), "/about");
  t.is(await field({ of: "deal", rule: { all: [] }, owner: "boss" }), "/owner");
});

test("nobody watches through a field that they may not see", async (t) => {
  const rule = { all: [{ field: "tax_id", op: "filled" }] };
  t.is(await code(developer.hub(watches.add, { of: "party", rule })), "field-hidden");
});

test("everybody has their own watches; an administrator sees and stops those of others", async (t) => {
  const { record: mine } = await ann.hub(parties.add, { name: "Only mine" });
  const { record } = await ann.hub(watches.add, { about: mine.id });
  t.is(await code(boss.hub(watches.details, { ref: record.number })), "not-found");
  t.is(await code(hub.admin.hub(watches.change, { ref: record.number, name: "his" })), "not-allowed");
  await hub.admin.hub(watches.remove, { ref: record.number });
  t.is((await ann.hub(watches.list, { about: mine.id })).items.length, 0);
});

test("an invoice is heard of by whoever watches its customer, if they may see it", async (t) => {
  const { record: payer } = await hub.admin.hub(parties.add, {
    name: "Payer",
    owner: "ann",
    role: "customer",
  });
  const { record: hers } = await ann.hub(watches.add, { about: payer.id });
  const { record: his } = await developer.hub(watches.add, { about: payer.id });
  await hub.admin.hub(invoices.add, {
    party: payer.id,
    currency: "EUR",
    lines: [{ description: "Tea", quantity: 1, unit_price_minor: 1000 }],
  });
  const cards = await until(async () => {
    const found = await told(ann, hers.number);
    return found.length > 0 && found;
  });
  t.regex(cards[0]!.title, /^Invoice/);
  t.deepEqual(await told(developer, his.number), []);
});
