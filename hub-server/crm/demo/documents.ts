/**
 * Northwind's orders as orders and invoices. The rules, since Northwind keeps neither invoices nor payments: it bills on the day it
 * ships, and what it has not shipped yet in advance, on the day of the order; customers pay 30 days later; the invoices of the
 * last 45 days are still open.
 */
import type { CsvRecord } from "./csv.ts";
import { minor, type Lookups } from "./rows.ts";

type Row = Record<string, unknown>;

export const company: Row = {
  name: "Northwind Traders",
  address: "507 20th Ave. E.\nSeattle, WA 98122\nUSA",
  bank: "Pike Place Bank, account 0451-2297",
  colour: "#1d4e89",
};

const terms = 30;
const openFor = 45;

const later = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Each order, and its invoice; in the order of their dates, so that the numbers follow time. */
export function documentRows(
  orders: readonly CsvRecord[],
  linesOf: ReadonlyMap<string, CsvRecord[]>,
  lookups: Lookups,
): Row[] {
  const last = orders.map((order) => order["ordered_on"]!).toSorted((a, b) => (a < b ? 1 : -1))[0]!;
  const open = later(last, -openFor);
  const papers = orders.map((order) => orderPaper(order, linesOf.get(order["external_id"]!) ?? [], lookups));
  const bills = orders.map((order, place) => invoicePaper(order, papers[place]!, open));
  const byDate = (a: Row, b: Row) => String(a["issue_date"]).localeCompare(String(b["issue_date"]));
  return [...papers.toSorted(byDate), ...bills.toSorted(byDate)];
}

function orderPaper(order: CsvRecord, lines: readonly CsvRecord[], { users, titles, names }: Lookups): Row {
  return {
    kind: "order",
    external_id: `northwind:order:${order["external_id"]}`,
    party: names.get(order["customer"]!),
    owner: users.get(order["employee"]!),
    reference: order["external_id"],
    currency: order["currency"],
    issue_date: order["ordered_on"],
    due_date: order["required_on"]! < order["ordered_on"]! ? order["ordered_on"] : order["required_on"],
    lines: lines.map((line) => ({
      product: titles.get(line["product"]!),
      quantity: Number(line["quantity"]),
      unit_price_minor: minor(line["unit_price"]!),
      ...(Number(line["discount"]) ? { discount: Math.round(Number(line["discount"]) * 100) } : {}),
    })),
  };
}

function invoicePaper(order: CsvRecord, paper: Row, open: string): Row {
  const issue_date = order["shipped_on"] || order["ordered_on"]!;
  const due_date = later(issue_date, terms);
  return {
    ...paper,
    kind: "invoice",
    external_id: `northwind:invoice:${order["external_id"]}`,
    origin: paper["external_id"],
    issue_date,
    due_date,
    ...(issue_date < open ? { paid: { on: due_date, method: "bank" } } : {}),
  };
}
