/** Held out: money, records and where they stand, in English and in figures of all lands. */
import { asksBack, by, does, unknown, type Phrase } from "../../commands/phrasings/phrase.ts";
import { bill } from "./said.ts";

const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });
const found = {
  "invoice.details": { party: { id: "p" }, open: eur(90_000) },
  "payment.details": { amount: eur(50_000) },
};
const paid = (phrase: Phrase): Phrase => ({ ...phrase, found });
const deal = (words: string, more: object) => does(words, "deal.change", { ref: "DEA-7", ...more }, "deal");
const added = (words: string, name: string, party: string, more: object = {}) =>
  does(words, "deal.add", { name, party, ...more });

const papers: readonly Phrase[] = [
  bill("invoice Acme 1.200,50 € -- Wartung", "Acme", 120_050, "EUR", "Wartung"),
  bill("invoice acme €1.200,50 -- maintenance", "acme", 120_050, "EUR", "maintenance"),
  asksBack("invoice acme $1,200 -- seats", /two amounts/),
  bill("invoice acme $1,200.00 -- seats", "acme", 120_000, "USD", "seats"),
  bill("invoice acme 2k eur net 30 -- setup", "acme", 200_000, "EUR", "setup", { terms_days: 30 }),
  bill("invoice May 50 eur -- tea", "May", 5000, "EUR", "tea"),
  bill("invoice 3M 2.5k usd -- tape", "3M", 250_000, "USD", "tape"),
  asksBack("invoice 3M USD 2500 -- tape", /./),
  bill("invoice acme 1'200.50 CHF -- consulting", "acme", 120_050, "CHF", "consulting"),
  bill("Invoice Friday GmbH 99,90 EUR — hosting", "Friday GmbH", 9990, "EUR", "hosting"),
  bill("invoice acme 1200 euros -- oct seats", "acme", 120_000, "EUR", "oct seats"),
  asksBack("invoice acme 1200 bucks -- seats", /currency/),
  asksBack("quote acme 12k -- 500 seats", /currency/),
  does("quote “Call Center AG” 12k eur – 500 seats", "quote.add", {
    party: "Call Center AG",
    currency: "EUR",
    lines: [{ description: "500 seats", quantity: 1, unit_price_minor: 1_200_000 }],
  }),
  paid(asksBack("pay 3M EUR 600", /./)),
  paid(asksBack("pay INV-204 600 eur on friday", /./)),
  paid(asksBack("pay acme 600 eur yesterday", /./)),
  paid(asksBack("pay INV-204 INV-205 600 eur", /./)),
  paid(asksBack("pay INV-204 half", /./)),
  paid(
    does("pay inv-204 in full", "payment.record", {
      party: "p",
      direction: "in",
      amount: eur(90_000),
      pays: [{ document: "inv-204", amount_minor: 90_000 }],
    }),
  ),
  paid(
    does("Paid inv-204 €600 by card", "payment.record", {
      party: "p",
      direction: "in",
      amount: eur(60_000),
      method: "card",
      pays: [{ document: "inv-204", amount_minor: 60_000 }],
    }),
  ),
  paid(does("refund PAY-9 100,50", "payment.refund", { ref: "PAY-9", amount_minor: 10_050 })),
  paid(asksBack("refund PAY-9 half", /./)),
  does("Overdue?", "invoice.overdue", { limit: 6 }),
  asksBack("salary @jane 4.200 EUR from 2026-12-01", /two amounts/),
  does("payroll preview last month", "pay_run.prepare", { month: "2026-10" }),
];
const records: readonly Phrase[] = [
  does("Add Prospect May", "party.add", { role: "prospect", name: "May" }),
  does("add prospect 3M", "party.add", { role: "prospect", name: "3M" }),
  does("add customer Call Center AG city: Köln", "party.add", {
    role: "customer",
    name: "Call Center AG",
    city: "Köln",
  }),
  does("add prospect “Friday GmbH” email: info@friday.example", "party.add", {
    role: "prospect",
    name: "Friday GmbH",
    contact_points: [{ kind: "email", value: "info@friday.example" }],
  }),
  does("Add prospect Müller & Söhne phone: 030/123456", "party.add", {
    role: "prospect",
    name: "Müller & Söhne",
    contact_points: [{ kind: "phone", value: "030/123456" }],
  }),
  does("add person Dr. Anna-Lena Meyer-Schulz", "party.add", {
    kind: "person",
    name: "Dr. Anna-Lena Meyer-Schulz",
  }),
  asksBack("add contact Anna Meyer to acme", /what to add/),
  added("add deal Q1 rollout for 3M value: 2k EUR", "Q1 rollout", "3M", { value: eur(200_000) }),
  added("add deal 500 seats for May expected close: 31 Jan", "500 seats", "May", {
    expected_close: "2027-01-31",
  }),
  added("add deal Relaunch for Friday GmbH value: 12.500,00 €", "Relaunch", "Friday GmbH", {
    value: eur(1_250_000),
  }),
  asksBack("add deal Relaunch for acme value: $1,200", /two amounts/),
  does("add case Login broken for acme !high", "case.add", {
    subject: "Login broken",
    party: "acme",
    priority: "high",
  }),
  does("set acme owner: @li", "party.change", { ref: "acme", owner: "@li" }),
  asksBack("set acme phone: +49 30 1234", /no field/),
  deal("set DEA-7 value: 2k €", { value: eur(200_000) }),
  deal("set DEA-7 value: 1.200,50 €", { value: eur(120_050) }),
  deal("set DEA-7 expected close: end of january", { expected_close: "2027-01-31" }),
  does("set Friday GmbH city: Berlin", "party.change", { ref: "Friday GmbH", city: "Berlin" }),
  does("set May city: Berlin", "party.change", { ref: "May", city: "Berlin" }),
  does("SET ACME CITY: BERLIN", "party.change", { ref: "ACME", city: "BERLIN" }),
  does('set acme name: "May & Sons"', "party.change", { ref: "acme", name: "May & Sons" }),
  { ...asksBack("set INT-9 duration: half an hour", /length of time/), noun: "interaction" },
  does("convert May to customer", "party.convert", { ref: "May", to: "customer" }),
  does("merge “Acme Gmbh” into Acme GmbH", "party.merge", { ref: "Acme Gmbh", into: "Acme GmbH" }),
];
const moves: readonly Phrase[] = [
  does("move May deal to won", "tracker.move", { ref: "May deal", to: "won" }),
  does("move DEA-7 won!", "tracker.move", { ref: "DEA-7", to: "won" }),
  does('move DEA-7 to "Closed lost" - price too high', "tracker.move", {
    ref: "DEA-7",
    to: "Closed lost",
    reason: "price too high",
  }),
  does("Move dea-7 -> negotiation", "tracker.move", { ref: "dea-7", to: "negotiation" }),
  unknown("DEA-7 won"),
];
const finds: readonly Phrase[] = [
  does("who is May?", "record.profile", { ref: "May" }),
  does("show 3M", "record.profile", { ref: "3M" }),
  does("Show Call Center AG interactions last 30 days", "interaction.list", {
    party: "Call Center AG",
    sort: "-at",
    limit: 50,
  }),
  does("find “invoice overdue”", "record.find", { text: "invoice overdue", limit: 6 }),
  does("ask Revenue by month last 12 months?", "insight.ask", {
    question: "Revenue by month last 12 months?",
    time_zone: "Europe/Berlin",
  }),
  does("history Friday GmbH", "change.list", { ref: "Friday GmbH", limit: 5 }),
  does("why acme city?", "change.why", { ref: "acme", field: "city" }),
  does("diff acme since last friday", "record.diff", { ref: "acme", since: "2026-11-19T23:00:00.000Z" }),
  does("watch Friday GmbH", "watch.add", { about: "Friday GmbH" }),
  does("group add @li and @raj to emea", "group.put", { ref: "emea", members: ["@li", "@raj"] }),
  does("role grant @li accountant till 31 jan", "role.grant", {
    ref: "@li",
    role: "accountant",
    until: "2027-01-31T23:00:00.000Z",
  }),
  does("undo please", "change.undo", { room: "!here:hub.localhost" }),
  does("tz Paris", "preference.set", { time_zone: "Europe/Paris" }),
  ...by("de", [does("asof acme 1.10.", "record.asof", { ref: "acme", at: "2026-10-01T21:59:59.000Z" })]),
];

export const money: readonly Phrase[] = [...papers, ...records, ...moves, ...finds];
