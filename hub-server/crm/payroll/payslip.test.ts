/** Who reads what of pay, and what people are told. */
import test from "ava";
import {
  listPayslips,
  listSalaries,
  parties,
  payRunDetails,
  payslipDetails,
  payslipPdf,
  personDetails,
  personLeaves,
  preparePayRun,
  recordRoom,
  setComponent,
  setSalary,
  undoChange,
} from "../../contract/index.ts";
import { textOf } from "../money/document/pdf.testing.ts";
import { problem, usd } from "../money/money.fixture.ts";
import { asOwner } from "../reminder/testing.ts";
import { openPayroll, type Payroll } from "./payroll.fixture.ts";

let hub: Payroll["hub"];
let acc: Payroll["acc"];
let boss: Payroll["boss"];
let ann: Payroll["ann"];
let prepared: Payroll["prepared"];
let posted: Payroll["posted"];

test.before(async () => {
  ({ hub, acc, boss, ann, prepared, posted } = await openPayroll());
  await acc.hub(setSalary, { person: "ann", amount: usd(310_000), from: "2021-10-11" });
});
test.after.always(() => hub?.stop());

test.serial(
  "everybody reads their own salary and slips and nobody else's; a draft is told to nobody",
  async (t) => {
    const mine = await ann.hub(listSalaries, {});
    t.deepEqual([...new Set(mine.items.map((item) => item.person.title))], ["Ann"]);
    t.is(mine.items.find((item) => item.from === "2020-01-01")!.until, "2021-10-10");
    t.deepEqual((await ann.hub(listSalaries, { person: "acc" })).items, []);
    await posted("2022-05");
    await prepared("2022-06");
    const slips = (await ann.hub(listPayslips, {})).items;
    t.true(slips.some((slip) => slip.month === "2022-05"));
    t.false(
      slips.some((slip) => slip.month === "2022-06"),
      "a draft",
    );
    t.true(slips.every((slip) => slip.person.title === "Ann"));
    const others = (await acc.hub(listPayslips, { month: "2022-05" })).items.find(
      (slip) => slip.person.title === "Acc",
    )!;
    t.is((await problem(ann.hub(payslipDetails, { ref: others.number }))).code, "not-found");
    t.is((await problem(ann.hub(payslipDetails, { ref: others.id }))).code, "not-found");
    t.is((await problem(ann.hub(payslipPdf, { ref: others.number }))).code, "not-found");
    const own = slips.find((slip) => slip.month === "2022-05")!;
    const file = Buffer.from((await ann.hub(payslipPdf, { ref: own.number })).base64, "base64");
    const text = textOf(file);
    for (const expected of ["Payslip 2022-05", "Ann", "Wage tax", "Net pay", "$2,480.00", "Pension"])
      t.true(text.includes(expected), `${expected} in ${text}`);
  },
);

test.serial("nobody sets their own salary", async (t) => {
  t.regex(
    (await problem(acc.hub(setSalary, { person: "acc", amount: usd(1), from: "2030-01-01" }))).message,
    /Nobody sets their own salary/,
  );
  t.is(
    (await problem(ann.hub(setSalary, { person: "ann", amount: usd(1), from: "2030-01-01" }))).code,
    "not-allowed",
  );
});

test.serial("a formula that cannot be read is refused with what was expected", async (t) => {
  const component = {
    code: "x",
    label: "X",
    kind: "earning",
    method: "formula",
    from: "2090-01-01",
  } as const;
  for (const [formula, said] of [
    ["base * ", /a number, a name or a bracket was expected, not the end/],
    ["globals.leave()", /is no number, name or sign/],
    ["eval(1)", /there is no function "eval"/],
    ["min(1", /"\)" was expected/],
    ["constructor(1)", /no function "constructor"/],
    ["grss * 2", /a formula over base, gross, hours, once, pension, tax; got "grss/],
    ["base * 0.1234567890123", /more than 30 digits or 12 decimals/],
  ] as const)
    t.regex((await problem(acc.hub(setComponent, { ...component, formula }))).message, said);
  const taken = { ...component, code: "share", kind: "employer" } as const;
  const { change } = await acc.hub(setComponent, { ...taken, formula: "tax / 2" });
  await acc.hub(undoChange, { change });
  t.is(
    (await problem(acc.hub(setComponent, { ...component, code: "gross", formula: "1" }))).code,
    "input-invalid",
  );
});

test.serial("a slip is told in its person's own room with the hub, and without an amount", async (t) => {
  await posted("2022-07");
  await hub.told();
  const { rows } = await hub.database.pool.query<{ content: string; members: number }>(
    `select e.content::text as content, (select count(*)::int from chat.membership m where m.room = e.room and m.membership in ('join', 'invite')) as members
     from chat.event e where e.content::text like '%payslip of 2022-07%'`,
  );
  t.is(rows.length, (await acc.hub(listPayslips, { month: "2022-07" })).items.length);
  for (const { content, members } of rows) {
    t.is(members, 2);
    t.notRegex(content, /\d{4,}\.\d\d|\$|amount/);
  }
});

test.serial("what somebody earns stands in no table outside the schema of pay", async (t) => {
  const canary = 31_415_926;
  await acc.hub(setSalary, { person: "ann", amount: usd(canary), from: "2023-01-01" }, { key: "canary-1" });
  await posted("2023-01");
  await hub.told();
  const tables = await asOwner<{ name: string; pay: boolean }>(
    hub,
    `select format('%I.%I', n.nspname, c.relname) as name, n.nspname = 'payroll' as pay from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v') and n.nspname in ('hub', 'identity', 'chat', 'access', 'crm', 'insight', 'payroll')`,
  );
  const holding = async (name: string) =>
    (await asOwner(hub, `select 1 from ${name} t where t::text like '%${canary}%' limit 1`)).length > 0;
  const found: string[] = [];
  for (const { name } of tables) if (await holding(name)) found.push(name);
  t.deepEqual(found.toSorted(), ["payroll.salary", "payroll.slip"]);
  const grants = await asOwner<{ usage: boolean }>(
    hub,
    `select has_schema_privilege(r, 'payroll', 'usage') as usage from unnest(array['hub_insight', 'hub_view', 'public']) r`,
  );
  t.deepEqual(
    grants.map((row) => row.usage),
    [false, false, false],
  );
});

test.serial("pay is told to one person at a time: not in a room, whoever sits in it", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Shared room" });
  const { room } = await acc.hub(recordRoom, { ref: record.number });
  await boss.hub(recordRoom, { ref: record.number });
  const asked = { person: acc.userId, audience: room };
  for (const call of [listSalaries, listPayslips] as const)
    t.is((await problem(hub.bot(call, {}, asked))).code, "audience");
  t.is((await problem(hub.bot(payRunDetails, { ref: "RUN-1" }, asked))).code, "audience");
  const told = await hub.bot(preparePayRun, { month: "2023-02" }, asked);
  t.notRegex(JSON.stringify(told), /_minor|31415926/, "a write tells no amount");
});

test.serial("without the hub's own gate the database shows and takes no more", async (t) => {
  await posted("2023-03");
  const support = await hub.person("sue", ["support"]);
  const tables = ["salary", "component", "run", "slip", "payment"] as const;
  const as = async <R extends object>(userId: string | null, sql: string): Promise<R[]> => {
    const client = await hub.database.pool.connect();
    try {
      await client.query("begin");
      await client.query(
        `select set_config('hub.person', coalesce((select id::text from access.person where user_id = $1), ''), true)`,
        [userId],
      );
      return (await client.query(sql)).rows as R[];
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  const seen = async (userId: string | null) =>
    Promise.all(
      tables.map(async (name) => (await as(userId, `select id from payroll.${name} limit 1`)).length > 0),
    );
  t.deepEqual(await seen(null), [false, false, false, false, false]);
  t.deepEqual(await seen(support.userId), [false, false, false, false, false]);
  t.deepEqual(await seen(ann.userId), [true, false, false, true, false], "her own");
  const owners = await as<{ mine: boolean }>(
    ann.userId,
    `select distinct person_id = access.person() as mine from (select person_id from payroll.salary union all select person_id from payroll.slip) s`,
  );
  t.deepEqual(owners, [{ mine: true }]);
  for (const sql of [
    `insert into payroll.salary (id, person_id, amount_minor, currency, per, valid_from) select gen_random_uuid(), id, 1, 'USD', 'month', '2030-01-01' from access.person limit 1`,
    `insert into payroll.component (id, code, label, kind, method, valid_from) values (gen_random_uuid(), 'x', 'X', 'earning', 'none', '2030-01-01')`,
    `insert into payroll.run (id, number, month, currency, hash) values (gen_random_uuid(), 'RUN-99', '2030-01-01', 'USD', 'x')`,
  ])
    await t.throwsAsync(as(ann.userId, sql), { message: /row-level security|is missing/ });
  await t.throwsAsync(as(acc.userId, `update payroll.slip set net_minor = 1`), {
    message: /permission denied/,
  });
  await t.throwsAsync(
    as(acc.userId, `update payroll.run set gross_minor = 1, net_minor = 1 where status = 'posted'`),
    {
      message: /what it says stays|violates check/,
    },
  );
  await t.throwsAsync(as(acc.userId, `delete from payroll.slip`), { message: /stays as it is/ });
  await t.throwsAsync(as(acc.userId, `update payroll.salary set amount_minor = 1`), {
    message: /permission denied/,
  });
});

test.serial("who left is paid until that day, and not after it", async (t) => {
  const lea = await hub.person("lea", ["support"]);
  await acc.hub(setSalary, { person: lea.userId, amount: usd(90_000), from: "2020-01-01" });
  await hub.admin.hub(personLeaves, { ref: lea.userId });
  const left = new Date((await hub.admin.hub(personDetails, { ref: lea.userId })).left_at!);
  const firstOf = (ahead: number) => new Date(Date.UTC(left.getUTCFullYear(), left.getUTCMonth() + ahead, 1));
  const slipIn = async (ahead: number) => {
    const { number } = await prepared(firstOf(ahead).toISOString().slice(0, 7));
    return (await acc.hub(payRunDetails, { ref: number })).slips.find(({ person }) => person.title === "Lea");
  };
  const days = (firstOf(1).getTime() - firstOf(0).getTime()) / 86_400_000;
  t.is((await slipIn(0))!.gross_minor, Math.round((90_000 * left.getUTCDate()) / days));
  t.is(await slipIn(1), undefined);
});

test.serial(
  "who left and came back is not paid for the days between; changes of job are no gap",
  async (t) => {
    const gil = await hub.person("gil", ["support"]);
    await acc.hub(setSalary, { person: gil.userId, amount: usd(310_000), from: "2016-01-01" });
    await asOwner(
      hub,
      `with gil as (delete from access.employment e using access.person p where p.id = e.person_id and p.user_id = $1 returning p.id)
     insert into access.employment (id, person_id, valid_from, valid_to) select gen_random_uuid(), gil.id, period.begins::timestamptz, period.ends::timestamptz
     from gil, (values ('2016-12-10T12:00Z', '2017-02-14T10:00Z'), ('2017-02-14T10:00Z', '2017-03-05T17:00Z'),
       ('2017-03-20T08:00Z', '2017-03-25T09:00Z'), ('2017-03-25T09:00Z', null), ('2031-01-01T00:00Z', '2031-01-01T00:00Z')) period (begins, ends)`,
      [gil.userId],
    );
    const paid = async (month: string) => {
      const run = await acc.hub(payRunDetails, { ref: (await prepared(month)).number });
      return run.slips.find(({ person }) => person.title === "Gil")?.gross_minor;
    };
    t.is(await paid("2016-11"), 310_000, "before the first employment the salary says since when");
    t.is(await paid("2017-02"), 310_000);
    t.is(await paid("2017-03"), 170_000, "5 days, and 12 from the 20th on");
    t.is(await paid("2017-04"), 310_000);
  },
);
