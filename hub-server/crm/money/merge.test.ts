/** Merging duplicates that owe money: papers and payments move, posted lines stay and lead on, and undo moves exactly those back. */
import test from "ava";
import {
  creditInvoice,
  creditNoteVerbs,
  documentPdf,
  invoices,
  ledgerEntries,
  mergeParty,
  moneyAgeing,
  parties,
  payments,
  recordPayment,
  recordTimeline,
  undoChange,
} from "../../contract/index.ts";
import { textOf } from "./document/pdf.testing.ts";
import { disagreements, openMoney, problem, usd, type Money } from "./money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let issued: Money["issued"];
let customer: Money["customer"];
test.before(async () => {
  ({ hub, acc, issued, customer } = await openMoney());
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "documents and ledger agree");
});

const open = async (party: string) =>
  (await acc.hub(moneyAgeing, {})).items.find((item) => item.party?.number === party)?.total ?? 0;

/** Two parties that owe 100.00 and 40.00, of which the first paid 30.00. */
async function debtors() {
  const [loser, winner] = [await customer(), await customer()];
  const invoice = await issued(loser, 10_000, { date: "2026-01-05" });
  await issued(winner, 4_000, { date: "2026-01-05" });
  const { record: paid } = await acc.hub(recordPayment, { party: loser, amount: usd(3_000), oldest: true });
  const draft = (await acc.hub(invoices.add, { party: loser })).record;
  return { loser, winner, invoice, paid, draft };
}

test.serial("ageing, lists and timeline of the other show both, and the ledger leads there", async (t) => {
  const { loser, winner, invoice, paid, draft } = await debtors();
  const lines = async (party: string) => (await acc.hub(ledgerEntries, { party, limit: 200 })).items;
  const both = (await lines(loser)).length + (await lines(winner)).length;
  const { moved } = await hub.admin.hub(mergeParty, { ref: loser, into: winner });
  t.is(moved, 3);
  t.is(await open(winner), 11_000);
  t.is(await open(loser), 0);
  for (const ref of [invoice.number, draft.number])
    t.is((await acc.hub(invoices.details, { ref })).party?.number, winner);
  t.is((await acc.hub(payments.details, { ref: paid.number })).party?.number, winner);
  const posted = await lines(winner);
  t.is(posted.length, both);
  t.true(posted.every((entry) => entry.lines.every((line) => !line.party || line.party.number === winner)));
  t.is((await acc.hub(recordTimeline, { ref: winner, limit: 50 })).items.length, 4);
});

test.serial("an issued paper still says to whom it was sent", async (t) => {
  const { loser, winner, invoice } = await debtors();
  const name = (await acc.hub(parties.details, { ref: loser })).title;
  const draw = async () =>
    Buffer.from((await acc.hub(documentPdf, { ref: invoice.number })).base64, "base64");
  const before = await draw();
  t.true(textOf(before).includes(name));
  await hub.admin.hub(mergeParty, { ref: loser, into: winner });
  await hub.admin.hub(parties.change, { ref: winner, street: "Another street 1" });
  t.true((await draw()).equals(before));
  await t.throwsAsync(
    hub.database.pool.query(`update crm.commercial_doc set addressee = '["Somebody else"]'`),
    { message: /permission denied/ },
  );
});

test.serial("what was merged is paid, credited and taken back like any other", async (t) => {
  const { loser, winner, invoice, paid } = await debtors();
  await hub.admin.hub(mergeParty, { ref: loser, into: winner });
  const credit = (
    await acc.hub(creditInvoice, {
      ref: invoice.number,
      lines: [{ description: "Broken", quantity: 1, unit_price_minor: 2_000 }],
    })
  ).record;
  await acc.hub(creditNoteVerbs.issue, { ref: credit.id });
  const all = await acc.hub(recordPayment, { party: winner, amount: usd(9_000), oldest: true });
  t.is(await open(winner), 0);
  t.is((await acc.hub(invoices.details, { ref: invoice.number })).status, "paid");
  await acc.hub(undoChange, { change: all.change });
  t.is(await open(winner), 9_000);
  t.is((await acc.hub(payments.details, { ref: paid.number })).status, "recorded");
});

test.serial("undo moves exactly those back, unless they were paid since", async (t) => {
  const { loser, winner, invoice } = await debtors();
  const merged = await hub.admin.hub(mergeParty, { ref: loser, into: winner });
  await issued(winner, 500);
  const paid = await acc.hub(recordPayment, {
    party: winner,
    amount: usd(100),
    pays: [{ document: invoice.number }],
  });
  const refused = await problem(hub.admin.hub(undoChange, { change: merged.change }));
  t.regex(refused.message, new RegExp(`${invoice.number} point elsewhere`));
  await acc.hub(undoChange, { change: paid.change });
  await hub.admin.hub(undoChange, { change: merged.change });
  t.deepEqual([await open(loser), await open(winner)], [7_000, 4_500]);
  t.is((await acc.hub(invoices.details, { ref: invoice.number })).party?.number, loser);
});

test.serial("outside a merge nobody moves what was issued or paid", async (t) => {
  const { loser, winner, invoice } = await debtors();
  const client = await hub.database.pool.connect();
  t.teardown(() => client.release());
  const as = async (sql: string) => {
    await client.query("begin");
    try {
      await client.query(
        `select set_config('hub.person', id::text, true) from access.person where user_id = $1`,
        [hub.admin.userId],
      );
      await client.query(`select set_config('hub.merging', gen_random_uuid()::text, true)`);
      await client.query(sql);
    } finally {
      await client.query("rollback");
    }
  };
  const to = (await acc.hub(parties.details, { ref: winner })).id;
  await t.throwsAsync(as(`update crm.commercial_doc set party_id = '${to}' where id = '${invoice.id}'`), {
    message: /what it says stays/,
  });
  t.is((await problem(acc.hub(invoices.change, { ref: invoice.id, party: winner }))).code, "conflict");
  t.is(await open(loser), 7_000);
});
