/** Metrics over the hub's own views: right numbers, fresh, and told to nobody who may not see what they reveal. */
import { metrics } from "@singularity/analytics";
import test from "ava";
import pg from "pg";
import { HubProblem } from "../../client.ts";
import {
  ask,
  deals,
  invoices,
  invoiceVerbs,
  listQuestions,
  parties,
  products,
  type Answer,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
const people: Record<string, TestPerson> = {};
const today = new Date().toISOString().slice(0, 10);

test.before(async () => {
  hub = await openTestHub({ analytics: true });
  const reports: Record<string, [role: string, manager: string]> = {
    boss: ["manager", "admin"],
    ann: ["sales-executive", "boss"],
    cat: ["sales-executive", "ann"],
    ben: ["sales-executive", "admin"],
    acc: ["accountant", "admin"],
    sue: ["support", "admin"],
    dev: ["product-developer", "admin"],
  };
  for (const [user, [role, manager]] of Object.entries(reports))
    people[user] = await hub.person(user, [role], { manager });
});
test.after.always(() => hub?.stop());

const customer = async (name: string, owner: string, country: string) =>
  (await hub.admin.hub(parties.add, { name, role: "customer", owner, country })).record.number;

async function issue(party: string, lines: readonly object[]) {
  const { record } = await hub.admin.hub(invoices.add, { party, lines: lines as never });
  return (await hub.admin.hub(invoiceVerbs.issue, { ref: record.id })).record;
}

const line = (unit_price_minor: number, more: object = {}) => ({
  description: "Work",
  quantity: 1,
  unit_price_minor,
  ...more,
});

/** Asks until the copy has what was just committed; a busy machine may need more than the second that a question waits. */
async function asked(who: TestPerson, question: string, good: (answer: Answer) => boolean, options = {}) {
  for (let round = 0; ; round++) {
    const answer = await who.hub(ask, { question }, options);
    if (good(answer) || round === 40) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const cell = ({ columns, rows }: Answer, key: string, row = 0) =>
  rows[row]?.[columns.findIndex((column) => column.key === key)] ?? null;
const refusal = async (who: TestPerson, question: string, options = {}) => {
  try {
    await who.hub(ask, { question }, options);
    return "it was answered";
  } catch (error) {
    return error instanceof HubProblem ? `${error.code}: ${error.message}` : String(error);
  }
};

test.serial(
  "each counts the revenue that they may see, a room what all of it may see, and support none",
  async (t) => {
    const { boss, ann, cat, ben, acc, sue, dev } = people;
    const [ofAnn, ofBen] = [
      await customer("Annas", "ann", "Austria"),
      await customer("Bens", "ben", "Brazil"),
    ];
    await issue(ofAnn, [line(10_050)]);
    await issue(await customer("Cats", "cat", "Austria"), [line(20_000)]); // ann's team
    await issue(ofBen, [line(400_000)]);
    await hub.admin.hub(invoices.add, { party: ofAnn, lines: [line(7)] }); // a draft is no revenue
    const net = async (who: TestPerson, wanted: number, options = {}) =>
      cell(await asked(who, "revenue", (answer) => cell(answer, "net") === wanted, options), "net");
    t.is(await net(hub.admin, 4300.5), 4300.5);
    t.is(await net(boss!, 4300.5), 4300.5);
    t.is(await net(ann!, 300.5), 300.5);
    t.is(await net(cat!, 200), 200);
    t.is(await net(ben!, 4000), 4000);
    const room = (...members: TestPerson[]) =>
      hub.inside.chat.rooms.create({
        creator: `@hub:${hub.serverName}`,
        governed: true,
        members: members.map(({ userId }) => userId),
      });
    const inRoom = async (...members: TestPerson[]) => ({
      person: boss!.userId,
      audience: await room(...members),
    });
    const shared = await hub.bot(ask, { question: "revenue" }, await inRoom(boss!, ann!));
    t.is(cell(shared, "net"), 300.5);
    t.is(cell(await hub.bot(ask, { question: "revenue" }, await inRoom(boss!, ann!, cat!)), "net"), 200);
    const none = await hub.bot(ask, { question: "revenue" }, await inRoom(boss!, ann!, ben!));
    t.is(none.fact, "No revenue yet.");
    t.regex(await refusal(sue!, "revenue"), /^not-allowed: .*credit_note:view/);
    t.regex(await refusal(dev!, "revenue by month"), /^not-allowed: .*invoice:view/);
    await t.throwsAsync(hub.bot(ask, { question: "revenue" }, await inRoom(boss!, sue!)), {
      message: /Not everyone in this room may see that/,
    });
    const own = await acc!.hub(ask, { question: "revenue" }); // insight reaches their own only
    t.is(own.fact, "No revenue yet.");
    const paper = await issue(ofAnn, [line(1)]);
    await hub.admin.hub(invoiceVerbs.void, { ref: paper.id });
    t.is(await net(ann!, 300.5), 300.5);
  },
);

test.serial(
  "a hidden amount is left out, and a hidden field is reached neither by `by` nor by `for`",
  async (t) => {
    const { ann, sue } = people;
    const counted = await sue!.hub(ask, { question: "invoices by month" });
    t.deepEqual(
      counted.columns.map(({ key }) => key),
      ["month", "count"],
    );
    t.notRegex(counted.computed, /net_minor|gross_minor|open_minor/);
    t.regex(await refusal(sue!, "sales by product"), /^not-allowed/);
    const hide = (noun: string, fields: string) =>
      owner(
        `update access.permission set hidden = '{${fields}}' where role = 'sales-executive' and noun = '${noun}' and verb = 'view'`,
      );
    t.is(cell(await ann!.hub(ask, { question: "revenue by country" }), "country"), "Austria");
    await hide("party", "country");
    for (const question of [
      "revenue by country",
      "revenue for country:Austria",
      "parties by country",
      "sales by product for country:Austria",
    ])
      t.is(await refusal(ann!, question), "field-hidden: You may not use the field party.country.", question);
    t.is(cell(await ann!.hub(ask, { question: "revenue" }), "net"), 300.5);
    await hide("party", "");
    await hide("invoice", "net");
    t.is(await refusal(ann!, "revenue"), "field-hidden: You may not use the field invoice.net.");
    const { columns } = await ann!.hub(ask, { question: "invoices" });
    t.deepEqual(
      columns.map(({ key }) => key),
      ["count", "gross", "open"],
    );
    await hide("invoice", "currency");
    const uncounted = await ann!.hub(ask, { question: "invoices by month" });
    t.deepEqual(
      uncounted.columns.map(({ label }) => label),
      ["Month", "Invoices"],
    );
    t.is(await refusal(ann!, "revenue"), "field-hidden: You may not use the field invoice.currency.");
    await hide("invoice", "");
    await hide("credit_note", "party");
    for (const question of ["revenue by party", "revenue for party:Acme", "sales by country"])
      t.is(
        await refusal(ann!, question),
        "field-hidden: You may not use the field credit_note.party.",
        question,
      );
    await hide("credit_note", "");
  },
);

test.serial("a customer whom the asker may not see has no name in an answer", async (t) => {
  const ann = people["ann"]!;
  const { record } = await hub.admin.hub(deals.add, {
    name: "Ann's share",
    party: "Bens",
    owner: "ann",
    value: { amount_minor: 5000, currency: "EUR" },
  });
  const answer = await asked(ann, "deals by party", ({ rows }) => rows.length > 0);
  t.deepEqual(answer.rows, [[null, 1, 50]]);
  t.is((await ann.hub(ask, { question: "deals for party:Bens" })).rows.length, 0);
  t.is((await asked(hub.admin, "deals for party:Bens", ({ rows }) => rows.length > 0)).rows.length, 1);
  await hub.admin.hub(deals.remove, { ref: record.id });
  t.is((await asked(hub.admin, "deals for party:Bens", ({ rows }) => rows.length === 0)).rows.length, 0);
});

test.serial(
  "sales by product follow the lines, a new name of the product, and a paper that is void",
  async (t) => {
    const party = await customer("Shop", "boss", "Spain");
    const product = async (name: string) => (await hub.admin.hub(products.add, { name })).record.number;
    const [tea, cake] = [await product("Tea"), await product("Cake")];
    const { record } = await hub.admin.hub(invoices.add, {
      party,
      currency: "USD",
      lines: [line(999, { product: tea, quantity: 3 }), line(100, { product: cake }), line(50)],
    });
    await hub.admin.hub(ask, { question: "sales" }); // so that the copy holds the draft's three lines
    await hub.admin.hub(invoices.change, {
      ref: record.id,
      lines: [line(1000, { product: tea, quantity: 2.5, discount: 10 }), line(50)],
    });
    await hub.admin.hub(invoiceVerbs.issue, { ref: record.id });
    const question = "sales by product for party:Shop";
    const first = await asked(hub.admin, question, ({ rows }) => rows.length > 0);
    t.deepEqual(first.rows, [
      ["Tea", 22.5, 2.5],
      ["Work", 0.5, 1],
    ]);
    await hub.admin.hub(products.change, { ref: tea, name: "Green tea" });
    const renamed = await asked(hub.admin, question, ({ rows }) => rows[0]?.[0] === "Green tea");
    t.is(renamed.fact, `Sales: 23.00 USD on ${sayDay(today)}; most: Green tea (22.50 USD).`);
    t.is((await hub.admin.hub(ask, { question: `sales for product:${tea}` })).rows.length, 1);
    await hub.admin.hub(invoiceVerbs.void, { ref: record.id });
    t.deepEqual((await asked(hub.admin, question, ({ rows }) => rows.length === 0)).rows, []);
  },
);

const sayDay = (date: string) =>
  new Date(date)
    .toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
    .replace("Sept", "Sep");

test.serial("the pipeline by stage this quarter, and revenue by month of the last twelve", async (t) => {
  const party = await customer("Dealer", "boss", "Spain");
  const deal = (name: string, amount_minor: number, stage?: string) =>
    hub.admin.hub(deals.add, {
      name,
      party,
      expected_close: today,
      value: { amount_minor, currency: "EUR" },
      ...(stage ? { stage } : {}),
    });
  await deal("Small", 100_000);
  await deal("Large", 900_000, "Proposal");
  const stages = await asked(hub.admin, "pipeline by stage this quarter", ({ rows }) => rows.length === 2);
  t.deepEqual(stages.rows, [
    ["Proposal", 9000, 4500, 1],
    ["Qualified", 1000, 200, 1],
  ]);
  t.is(stages.fact, `Pipeline: 10,000.00 EUR on ${sayDay(today)}; most: Proposal (9,000.00 EUR).`);
  t.regex(stages.text, /^Stage +Value \(EUR\) +Weighted \(EUR\) +Deals\nProposal +9,000\.00 +4,500\.00 +1/);
  t.regex(stages.computed, /category open; from .* weighted by "probability"/);
  const months = await hub.admin.hub(ask, { question: "revenue by month last 12 months" });
  t.is(months.rows.length, 12);
  t.is(months.rows.at(-1)?.[1], 4300.5);
  t.deepEqual(months.columns[1], { key: "net", label: "Net (USD)", type: "money", currency: "USD" });
});

test.serial("every metric can be asked", async (t) => {
  for (const { examples } of metrics)
    await t.notThrowsAsync(hub.admin.hub(ask, { question: examples[0]! }), examples[0]);
});

test("people are offered the metrics that they may ask for", async (t) => {
  const names = async (who: TestPerson) => (await who.hub(listQuestions, {})).items.map(({ name }) => name);
  t.is((await names(hub.admin)).length, metrics.length);
  const support = await names(people["sue"]!);
  t.true(["cases", "invoices", "feedback"].every((name) => support.includes(name)));
  t.false(["revenue", "sales", "deals", "pipeline", "bills"].some((name) => support.includes(name)));
});

async function owner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
