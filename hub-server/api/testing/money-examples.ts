/** One good input for each call of money. */
import {
  bills,
  billVerbs,
  contactPoints,
  creditNotes,
  creditNoteVerbs,
  invoices,
  invoiceVerbs,
  orders,
  orderVerbs,
  parties,
  postEntry,
  quotes,
  quoteVerbs,
  recordPayment,
} from "../../contract/index.ts";
import type { World } from "./examples.ts";
import { payrollExamples } from "./payroll-examples.ts";

type Input = Record<string, unknown>;
type Make = (world: World) => Promise<string>;
type Examples = Readonly<Record<string, (world: World) => Promise<Input>>>;
type NounExamples = (
  key: string,
  path: string,
  make: Make,
  add: (world: World) => Promise<Input>,
  change: Input,
) => Examples;

const usd = (amount_minor: number) => ({ amount_minor, currency: "USD" });
const lines = [{ description: "Tea", quantity: 2, unit_price_minor: 500 }];
const number = (world: World) => Number(world.unique().split("x")[0]);
const dayAfter = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);

const aParty: Make = async ({ test, unique }) =>
  (await test.admin.hub(parties.add, { name: `Payer ${unique()}` })).record.number;
const aDraft = async (world: World) => ({ party: await aParty(world), lines });

const drafts = {
  quote: async (world: World) => (await world.test.admin.hub(quotes.add, await aDraft(world))).record.id,
  order: async (world: World) => (await world.test.admin.hub(orders.add, await aDraft(world))).record.id,
  invoice: async (world: World) => (await world.test.admin.hub(invoices.add, await aDraft(world))).record.id,
  credit_note: async (world: World) =>
    (await world.test.admin.hub(creditNotes.add, await aDraft(world))).record.id,
  bill: async (world: World) => (await world.test.admin.hub(bills.add, await aDraft(world))).record.id,
};
const verbs = {
  quote: quoteVerbs,
  order: orderVerbs,
  invoice: invoiceVerbs,
  credit_note: creditNoteVerbs,
  bill: billVerbs,
};
const papers = { quote: quotes, order: orders, invoice: invoices, credit_note: creditNotes, bill: bills };
type Kind = keyof typeof drafts;

const issued =
  (kind: Kind, more: Input = {}): Make =>
  async (world) =>
    (
      (await world.test.admin.hub(verbs[kind].issue, { ref: await drafts[kind](world), ...more })) as {
        record: { number: string };
      }
    ).record.number;

/** An issued paper of a party that has an address. */
const mailable = (kind: Kind) => async (world: World) => {
  const { hub } = world.test.admin;
  const party = await aParty(world);
  const value = `p${world.unique()}@customer.example`;
  await hub(contactPoints.add, { party, kind: "email", value });
  const { record } = (await hub(papers[kind].add, { party, lines })) as { record: { id: string } };
  await hub(verbs[kind].issue, { ref: record.id });
  return { ref: record.id };
};

const aPayment: Make = async (world) =>
  (await world.test.admin.hub(recordPayment, { party: await aParty(world), amount: usd(900) })).record.number;

/** A payment and an invoice of the same party. */
async function payable(world: World): Promise<{ payment: string; document: string }> {
  const party = await aParty(world);
  const { record } = await world.test.admin.hub(invoices.add, { party, lines });
  const document = (await world.test.admin.hub(invoiceVerbs.issue, { ref: record.id })).record.number;
  const payment = (await world.test.admin.hub(recordPayment, { party, amount: usd(900) })).record.number;
  return { payment, document };
}

async function billOfAnother(world: World): Promise<Input> {
  const accountant = await world.test.person(`acc${world.unique()}`, ["accountant"]);
  return { ref: (await accountant.hub(billVerbs.issue, { ref: await drafts.bill(world) })).record.number };
}

async function byHand(world: World, date: string) {
  const posted = [
    { account: "1000", amount_minor: 5 },
    { account: "3000", amount_minor: -5 },
  ];
  return (await world.test.admin.hub(postEntry, { date, memo: "by hand", lines: posted })).entry.id;
}

const paths: Readonly<Record<Kind, string>> = {
  quote: "quotes",
  order: "orders",
  invoice: "invoices",
  credit_note: "credit-notes",
  bill: "bills",
};
const ref = (make: Make) => async (world: World) => ({ ref: await make(world) });
const none = () => Promise.resolve({});

/** @param nounExamples makes the examples of the seven calls of a noun */
export function moneyExamples(nounExamples: NounExamples): Examples {
  const documents = (Object.keys(drafts) as Kind[]).map((kind): Examples => ({
    ...nounExamples(kind, paths[kind], drafts[kind], aDraft, { note: "changed" }),
    [`${kind}.issue`]: ref(drafts[kind]),
    [`${kind}.void`]: ref(issued(kind)),
    ...(kind === "bill" ? {} : { [`${kind}.send`]: mailable(kind) }),
  }));
  return {
    ...Object.assign({}, ...documents),
    ...payrollExamples,
    "quote.order": ref(issued("quote")),
    "order.invoice": ref(issued("order")),
    "invoice.credit": ref(issued("invoice")),
    "invoice.remind": ref(issued("invoice", { date: "2020-01-01" })),
    "invoice.overdue": none,
    "invoice.reminder": ref(issued("invoice", { date: "2020-01-01" })),
    "invoice.reminders": ref(issued("invoice", { date: "2020-01-01" })),
    "dunning.list": none,
    "dunning.run": () => Promise.resolve({ limit: 1 }),
    "dunning.set": (world) =>
      Promise.resolve({
        level: 1,
        days: 3,
        name: `Friendly ${number(world)}`,
        subject: "Invoice {number}",
        text: "{open}",
      }),
    "bill.approve": billOfAnother,
    "money.ageing": none,
    "document.pdf": ref(issued("invoice")),
    "document.import": async (world) => ({
      rows: [
        {
          kind: "invoice",
          external_id: `x:${world.unique()}`,
          party: await aParty(world),
          issue_date: "2024-02-01",
          lines,
          paid: { on: "2024-03-01", method: "bank" },
        },
      ],
    }),
    "payment.details": ref(aPayment),
    "payment.list": none,
    "payment.find": () => Promise.resolve({ text: "a" }),
    "payment.record": async (world) => ({ party: await aParty(world), amount: usd(100) }),
    "payment.allocate": async (world) => {
      const { payment, document } = await payable(world);
      return { ref: payment, document, amount_minor: 100 };
    },
    "payment.refund": ref(aPayment),
    "payment.void": ref(aPayment),
    "ledger.balance": none,
    "ledger.entries": none,
    "ledger.post": () =>
      Promise.resolve({
        date: "2024-01-01",
        memo: "capital",
        lines: [
          { account: "1000", amount_minor: 1 },
          { account: "3000", amount_minor: -1 },
        ],
      }),
    "ledger.reverse": async (world) => ({ entry: await byHand(world, "2024-01-01") }),
    "ledger.close": async (world) => {
      const month = dayAfter(-31 * number(world)).slice(0, 7); // before 1970: nobody else posts there
      await byHand(world, `${month}-15`);
      return { month };
    },
    "ledger.periods": none,
    "account.list": none,
    "account.add": (world) =>
      Promise.resolve({ code: `9${number(world)}`, name: "Another", type: "expense" }),
    "tax.set": (world) =>
      Promise.resolve({ code: `TAX${number(world)}`, label: "Tax", percent: 7, valid_from: "2020-01-01" }),
    "tax.list": none,
    "fx.set": (world) => Promise.resolve({ currency: "CHF", on: dayAfter(number(world)), rate: 1.5 }),
    "fx.list": none,
    "company.details": none,
    "company.change": ({ unique }) => Promise.resolve({ name: `Company ${unique()}` }),
  };
}
