/**
 * Issuing invoices from eight connections at once: drafts of three lines get their numbers, gapless, and are posted.
 * `node hub-server/crm/money/invoices.bench.ts`; BENCH_INVOICES is how many (400 unless set).
 */
import { connect } from "../../client.ts";
import { invoices, invoiceVerbs, parties, recordPayment, setTaxRate } from "../../contract/index.ts";
import { openBenchHub } from "../../testing/bench/hub.ts";
import { rounded } from "../../testing/bench/measure.ts";

const count = Number(process.env["BENCH_INVOICES"] ?? 400);
const connections = 8;
const line = { description: "Peppermint", quantity: 12.5, unit_price_minor: 1999, discount: 10, tax: "VAT" };

const bench = await openBenchHub();
try {
  const hub = connect(bench.url, await bench.token("admin"));
  await hub(setTaxRate, { code: "VAT", label: "VAT", percent: 20, valid_from: "2000-01-01" });
  const payers: string[] = [];
  for (let place = 0; place < 50; place++)
    payers.push((await hub(parties.add, { name: `Payer ${place}` })).record.id);
  const drafts: string[] = [];
  await together(count, async (place) => {
    const party = payers[place % payers.length]!;
    drafts.push((await hub(invoices.add, { party, lines: [line, line, line] })).record.id);
  });
  const issued = await together(count, (place) => hub(invoiceVerbs.issue, { ref: drafts[place]! }));
  report("invoice.issue", issued);
  const paid = await together(count, (place) =>
    hub(recordPayment, {
      party: payers[place % payers.length]!,
      amount: { amount_minor: 60_000, currency: "USD" },
      oldest: true,
    }),
  );
  report("payment.record, oldest first", paid);
} finally {
  await bench.stop();
}

/** Does it `times` times, eight at once. @returns each one's ms, and the ms of all together */
async function together(times: number, work: (place: number) => Promise<unknown>) {
  const each: number[] = [];
  let next = 0;
  const one = async () => {
    for (let place = next++; place < times; place = next++) {
      const from = performance.now();
      await work(place);
      each.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  return { each: each.toSorted((a, b) => a - b), whole: performance.now() - from };
}

function report(name: string, { each, whole }: Awaited<ReturnType<typeof together>>): void {
  const at = (share: number) => rounded(each[Math.min(each.length - 1, Math.floor(share * each.length))]!);
  const value = rounded((each.length * 1000) / whole);
  const figure = {
    name: `${name}, ${connections} connections`,
    value,
    unit: "per s",
    p50: at(0.5),
    p99: at(0.99),
  };
  console.log(JSON.stringify({ ...figure, runs: each.length }));
}
