/** Refunds of credit notes that an earlier version did not post are posted by a migration, once. */
import { readFileSync } from "node:fs";
import test from "ava";
import {
  creditInvoice,
  creditNoteVerbs,
  ledgerEntries,
  recordPayment,
  refundPayment,
  setFxRate,
  undoChange,
} from "../../contract/index.ts";
import { asOwner } from "../../testing/owner.ts";
import { disagreements, openMoney } from "./money.fixture.ts";

const migration = readFileSync(
  new URL("../../store/migrations/0263-refunds-posted.sql", import.meta.url),
  "utf8",
);

test("what was paid back and not posted is posted as it would have been, and may be taken back", async (t) => {
  const { hub, acc, customer, issued, balance } = await openMoney();
  t.teardown(hub.stop);
  await acc.hub(setFxRate, { currency: "GBP", on: "2020-01-01", rate: 1.25 });
  await acc.hub(setFxRate, { currency: "GBP", on: "2020-02-01", rate: 1.3 });
  const party = await customer();
  const invoice = await issued(party, 1000, { currency: "GBP", date: "2020-01-15" });
  const amount = { amount_minor: 1000, currency: "GBP" };
  await acc.hub(recordPayment, { party, amount, paid_on: "2020-01-20", oldest: true });
  const { record } = await acc.hub(creditInvoice, { ref: invoice.number });
  const note = (await acc.hub(creditNoteVerbs.issue, { ref: record.id, date: "2020-01-25" })).record;
  const refund = await acc.hub(refundPayment, { ref: note.number, paid_on: "2020-02-10" });
  const latest = async () => {
    const [entry] = (await acc.hub(ledgerEntries, { party, limit: 1 })).items;
    const { date, memo, key, lines } = entry!;
    return { date, memo, key, lines };
  };
  const posted = await latest();
  t.is(posted.lines.length, 3);
  await asOwner(
    hub,
    `set session_replication_role = replica; delete from ledger.line l using ledger.entry e where e.id = l.entry_id and e.key = '${posted.key}';
     delete from ledger.entry where key = '${posted.key}'`,
  );
  t.not((await disagreements(hub)).length, 0);
  await asOwner(hub, migration);
  await asOwner(hub, migration);
  t.deepEqual(await latest(), posted);
  t.deepEqual(await disagreements(hub), []);
  const bank = await balance("bank");
  await acc.hub(undoChange, { change: refund.change });
  t.is(await balance("bank"), bank + 1300);
});
