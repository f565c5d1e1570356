/** From paper to paper once, and lines that cancel out in the books. */
import test from "ava";
import {
  invoiceOrder,
  invoices,
  invoiceVerbs,
  ledgerEntries,
  orderQuote,
  orders,
  orderVerbs,
  quotes,
  quoteVerbs,
  setFxRate,
} from "../../../contract/index.ts";
import { disagreements, openMoney, problem, type Money } from "../money.fixture.ts";

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
