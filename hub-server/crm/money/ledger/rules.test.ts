/** What the database refuses by itself: no gate and no handler, just SQL, as the hub's own role and as the owner of the tables. */
import test from "ava";
import pg from "pg";
import { quotes, recordPayment } from "../../../contract/index.ts";
import { openMoney, usd, type Money } from "../money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let ann: Money["ann"];
let party: string;
let invoice: { id: string; number: string };

test.before(async () => {
  const money = await openMoney();
  ({ hub, acc, ann } = money);
  party = await money.customer();
  invoice = await money.issued(party, 5000);
  await acc.hub(recordPayment, { party, amount: usd(2000), pays: [{ document: invoice.number }] });
});
test.after.always(() => hub?.stop());

/** Runs SQL as the hub does for a person. @returns rows touched, or the refusal */
async function as(userId: string, ...statements: string[]): Promise<string> {
  const client = await hub.database.pool.connect();
  try {
    await client.query("begin");
    await client.query(
      `select set_config('hub.person', (select id::text from access.person where user_id = $1), true)`,
      [userId],
    );
    let rows = 0;
    for (const sql of statements) rows = (await client.query(sql)).rowCount ?? 0;
    await client.query("set constraints all immediate");
    return `${rows} rows`;
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const denied = /^42501 permission denied/;

for (const table of ["entry", "line"])
  for (const statement of [
    `update ledger.${table} set ${table === "entry" ? "memo = memo" : "amount_minor = 0"}`,
    `delete from ledger.${table}`,
    `truncate ledger.${table} cascade`,
  ])
    test.serial(
      `${statement.replace(/ set.*/, "")} is refused to the hub's role, and to the owner`,
      async (t) => {
        t.regex(await as(hub.admin.userId, statement), denied);
        const owner = new pg.Client({ connectionString: hub.database.ownerUrl });
        await owner.connect();
        t.teardown(() => owner.end());
        await t.throwsAsync(owner.query(statement), { message: /never changed or deleted/ });
      },
    );

test.serial("a balanced pair of lines is not added to an old entry", async (t) => {
  const pair = `insert into ledger.line (entry_id, position, account_id, amount_minor, currency, base_minor)
    select (select id from ledger.entry limit 1), 50 + n, (select id from ledger.account limit 1), 1 - 2 * n, 'USD', 1 - 2 * n from generate_series(0, 1) n`;
  t.regex(await as(acc.userId, pair), /^HB001 .*posted together with their entry or never/);
});

test.serial(
  "what is paid is never written directly, and a state that does not fit is not believed",
  async (t) => {
    t.regex(
      await as(
        hub.admin.userId,
        `update crm.commercial_doc set paid_minor = gross_minor where id = '${invoice.id}'`,
      ),
      denied,
    );
    t.regex(
      await as(hub.admin.userId, `update crm.invoice set number = 'INV-9' where id = '${invoice.id}'`),
      denied,
    );
    t.regex(await as(hub.admin.userId, `update crm.payment set allocated_minor = 0`), denied);
    t.regex(await as(hub.admin.userId, `update crm.number_series set next = 1`), denied);
    t.regex(await as(hub.admin.userId, `delete from crm.commercial_doc`), denied);
    t.regex(
      await as(hub.admin.userId, `update crm.commercial_doc set lines = '[]' where id = '${invoice.id}'`),
      /^HB001 INV-1 is issued/,
    );
    const believed = `update crm.commercial_doc set status = 'paid' where id = '${invoice.id}' returning 1 / (status = 'part_paid')::int`;
    t.is(await as(hub.admin.userId, believed), "1 rows");
    t.regex(
      await as(hub.admin.userId, `update crm.commercial_doc set status = 'void' where id = '${invoice.id}'`),
      /^HB001 INV-1 is paid in part/,
    );
  },
);

test.serial("who may not post cannot, with SQL of their own either", async (t) => {
  const entry = `insert into ledger.entry (id, key, date, memo, line_count, period) values (gen_random_uuid(), 'mine', '2026-01-01', 'mine', 2, '2026-01-01')`;
  t.regex(await as(ann.userId, entry), /row-level security/);
  const { record } = await ann.hub(quotes.add, {
    party,
    lines: [{ description: "x", quantity: 1, unit_price_minor: 1 }],
  });
  t.regex(
    await as(ann.userId, `update crm.quote set status = 'issued' where id = '${record.id}'`),
    /^42501 the right quote:issue is missing/,
  );
  const spent = `insert into crm.allocation (id, payment_id, document_id, amount_minor, on_date, change)
    select gen_random_uuid(), p.id, '${invoice.id}', 1, '2026-01-01', gen_random_uuid() from crm.payment p`;
  t.regex(await as(ann.userId, spent), /row-level security|only 0/);
  t.is(await as(ann.userId, `select from ledger.line`), "0 rows");
});

test.serial("more than is left or open is refused by the database alone", async (t) => {
  const pay = (
    amount: number,
  ) => `insert into crm.allocation (id, payment_id, document_id, amount_minor, on_date, change)
    select gen_random_uuid(), p.id, '${invoice.id}', ${amount}, '2026-01-01', gen_random_uuid() from crm.payment p limit 1`;
  t.regex(await as(acc.userId, pay(1)), /^HB001 Of PAY-1 only 0/);
});
