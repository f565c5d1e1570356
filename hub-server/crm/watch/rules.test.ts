/** Rules that are watched: what they may tell a room of what they name, and how much of one is read. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import { deals, parties, watches } from "../../contract/index.ts";
import { cardsIn } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { cardsOf, roomWith, settled } from "./testing.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const eur = (amount: number) => ({ amount_minor: amount * 100, currency: "EUR" });

test("a room hears nothing of a rule that names a record which not everybody there may see", async (t) => {
  const cy = await hub.person("cy", ["sales-executive"], { manager: "admin" });
  const { record: secret } = await ann.hub(parties.add, { name: "Secret buyer" });
  const both = await roomWith(hub, boss, cy);
  const rule = { all: [{ field: "party", op: "is", value: secret.number }] };
  const { record } = await boss.hub(watches.add, { of: "deal", rule, event: "changes", room: both });
  const { record: deal } = await ann.hub(deals.add, {
    party: secret.id,
    name: "Seen by cy",
    value: eur(10),
  });
  await boss.hub(deals.change, { ref: deal.id, owner: "cy" });
  await settled(hub);
  t.deepEqual(cardsOf(await cardsIn(hub, cy, both), record.number), []);
  const other = await boss.hub(deals.change, { ref: deal.id, name: "Seen by cy, changed" });
  t.truthy(other.change);
  await settled(hub);
  t.deepEqual(cardsOf(await cardsIn(hub, cy, both), record.number), []);
  await boss.hub(parties.change, { ref: secret.id, owner: "cy" });
  await boss.hub(deals.change, { ref: deal.id, name: "Now said" });
  await settled(hub);
  t.is(cardsOf(await cardsIn(hub, cy, both), record.number).length, 1);
});

test("a rule that is too deep or too long is refused before it is asked about", async (t) => {
  let deep: unknown = { field: "city", op: "is", value: "Ulm" };
  for (let level = 0; level < 3_000; level++) deep = { not: deep };
  const deeper = await t.throwsAsync<HubProblem>(
    ann.hub(watches.add, { of: "party", rule: deep as Record<string, never> }),
  );
  t.is(deeper.code, "input-invalid");
  const one = { field: "parent", op: "is", value: "No such party" };
  const long = { any: Array.from({ length: 51 }, () => one) };
  const said = await t.throwsAsync(ann.hub(watches.add, { of: "party", rule: long }));
  t.regex(said.message, /at most 50 conditions/);
});
