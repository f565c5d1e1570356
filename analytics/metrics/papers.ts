/** Metrics of documents: quotes, orders, invoices, credit notes and bills differ in words, states and what is open. */
import { country, currency, owner, party, plain, times } from "./dimensions.ts";
import type { Measure, Metric } from "./metric.ts";

interface Paper {
  readonly noun: string;
  readonly name: string;
  readonly one: string;
  readonly also?: Metric["also"];
  readonly help: string;
  readonly states: readonly string[];
  /** Something may be open of it, and overdue. */
  readonly payable: boolean;
}

const amount = (noun: string, key: string, label: string): Measure => ({
  key,
  label,
  type: "money",
  of: { sum: `${key}_minor` },
  reveals: [`${noun}.${key}`, `${noun}.currency`], // an amount says its currency, or is cut by it
});

function paper({ noun, name, one, also = [], help, states, payable }: Paper): Metric {
  const late = { among: ["issued", "part_paid"], column: "due_date", says: "overdue" };
  const status = plain(
    noun,
    "status",
    payable ? { late, reveals: [`${noun}.status`, `${noun}.due_date`] } : {},
  );
  return {
    name,
    one,
    also,
    help,
    examples: [`${name} by month`, `${name} by status`, ...(payable ? [`${name} for status:overdue`] : [])],
    view: noun,
    nouns: [noun],
    reveals: [`${noun}.issue_date`, `${noun}.status`],
    time: "issue_date",
    removed: "removed_at",
    where: [{ column: "status", is: states }],
    currency: "currency",
    measures: [
      {
        key: "count",
        label: name.charAt(0).toUpperCase() + name.slice(1),
        type: "count",
        of: { count: true },
      },
      amount(noun, "net", "Net"),
      amount(noun, "gross", "Total"),
      ...(payable ? [amount(noun, "open", "Open")] : []),
    ],
    dimensions: [...times, status, party(noun), country(noun), owner, currency(noun)],
  };
}

const billed = ["issued", "part_paid", "paid"];
const agreed = ["issued", "accepted"];

export const orders = paper({
  noun: "order",
  name: "orders",
  one: "order",
  help: "Orders that were issued or accepted, as they print their amounts.",
  states: agreed,
  payable: false,
});
export const quotes = paper({
  noun: "quote",
  name: "quotes",
  one: "quote",
  also: [{ word: "offers" }],
  help: "Quotes that were issued or accepted.",
  states: agreed,
  payable: false,
});
export const invoices = paper({
  noun: "invoice",
  name: "invoices",
  one: "invoice",
  also: [{ word: "overdue", for: "status:overdue" }],
  help: "Issued invoices as they print their amounts, and what of them is open; drafts and void ones do not count.",
  states: billed,
  payable: true,
});
export const creditNotes = paper({
  noun: "credit_note",
  name: "credit notes",
  one: "credit note",
  also: [{ word: "credit-notes" }, { word: "credits" }],
  help: "Issued credit notes, and what of them is not used yet.",
  states: billed,
  payable: false,
});
export const bills = paper({
  noun: "bill",
  name: "bills",
  one: "bill",
  also: [{ word: "expenses" }],
  help: "Issued bills of suppliers, and what of them is open.",
  states: billed,
  payable: true,
});
