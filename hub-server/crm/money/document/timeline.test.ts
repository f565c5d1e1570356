/** Papers and payments in the timeline of the party: each once, at its time, as far as one may see them. */
import test from "ava";
import {
  bills,
  creditInvoice,
  interactions,
  invoices,
  orders,
  quotes,
  recordPayment,
  recordProfile,
  recordTimeline,
} from "../../../contract/index.ts";
import { statementsOf } from "../../../testing/statements.ts";
import { openMoney, usd, type Money } from "../money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let ann: Money["ann"];
let customer: Money["customer"];
let issued: Money["issued"];
test.before(async () => {
  ({ hub, acc, ann, customer, issued } = await openMoney());
});
test.after.always(() => hub?.stop());

const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 4_321 }];

test.serial("what was written and paid stands among what was said, newest first, page by page", async (t) => {
  const party = await customer();
  await ann.hub(interactions.add, { party, channel: "call", at: "2021-06-01T10:00:00Z" });
  const old = await issued(party, 9_900, { date: "2021-05-01" });
  await acc.hub(recordPayment, { party, amount: usd(9_900), paid_on: "2021-07-01", oldest: true });
  await ann.hub(quotes.add, { party, lines });
  const fresh = await issued(party, 100);
  await acc.hub(creditInvoice, { ref: fresh.number });
  await acc.hub(bills.add, { party, lines });
  await acc.hub(orders.add, { party, lines });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await acc.hub(recordTimeline, { ref: party, limit: 3, ...(after ? { after } : {}) });
    seen.push(...page.items.map((item) => item.noun));
    after = page.next ?? undefined;
  } while (after);
  t.deepEqual(seen.slice(0, 5), ["order", "bill", "credit_note", "invoice", "quote"]);
  t.deepEqual(seen.slice(5), ["payment", "invoice"], "the accountant sees no interaction of others");
  const { timeline } = await hub.admin.hub(recordProfile, { ref: party });
  t.deepEqual(
    timeline.slice(-3).map((item) => [item.noun, item.at.slice(0, 10)]),
    [
      ["payment", "2021-07-01"],
      ["interaction", "2021-06-01"],
      ["invoice", "2021-05-01"],
    ],
  );
  t.is(timeline.at(-1)!.number, old.number);
  t.notRegex(JSON.stringify(timeline), /4321|9900|43\.21|99\.00/, "a timeline tells no amount");
});

test.serial("rights hold there as they do in lists", async (t) => {
  const party = await customer();
  await issued(party, 100);
  await acc.hub(bills.add, { party, lines });
  const sue = await hub.person("sue", ["support"]);
  const nouns = async (who: typeof acc) =>
    (await who.hub(recordTimeline, { ref: party })).items.map((item) => item.noun).toSorted();
  t.deepEqual(await nouns(acc), ["bill", "invoice"]);
  t.deepEqual(await nouns(sue), ["invoice"]);
  t.deepEqual(await nouns(ann), ["invoice"]);
  const { items } = await sue.hub(recordTimeline, { ref: party });
  t.is(items[0]!.text, "");
});

test.serial("a profile asks as many statements with many papers as with one", async (t) => {
  const count = async (party: string) =>
    (await statementsOf(hub, acc, () => acc.hub(recordProfile, { ref: party }))).length;
  const one = await customer();
  await issued(one, 100);
  const many = await customer();
  for (let place = 0; place < 6; place++) await acc.hub(invoices.add, { party: many, lines });
  await issued(many, 100);
  t.is(await count(many), await count(one));
});
