/** Drafts and their lines, from paper to paper once, and lines that cancel out in the books. */
import test from "ava";
import {
  invoiceOrder,
  invoices,
  invoiceVerbs,
  ledgerEntries,
  listChanges,
  orderQuote,
  orders,
  orderVerbs,
  quotes,
  quoteVerbs,
  setFxRate,
  undoChange,
} from "../../../contract/index.ts";
import { disagreements, openMoney, problem, usd, type Money } from "../money.fixture.ts";

let money: Money;
test.before(async () => {
  money = await openMoney();
});
test.after.always(() => money?.hub.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(money.hub), [], "documents and ledger agree");
});

const lines = [{ description: "Tea", quantity: 1, unit_price_minor: 100 }];

async function offered(): Promise<string> {
  const { record } = await money.ann.hub(quotes.add, { party: await money.customer(), lines });
  return (await money.boss.hub(quoteVerbs.issue, { ref: record.id })).record.number;
}

test.serial("that a quote was accepted stands in its history, and an undo takes it back", async (t) => {
  const ref = await offered();
  const order = (await money.ann.hub(orderQuote, { ref })).record;
  const { change } = await money.boss.hub(orderVerbs.issue, { ref: order.id });
  const steps = async () =>
    (await money.acc.hub(listChanges, { ref })).items.map((entry) => entry.patch["status"]);
  t.deepEqual((await steps())[0], ["issued", "accepted"]);
  await money.boss.hub(undoChange, { change });
  t.is((await money.acc.hub(quotes.details, { ref })).status, "issued");
  t.deepEqual((await steps()).slice(0, 2), [
    ["accepted", "issued"],
    ["issued", "accepted"],
  ]);
});

test.serial(
  "eight who order the same quote at once order it once, and its order is billed once",
  async (t) => {
    const ref = await offered();
    const once = async <Done>(work: () => Promise<Done>) => {
      const results = await Promise.allSettled(Array.from({ length: 8 }, work));
      const done = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      t.is(done.length, 1);
      return done[0]!;
    };
    const { record } = await once(() => money.ann.hub(orderQuote, { ref }));
    const order = (await money.boss.hub(orderVerbs.issue, { ref: record.id })).record;
    await once(() => money.ann.hub(invoiceOrder, { ref: order.number }));
  },
);

test.serial(
  "a draft that was removed, and restored after another took its place, is not issued beside that",
  async (t) => {
    const ref = await offered();
    const first = (await money.ann.hub(orderQuote, { ref })).record;
    await money.ann.hub(orders.remove, { ref: first.id });
    const second = (await money.ann.hub(orderQuote, { ref })).record;
    await money.hub.admin.hub(orders.restore, { ref: first.id });
    const { number } = (await money.boss.hub(orderVerbs.issue, { ref: second.id })).record;
    const refused = await problem(money.boss.hub(orderVerbs.issue, { ref: first.id }));
    t.is(refused.message, `${number} was made from the same quote already.`);
  },
);

test.serial(
  "lines that cancel out are worth what the day's rate says, also where nothing or little remains",
  async (t) => {
    const { acc } = money;
    await acc.hub(setFxRate, { currency: "EUR", on: "2020-01-01", rate: 1.2345 });
    await acc.hub(setFxRate, { currency: "JPY", on: "2020-01-01", rate: 0.01 });
    const worth = async (currency: string, gross: number) => {
      const cancelling = [
        { description: "Sold", quantity: 1, unit_price_minor: 100_000, tax: "VAT20" },
        { description: "Paid before", quantity: -1, unit_price_minor: 120_000 - gross },
      ];
      const { record } = await acc.hub(invoices.add, {
        party: await money.customer(),
        currency,
        lines: cancelling,
      });
      await acc.hub(invoiceVerbs.issue, { ref: record.id });
      const [entry] = (await acc.hub(ledgerEntries, { document: record.id })).items;
      return entry!.lines.map(({ account, base_minor }) => [account, base_minor]);
    };
    t.deepEqual(await worth("EUR", 1), [
      ["1100", 1],
      ["4000", 24_689],
      ["2200", -24_690],
    ]);
    t.deepEqual(await worth("EUR", 0), [
      ["4000", 24_690],
      ["2200", -24_690],
    ]);
    t.deepEqual(await worth("JPY", 0), [
      ["4000", 20_000],
      ["2200", -20_000],
    ]);
  },
);

test.serial("tax follows the day of issue", async (t) => {
  const party = await money.customer();
  t.deepEqual((await money.issued(party, 10_000, { date: "2009-12-31", tax: "VAT22" })).tax, usd(1900));
  t.deepEqual((await money.issued(party, 10_000, { date: "2010-01-01", tax: "VAT22" })).tax, usd(2200));
});

test.serial("a draft's lines are changed, undone and computed anew each time", async (t) => {
  const party = await money.customer();
  const { record } = await money.ann.hub(invoices.add, {
    party,
    lines: [{ description: "a", quantity: 1, unit_price_minor: 100 }],
  });
  const changed = await money.ann.hub(invoices.change, {
    ref: record.id,
    lines: [{ description: "a", quantity: 2.5, unit_price_minor: 99, tax: "IN10" }],
  });
  t.deepEqual([changed.record.gross, changed.record.net], [usd(248), usd(225)]);
  await money.ann.hub(undoChange, { change: changed.change });
  t.deepEqual((await money.ann.hub(invoices.details, { ref: record.id })).gross, usd(100));
  t.regex(
    (
      await problem(
        money.ann.hub(invoices.change, {
          ref: record.id,
          lines: [{ description: "a", quantity: 1, unit_price_minor: 1, tax: "NONE" }],
        }),
      )
    ).message,
    /no tax rate "NONE"/,
  );
});
