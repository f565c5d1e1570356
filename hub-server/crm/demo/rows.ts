/** Northwind's rows as inputs of our calls. */
import type { CsvRecord } from "./csv.ts";

type Row = Record<string, unknown>;
type Names = ReadonlyMap<string, string>;

/** Without the fields that are empty. */
function filled(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== "" && value !== undefined));
}

/** Money from decimal text, without a float in between. */
export function minor(text: string): number {
  const [whole = "0", cents = ""] = text.split(".");
  return Number(whole) * 100 + Math.round(Number(`0.${cents || "0"}`) * 100);
}

export function employeeInput(employee: CsvRecord, roles: readonly CsvRecord[], users: Names): Row {
  return filled({
    name: `${employee["given_name"]} ${employee["family_name"]}`,
    user: users.get(employee["external_id"]!),
    email: `${users.get(employee["external_id"]!)}@northwind.example`,
    job: employee["title"],
    manager: users.get(employee["manager"]!),
    employed_since: employee["hired_on"],
    roles: roles.filter((role) => role["employee"] === employee["external_id"]).map((role) => role["role"]),
  });
}

function address(record: CsvRecord): Row {
  const { name, contact_name, contact_title, street, city, region, postal_code, country } = record;
  return {
    kind: "organisation",
    name,
    contact_name,
    contact_title,
    street,
    city,
    region,
    postal_code,
    country,
  };
}

function phones(record: CsvRecord): Row[] {
  return [
    ...(record["phone"] ? [{ kind: "phone", value: record["phone"] }] : []),
    ...(record["fax"] ? [{ kind: "phone", value: record["fax"], label: "fax" }] : []),
  ];
}

export function customerRow(customer: CsvRecord, users: Names): Row {
  const owner = users.get(customer["owner"]!);
  return filled({
    ...address(customer),
    role: "customer",
    external_id: `northwind:${customer["external_id"]}`,
    contact_points: phones(customer),
    owner,
  });
}

export function supplierRow(supplier: CsvRecord): Row {
  return filled({
    ...address(supplier),
    role: "supplier",
    external_id: `northwind:supplier:${supplier["external_id"]}`,
    contact_points: phones(supplier),
  });
}

export function productRow(product: CsvRecord, suppliers: readonly CsvRecord[]): Row {
  const supplier = suppliers.find((candidate) => candidate["name"] === product["supplier"]);
  return filled({
    name: product["name"],
    sku: `NW-${product["external_id"]!.padStart(3, "0")}`,
    kind: "good",
    status: product["discontinued"] === "true" ? "discontinued" : "active",
    category: product["category"],
    unit: product["unit"],
    unit_price: { amount_minor: minor(product["unit_price"]!), currency: product["currency"] },
    stock: Number(product["stock"]),
    supplier: supplier?.["name"],
  });
}

export interface Lookups {
  readonly users: Names;
  readonly titles: Names;
  readonly names: Names;
}

/** An order as an interaction, for the timeline; what it costs stands in its invoice. */
export function orderRow(
  order: CsvRecord,
  lines: readonly CsvRecord[],
  { users, titles, names }: Lookups,
): Row {
  const total = lines.reduce(
    (sum, line) =>
      sum + Number(line["unit_price"]) * Number(line["quantity"]) * (1 - Number(line["discount"])),
    0,
  );
  const goods = lines.map((line) => `${line["quantity"]} × ${titles.get(line["product"]!)}`).join("\n");
  return filled({
    party: names.get(order["customer"]!),
    channel: "order",
    direction: "in",
    subject: `Order ${order["external_id"]}: ${total.toLocaleString("en", { style: "currency", currency: order["currency"]! })}`,
    at: `${order["ordered_on"]}T12:00:00Z`,
    body: goods,
    owner: users.get(order["employee"]!),
    external_id: `northwind:order:${order["external_id"]}`,
  });
}
