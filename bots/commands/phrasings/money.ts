/** Phrases for `quote`, `invoice`, `pay`, `refund`, `overdue`, and for `move` and its like. */
import { asksBack, does, type Phrase } from "./phrase.ts";

const seats = { party: "acme", currency: "EUR" };
const line = { description: "Oct seats", quantity: 1, unit_price_minor: 120_000 };
const billed = (words: string, more: object = {}, item: object = line) =>
  does(words, "invoice.add", { ...seats, ...more, lines: [item] });
const found = {
  "invoice.details": { party: { id: "p" }, open: { amount_minor: 90_000, currency: "EUR" } },
  "bill.details": { party: { id: "s" }, open: { amount_minor: 5000, currency: "USD" } },
  "payment.details": { amount: { amount_minor: 50_000, currency: "EUR" } },
};
const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });
const paid = (words: string, input: object): Phrase => ({
  ...does(words, "payment.record", { party: "p", direction: "in", ...input }),
  found,
});
const whole = { amount: eur(90_000), pays: [{ document: "INV-204", amount_minor: 90_000 }] };
const part = { amount: eur(60_000), pays: [{ document: "INV-204", amount_minor: 60_000 }] };

const papers: readonly Phrase[] = [
  billed("invoice acme 1200 eur -- Oct seats"),
  billed("Invoice acme 1200 EUR — Oct seats"),
  billed("invoice acme EUR 1200 -- Oct seats"),
  billed("invoice acme €1200 -- Oct seats"),
  billed("invoice acme 1200€ -- Oct seats"),
  billed("invoice acme 1.2k eur -- Oct seats"),
  billed("invoice acme 1,200.00 eur -- Oct seats"),
  billed("invoice acme 1.200,00 eur -- Oct seats"),
  billed("invoice to acme 1200 eur -- Oct seats"),
  billed("rechnung acme 1200 eur -- Oct seats"),
  billed("invoice acme 1200 eur net30 -- Oct seats", { terms_days: 30 }),
  billed("invoice acme net-14 1200 eur -- Oct seats", { terms_days: 14 }),
  billed("invoice acme 1200 eur terms:30 -- Oct seats", { terms_days: 30 }),
  billed("invoice acme 1200 eur vat:VAT19 -- Oct seats", {}, { ...line, tax: "VAT19" }),
  does("invoice acme 3 x PRD-3", "invoice.add", {
    party: "acme",
    lines: [{ product: "PRD-3", quantity: 3 }],
  }),
  does("invoice acme 3x PRD-3 900 eur", "invoice.add", {
    ...seats,
    lines: [{ product: "PRD-3", quantity: 3, unit_price_minor: 90_000 }],
  }),
  does("invoice “Böhm & Söhne” 50 eur -- tea", "invoice.add", {
    party: "Böhm & Söhne",
    currency: "EUR",
    lines: [{ description: "tea", quantity: 1, unit_price_minor: 5000 }],
  }),
  does("invoice 50 eur -- tea", "invoice.add", {
    party: "this",
    currency: "EUR",
    lines: [{ description: "tea", quantity: 1, unit_price_minor: 5000 }],
  }),
  does("quote acme 1200 eur -- Oct seats", "quote.add", { ...seats, lines: [line] }),
  does("offer acme 1200 eur -- Oct seats", "quote.add", { ...seats, lines: [line] }),
  does("quote acme\n3 x PRD-3\nSetup at 900 EUR vat:VAT19", "quote.add", {
    ...seats,
    lines: [
      { product: "PRD-3", quantity: 3 },
      { description: "Setup", quantity: 1, unit_price_minor: 90_000, tax: "VAT19" },
    ],
  }),
  does("quote acme -- 3x “Chai”; Setup 900€ -10%", "quote.add", {
    ...seats,
    lines: [
      { product: "Chai", quantity: 3 },
      { description: "Setup", quantity: 1, unit_price_minor: 90_000, discount: 10 },
    ],
  }),
  does("invoice acme net30 -- 2 x Oct seats at 600 eur", "invoice.add", {
    ...seats,
    terms_days: 30,
    lines: [{ description: "Oct seats", quantity: 2, unit_price_minor: 60_000 }],
  }),
  asksBack("quote acme\n3 x PRD-3\nSetup", /Line 2: "Setup" has no price/),
  asksBack("quote acme\nSetup 5 EUR\nVisit 5 USD", /EUR and USD/),
  asksBack("quote acme -- Oct seats", /How much/),
  does("invoice issue INV-2", "invoice.issue", { ref: "INV-2" }),
  does("invoice INV-2 issue", "invoice.issue", { ref: "INV-2" }),
  does("invoice void INV-2 -- wrong customer", "invoice.void", { ref: "INV-2", reason: "wrong customer" }),
  does("invoice credit INV-2", "invoice.credit", { ref: "INV-2" }),
  does("invoice remind INV-2", "invoice.remind", { ref: "INV-2" }),
  does("invoice ORD-7", "order.invoice", { ref: "ORD-7" }),
  does("quote issue QUO-2", "quote.issue", { ref: "QUO-2" }),
  does("invoice issue DRAFT-7", "invoice.issue", { ref: "DRAFT-7" }, "invoice"),
  does("invoice DRAFT-7 issue", "quote.issue", { ref: "DRAFT-7" }, "quote"),
  does("invoice issue BIL-3", "bill.issue", { ref: "BIL-3" }),
  asksBack("invoice remind QUO-2", /can be: issue, void, order/),
  does("quote order QUO-2", "quote.order", { ref: "QUO-2" }),
  { ...does("invoice issue", "invoice.issue", { ref: "INV-2" }), in: { record: "INV-2" } },
  asksBack("invoice", /How much/),
  asksBack("invoice acme", /How much/),
  asksBack("invoice acme 1200 -- Oct seats", /no currency/),
  asksBack("invoice acme 1,200 eur -- Oct seats", /two amounts/),
  asksBack("invoice acme 1200 eur", /For what/),
  asksBack("invoice acme 1200 eur 50 eur -- Oct seats", /two amounts/),
  asksBack("invoice acme 1200 eur colour:red -- Oct seats", /no field/),
  asksBack("invoice acme 0.005 eur -- Oct seats", /two amounts/),
  asksBack("invoice acme 0.0051 eur -- Oct seats", /more digits/),
];

const payments: readonly Phrase[] = [
  paid("pay INV-204", whole),
  paid("Paid INV-204", whole),
  paid("pay INV-204 600", part),
  paid("pay INV-204 600 eur", part),
  paid("pay 600 eur for INV-204", part),
  paid("pay 600 eur INV-204", part),
  paid("pay INV-204 600 by bank ref:778", { ...part, method: "bank", reference: "778" }),
  paid("pay INV-204 600 card", { ...part, method: "card" }),
  paid("pay INV-204 600 method:cash", { ...part, method: "cash" }),
  paid("pay INV-204 600 -- transfer of Friday", { ...part, reference: "transfer of Friday" }),
  paid("pay INV-204 1000", { amount: eur(100_000), pays: [{ document: "INV-204", amount_minor: 90_000 }] }),
  {
    ...does("pay BIL-3", "payment.record", {
      party: "s",
      direction: "out",
      amount: { amount_minor: 5000, currency: "USD" },
      pays: [{ document: "BIL-3", amount_minor: 5000 }],
    }),
    found,
  },
  does("pay acme 600 eur", "payment.record", {
    party: "acme",
    direction: "in",
    amount: eur(60_000),
    oldest: true,
  }),
  { ...does("refund PAY-9 100", "payment.refund", { ref: "PAY-9", amount_minor: 10_000 }), found },
  { ...does("refund PAY-9 100.50 eur", "payment.refund", { ref: "PAY-9", amount_minor: 10_050 }), found },
  does("refund PAY-9", "payment.refund", { ref: "PAY-9" }),
  does("refund CRN-4 by bank", "payment.refund", { ref: "CRN-4", method: "bank" }),
  { ...asksBack("pay", /Which invoice/), found },
  { ...asksBack("pay acme", /How much/), found },
  { ...asksBack("pay acme 600", /How much/), found },
  { ...asksBack("pay INV-204 1,200", /two amounts/), found },
  { ...asksBack("pay INV-204 600 700", /two amounts/), found },
  { ...asksBack("pay INV-204 600 colour:red", /no field/), found },
  {
    ...asksBack("pay INV-204", /Nothing is open/),
    found: { "invoice.details": { party: { id: "p" }, open: eur(0) } },
    in: { record: "INV-204" },
  },
  { ...asksBack("refund acme 100", /which payment/), found },
  { ...asksBack("refund PAY-9 100 usd", /is in EUR/), found },
  does("approve BIL-3", "bill.approve", { ref: "BIL-3" }),
  asksBack("approve", /which bill/),
  does("Overdue", "invoice.overdue", { limit: 6 }),
];

const moves: readonly Phrase[] = [
  does("move DEA-7 to won", "tracker.move", { ref: "DEA-7", to: "won" }),
  does("Move DEA-7 to “Closed won”", "tracker.move", { ref: "DEA-7", to: "Closed won" }),
  does("move dea-7 negotiation", "tracker.move", { ref: "dea-7", to: "negotiation" }),
  does("move acme deal to negotiation", "tracker.move", { ref: "acme deal", to: "negotiation" }),
  does("move acme negotiation", "tracker.move", { ref: "acme", to: "negotiation" }),
  does("move DLV-7 to shipped -- tracking 123", "tracker.move", {
    ref: "DLV-7",
    to: "shipped",
    reason: "tracking 123",
  }),
  does("move DLV-7 to shipped – tracking 123", "tracker.move", {
    ref: "DLV-7",
    to: "shipped",
    reason: "tracking 123",
  }),
  does("move to won", "tracker.move", { ref: "this", to: "won" }, "deal"),
  does("move won", "tracker.move", { ref: "this", to: "won" }, "deal"),
  { ...does("stage won", "tracker.move", { ref: "DEA-7", to: "won" }), in: { record: "DEA-7" } },
  asksBack("move DEA-7", /which stage/),
  asksBack("move", /which stage/),
  does("reopen DEA-7", "tracker.reopen", { ref: "DEA-7" }),
  does("reopen DEA-7 to negotiation", "tracker.reopen", { ref: "DEA-7", to: "negotiation" }),
  does("stages DEA-7", "tracker.stages", { ref: "DEA-7" }),
  does("board sales", "tracker.board", { ref: "sales", limit: 1 }),
  does("stalled", "tracker.stalled", { limit: 6 }),
  does("stalled sales", "tracker.stalled", { pipeline: "sales", limit: 6 }),
];

export const moneys: readonly Phrase[] = [...papers, ...payments, ...moves];
