/** The demo company: Northwind, through the same calls that anybody makes, as the administrator. Loaded once, also after a crash. */
import { readFile } from "node:fs/promises";
import {
  addPerson,
  changeCompany,
  importDocuments,
  importRecords,
  recordRoom,
  type AnyCall,
} from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import type { Hub } from "../../hub.ts";
import { readCsv, type CsvRecord } from "./csv.ts";
import { company, documentRows } from "./documents.ts";
import { customerRow, employeeInput, orderRow, productRow, supplierRow } from "./rows.ts";
import { loadTracker } from "./tracker.ts";

const folder = new URL("northwind/", import.meta.url);
const batch = 200;
const paperBatch = 500;

/** @param say one line for each step, for whoever waits */
export async function loadDemo(hub: Hub, say: (line: string) => void): Promise<void> {
  const read = async (name: string) => readCsv(await readFile(new URL(`${name}.csv`, folder), "utf8"));
  const [employees, roles, customers, suppliers, products, orders, lines, shippers] = await Promise.all(
    ["employees", "roles", "customers", "suppliers", "products", "orders", "order_lines", "shippers"].map(
      read,
    ),
  );
  const users = new Map(
    employees!.map((employee) => [employee["external_id"]!, employee["given_name"]!.toLowerCase()]),
  );
  const enter = makeEnter(hub);
  say("Loading Northwind: 9 colleagues, 91 customers, 29 suppliers, 77 products, 830 orders.");
  for (const employee of bossesFirst(employees!))
    await addColleague(enter, employeeInput(employee, roles!, users));
  const all = (noun: string, rows: Record<string, unknown>[]) => importAll(enter, noun, rows);
  await all(
    "party",
    customers!.map((customer) => customerRow(customer, users)),
  );
  await all("party", suppliers!.map(supplierRow));
  await all(
    "product",
    products!.map((product) => productRow(product, suppliers!)),
  );
  const titles = new Map(products!.map((product) => [product["external_id"]!, product["name"]!]));
  const names = new Map(customers!.map((customer) => [customer["external_id"]!, customer["name"]!]));
  const linesOf = Map.groupBy(lines!, (line) => line["order"]!);
  await all(
    "interaction",
    orders!.map((order) =>
      orderRow(order, linesOf.get(order["external_id"]!) ?? [], { users, titles, names }),
    ),
  );
  await enter(changeCompany, company, "company");
  say("Billing its orders: 830 invoices, most of them paid.");
  const papers = documentRows(orders!, linesOf, { users, titles, names });
  for (let start = 0; start < papers.length; start += paperBatch)
    await enter(importDocuments, { rows: papers.slice(start, start + paperBatch) }, `papers-${start}`);
  await loadTracker(enter, orders!, shippers!, linesOf, { users, titles, names });
  for (const name of ["Alfreds Futterkiste", "Ernst Handel", "QUICK-Stop"])
    await enter(recordRoom, { ref: name }, `room-${name}`);
  say("Northwind is loaded.");
}

type DemoEnter = (call: AnyCall, input: Record<string, unknown>, key: string) => Promise<unknown>;

/** As the administrator, each step under its own key: what a first run did is not done again. */
function makeEnter(hub: Hub): DemoEnter {
  const userId = `@admin:${hub.identity.serverName}`;
  return (call, input, key) =>
    hub.enter({
      call,
      input,
      key: `demo-${key}`,
      principal: { userId, deviceId: "", kind: "session", tokenId: "demo", admin: true },
      source: { kind: "import", ref: { file: "northwind" } },
      address: "demo",
    });
}

async function addColleague(enter: DemoEnter, input: Record<string, unknown>): Promise<void> {
  try {
    await enter(addPerson, input, `person-${String(input["user"])}`);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // there already
  }
}

async function importAll(enter: DemoEnter, noun: string, rows: Record<string, unknown>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += batch)
    await enter(
      importRecords,
      { noun, rows: rows.slice(start, start + batch) },
      `${noun}-${String(rows[0]!["name"] ?? "")}-${start}`,
    );
}

/** A manager must be there before those who report to them. */
function bossesFirst(employees: readonly CsvRecord[]): CsvRecord[] {
  const placed: CsvRecord[] = [];
  const waiting = [...employees];
  while (waiting.length) {
    const next = waiting.findIndex(
      (one) => !one["manager"] || placed.some((boss) => boss["external_id"] === one["manager"]),
    );
    placed.push(...waiting.splice(Math.max(next, 0), 1));
  }
  return placed;
}
