/**
 * Reports over a long ledger: the trial balance, today's and a past day's, what one party was posted, and ageing.
 * `node hub-server/crm/money/ledger.bench.ts`; BENCH_LINES is how many lines the ledger has (60,000 unless set; 1,000,000 is what
 * a company of this size posts in ten years). A third of as many invoices are made, a tenth of them open.
 */
import { ledgerBalance, ledgerEntries, moneyAgeing, recordProfile } from "../../contract/index.ts";
import { connect } from "../../client.ts";
import { openBenchHub } from "../../testing/bench/hub.ts";
import { figure, timesOf } from "../../testing/bench/measure.ts";
import { fillCompany } from "../../testing/bench/million.ts";
import { fillLedger } from "./ledger.testing.ts";

const lines = Number(process.env["BENCH_LINES"] ?? 60_000);
const parties = Math.max(100, Math.round(lines / 100));
const runs = 30;

const bench = await openBenchHub();
try {
  await fillCompany(bench.owner, parties, 1);
  console.error(`filled in ${await fillLedger(bench.owner, lines)} s`);
  const hub = connect(bench.url, await bench.token("admin"));
  const { total_base_minor } = await hub(ledgerBalance, {});
  if (total_base_minor !== 0) throw new Error(`the ledger is not zero but ${total_base_minor}`);
  const many = lines.toLocaleString("en");
  await report(`trial balance, ${many} lines`, () => hub(ledgerBalance, {}));
  await report(`trial balance of a past day, ${many} lines`, () => hub(ledgerBalance, { on: "2020-06-30" }));
  await report(`ageing, ${Math.round(lines / 30).toLocaleString("en")} open invoices`, () =>
    hub(moneyAgeing, {}),
  );
  const party = (run: number) => `CUS-${100_001 + (Math.abs(run) % parties)}`;
  await report(`entries of a party, ${many} lines`, (run) => hub(ledgerEntries, { party: party(run) }));
  await report(`profile of a party with its papers, ${many} lines`, (run) =>
    hub(recordProfile, { ref: party(run) }),
  );
} finally {
  await bench.stop();
}

async function report(name: string, work: (run: number) => Promise<unknown>): Promise<void> {
  console.log(figure(name, await timesOf(runs, work)));
}
