/** What goes wrong with one row, one invoice or one undo stays there: the rest goes on, and so do other people's imports. */
import { createHash } from "node:crypto";
import test from "ava";
import {
  importDetails,
  importReport,
  invoices,
  listImports,
  parties,
  recordPayment,
  runImport,
  undoImport,
} from "../../contract/index.ts";
import { forget } from "../../jobs/tick.ts";
import { asOwner } from "../../testing/owner.ts";
import { until } from "../calendar/testing.ts";
import { openMoney, today, usd, type Money } from "../money/money.fixture.ts";
import { invoiceFile, load, look } from "./load.fixture.ts";

let money: Money;
let hub: Money["hub"];
let as: Money["acc"]["hub"];
test.before(async () => {
  money = await openMoney();
  hub = money.hub;
  as = hub.admin.hub;
});
test.after.always(() => hub?.stop());

/** Waits for the hub's own loop. */
async function byItself(id: string, rounds = 150) {
  for (let round = 0; round < rounds; round++) {
    const now = await as(importDetails, { import: id });
    if (now.state !== "running" && now.state !== "undoing") return now;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error("It never ended.");
}

test.serial(
  "a row that the hub refuses takes nothing from those beside it, and they happen once",
  async (t) => {
    for (const city of ["Bonn", "Ulm"])
      await as(parties.add, { name: "Twice Ltd", kind: "organisation", city });
    const text = [
      "first_name,last_name,company",
      "Ada,Beside,Fresh Ltd",
      "Bob,Beside,Twice Ltd",
      "Cyd,Beside,fresh ltd",
      "Dan,Beside,Newer Ltd",
    ].join("\n");
    const { done } = await load(as, "beside.csv", text);
    t.deepEqual([done.added, done.refused, done.besides], [3, 1, 2]);
    t.deepEqual([done.problems[0]!.row, done.problems[0]!.column], [2, "company"]);
    const events = await asOwner<{ row: string; events: number }>(
      hub,
      `select source_ref ->> 'row' as row, count(*)::int as events from hub.change_event
     where source_ref ->> 'import' = $1 group by 1 order by 1`,
      [done.id],
    );
    t.deepEqual(events, [
      { row: "1", events: 2 },
      { row: "3", events: 1 },
      { row: "4", events: 2 },
    ]);
  },
);

test.serial("an undo keeps an invoice that was paid since, and takes the others back", async (t) => {
  const done = await load(
    as,
    "paid.csv",
    invoiceFile([
      `P1,A,Tea,1,${today},10.55,Paying`,
      `P2,A,Tea,1,${today},20.55,Paying`,
      `P3,A,Tea,1,${today},30.55,Other`,
    ]),
  );
  t.is(done.done.added, 3);
  const { items } = await as(invoices.list, { limit: 50 });
  const paid = items.find((item) => item.reference === "P1")!;
  await as(recordPayment, { party: paid.party!.id, amount: usd(100), pays: [{ document: paid.number }] });
  await as(undoImport, { import: done.done.id });
  const undone = await byItself(done.done.id);
  t.is(undone.state, "undone");
  t.true(undone.kept_records.some(({ id }) => id === paid.id));
  const after = (await as(invoices.list, { limit: 50 })).items;
  const status = (reference: string) => after.find((item) => item.reference === reference)?.status;
  t.deepEqual([status("P1"), status("P2"), status("P3")], ["part_paid", "void", "void"]);
});

test.serial(
  "an address that is too long refuses its row alone, also of a record that is there",
  async (t) => {
    await load(as, "hubspot.csv", "Record ID,First Name,Last Name,Email\n1,Long,Address,l@long.example\n");
    const letters = Array.from({ length: 150 }, (_, n) => createHash("sha256").update(`${n}`).digest("hex")); // nothing to compress
    const { done } = await load(
      as,
      "hubspot.csv",
      `Record ID,First Name,Last Name,Email\n1,Long,Address,a@${letters.join("")}.x\n2,Next,Row,n@next.example\n`,
    );
    t.deepEqual([done.state, done.added, done.refused], ["done", 1, 1]);
    t.is(done.problems[0]!.column, "Email");
  },
);

test.serial("an import that the hub cannot take further is stopped, and others go on", async (t) => {
  await asOwner(
    hub,
    `create function crm.broken() returns trigger language plpgsql as $$ begin
       if new.name = 'Broken' then raise exception 'broken' using errcode = 'XX000'; end if; return new; end $$;
     create trigger broken before insert on crm.party for each row execute function crm.broken();`,
  );
  t.teardown(() => asOwner(hub, `drop trigger broken on crm.party; drop function crm.broken()`));
  const broken = await look(as, "broken.csv", "name,city\nBroken,Bonn\n");
  const fine = await look(as, "fine.csv", "name,city\nFine after all,Bonn\n");
  await as(runImport, { import: broken.id, tell: true });
  await as(runImport, { import: fine.id });
  t.is((await byItself(fine.id)).added, 1);
  const stopped = await byItself(broken.id, 400);
  t.is(stopped.state, "stopped");
  t.regex(stopped.problem!, /stopped after/);
  const told = () =>
    asOwner(
      hub,
      `select 1 as told from hub.outbox where payload::text like '%broken.csv stopped: It was stopped after%'`,
    );
  await until(async () => (await told()).length > 0);
  t.is((await told()).length, 1);
  await asOwner(hub, `alter table crm.party disable trigger broken`);
  await as(runImport, { import: broken.id });
  t.is((await byItself(broken.id)).added, 1);
});

test.serial(
  "an invoice with one bad line is refused whole, and is loaded from the report once it is mended",
  async (t) => {
    const { done } = await load(
      as,
      "retail.csv",
      invoiceFile([
        `B1,A,Tea,1,${today},10.50,Whole`,
        `B1,B,Cup,1,${today},x,Whole`,
        `B1,C,Pot,1,${today},30.50,Whole`,
        `B2,A,Tea,1,${today},5.50,Whole`,
      ]),
    );
    t.deepEqual([done.added, done.refused], [1, 3]);
    t.deepEqual(
      done.problems.map(({ line, column, reason }) => [line, column, reason]),
      [
        [2, null, "line 3 of the file, which belongs to this invoice, is not right"],
        [3, "UnitPrice", "this is not an amount"],
        [4, null, "line 3 of the file, which belongs to this invoice, is not right"],
      ],
    );
    const { base64 } = await as(importReport, { import: done.id });
    const report = Buffer.from(base64, "base64").toString("utf8");
    const mended = await load(as, "retail.csv", report.replace(",x,", ",20.50,"));
    t.deepEqual([mended.done.added, mended.done.refused], [3, 0]);
    const b1 = (await as(invoices.list, { limit: 50 })).items.find((item) => item.reference === "B1")!;
    t.is(b1.gross?.amount_minor, 6_150);
  },
);

test.serial(
  "an address or an id of a removed record means nobody, in the preview as in the run",
  async (t) => {
    const text = "Record ID,First Name,Last Name,Email\n77,Gone,Again,gone@again.example\n";
    await load(as, "hubspot.csv", text);
    await as(parties.remove, { ref: "gone@again.example" });
    const { looked, done } = await load(as, "hubspot.csv", text);
    t.deepEqual([looked.would.add, looked.would.update], [1, 0]);
    t.deepEqual([done.added, done.refused], [1, 0]);
    const cases = await load(
      as,
      "tickets.csv",
      "ticket_id,requester_email,subject\nT1,gone@again.example,Help\n",
    );
    t.is(cases.done.refused, 0);
  },
);

test.serial("a record that one may not see is like a missing one, by its id too", async (t) => {
  const text = "Record ID,First Name,Last Name\n555,Hidden,Person\n";
  await load(as, "hubspot.csv", text);
  const seller = await hub.person("seller5", ["sales-executive"]);
  const theirs = await load(seller.hub, "hubspot.csv", text.replace("Hidden", "Own"));
  t.deepEqual(theirs.looked.would, { add: 1, update: 0, repeat: 0, refuse: 0 });
  t.deepEqual([theirs.done.added, theirs.done.refused], [1, 0]);
  const again = await load(seller.hub, "hubspot.csv", text.replace("Hidden", "Own"));
  t.is(again.done.unchanged, 1);
  const mine = await load(as, "hubspot.csv", text);
  t.is(mine.done.unchanged, 1);
});

test.serial(
  "a draft that nobody loads is forgotten after a week, refused rows after a month, and of many drafts the newest stay",
  async (t) => {
    const ann = money.ann.hub;
    const after = (days: number) => forget(hub.database.pool, () => new Date(Date.now() + days * 86_400_000));
    const { done } = await load(ann, "report.csv", "name,email\nBad,nonsense\n");
    for (let n = 0; n < 22; n++) await look(ann, `draft-${n}.csv`, "name,city\nDraft,Bonn\n");
    const files = async () => (await ann(listImports, { limit: 50 })).items.map(({ file }) => file);
    const kept = await files();
    t.is(kept.length, 21);
    t.is(kept[0], "draft-21.csv");
    t.false(kept.includes("draft-1.csv"));
    await after(6);
    t.is((await files()).length, 21);
    await after(8);
    t.deepEqual(await files(), ["report.csv"]);
    t.is((await ann(importDetails, { import: done.id })).problems.length, 1);
    await after(31);
    t.is((await ann(importDetails, { import: done.id })).problems.length, 0);
  },
);

test.serial("a field is filled by one column: what somebody says goes before what was found", async (t) => {
  const text = "Name,Title of it\nA,B\n";
  const looked = await look(as, "products.csv", text, { noun: "product", mapping: { "1": "name" } });
  t.deepEqual(
    looked.columns.map(({ field }) => field),
    ["custom.name", "name"],
  );
  const twice = look(as, "products.csv", text, { noun: "product", mapping: { "0": "name", "1": "name" } });
  await t.throwsAsync(twice, { message: /no other column fills/ });
});

test.serial(
  "a dot before three digits is asked like a comma, unless another column of numbers tells",
  async (t) => {
    const keys = async (text: string) =>
      (await look(as, "products.csv", text, { noun: "product" })).questions.map(({ key }) => key);
    t.deepEqual(await keys("Name,Price\nA,1.500\nB,12.000\n"), ["numbers.1"]);
    t.deepEqual(await keys('Name,Price,Cost\nA,1.500,"7,50"\nB,12.000,"8,50"\n'), []);
    t.deepEqual(await keys("Name,Price,In stock\nA,1.500,7\n"), ["numbers.1"]);
  },
);

test.serial("an import that was stopped while it was taken back is not loaded on", async (t) => {
  const { done } = await load(as, "half.csv", "name,city\nHalf way,Bonn\n");
  await asOwner(
    hub,
    `with i as (update crm.import set state = 'stopped' where id = '${done.id}' returning id)
     update crm.import_change c set undone_at = now() from i where c.import_id = i.id`,
  );
  await t.throwsAsync(as(runImport, { import: done.id }), { message: /taken back/ });
});
