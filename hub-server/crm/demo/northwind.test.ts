import test from "ava";
import { readFileSync } from "node:fs";
import { readCsv } from "./csv.ts";

const text = (name: string) => readFileSync(new URL(`northwind/${name}.csv`, import.meta.url), "utf8");
const names = [
  "customers",
  "employees",
  "order_lines",
  "orders",
  "products",
  "roles",
  "shippers",
  "suppliers",
] as const;
const files = Object.fromEntries(names.map((name) => [name, readCsv(text(name))])) as Record<
  (typeof names)[number],
  ReturnType<typeof readCsv>
>;
const column = (name: (typeof names)[number], field: string) => files[name].map((record) => record[field]!);

test("Northwind is whole", (t) => {
  const counts = Object.fromEntries(names.map((name) => [name, files[name].length]));
  t.deepEqual(counts, {
    customers: 91,
    employees: 9,
    order_lines: 2155,
    orders: 830,
    products: 77,
    roles: 13,
    shippers: 6,
    suppliers: 29,
  });
});

test("external ids are present and unique", (t) => {
  for (const name of ["customers", "employees", "orders", "products", "shippers", "suppliers"] as const) {
    const ids = column(name, "external_id");
    t.is(new Set(ids).size, ids.length, name);
    t.false(ids.includes(""), name);
  }
});

test("every reference leads to a record", (t) => {
  const references = [
    ["customers", "owner", "employees", "external_id"],
    ["employees", "manager", "employees", "external_id"],
    ["roles", "employee", "employees", "external_id"],
    ["products", "supplier", "suppliers", "name"],
    ["orders", "customer", "customers", "external_id"],
    ["orders", "employee", "employees", "external_id"],
    ["orders", "shipper", "shippers", "external_id"],
    ["order_lines", "order", "orders", "external_id"],
    ["order_lines", "product", "products", "external_id"],
  ] as const;
  const mayBeEmpty = new Set(["owner", "manager"]);
  for (const [from, field, to, key] of references) {
    const known = new Set(column(to, key));
    const dangling = column(from, field).filter(
      (id) => !(id === "" && mayBeEmpty.has(field)) && !known.has(id),
    );
    t.deepEqual(dangling, [], `${from}.${field}`);
  }
});

test("net sales at line precision are 1,265,793.0395", (t) => {
  const hundredths = (decimal: string | undefined) => Math.round(Number(decimal) * 100);
  const net = files.order_lines.reduce(
    (sum, line) =>
      sum + hundredths(line["unit_price"]) * Number(line["quantity"]) * (100 - hundredths(line["discount"])),
    0,
  );
  t.is(net, 12_657_930_395); // ten-thousandths of a dollar: exact in a double
});

test("decimals carry no float noise and dates are ISO", (t) => {
  const decimals = [
    ...column("order_lines", "unit_price"),
    ...column("order_lines", "discount"),
    ...column("products", "unit_price"),
    ...column("orders", "freight"),
  ];
  t.deepEqual(
    decimals.filter((value) => !/^\d+(\.\d{1,2})?$/.test(value)),
    [],
  );
  const dates = [
    ...column("orders", "ordered_on"),
    ...column("orders", "required_on"),
    ...column("employees", "hired_on"),
    ...column("roles", "from"),
  ];
  t.deepEqual(
    dates.filter((value) => !/^199\d-\d\d-\d\d$/.test(value)),
    [],
  );
  t.is(column("orders", "shipped_on").filter((value) => value === "").length, 21, "not yet shipped");
});

test("two customers never ordered and so have no owner", (t) => {
  const unowned = files.customers.filter((customer) => customer["owner"] === "");
  t.deepEqual(
    unowned.map((customer) => customer["external_id"]),
    ["FISSA", "PARIS"],
  );
});

test("every role has somebody, and some have several", (t) => {
  t.deepEqual([...new Set(column("roles", "role"))].toSorted(), [
    "Accountant",
    "Manager",
    "Product Developer",
    "Sales Executive",
    "Support",
  ]);
  t.is(files.roles.filter((role) => role["employee"] === "5").length, 3);
});

test("the files are UTF-8 with their accents, without a byte order mark, and end records with CRLF", (t) => {
  for (const name of names) {
    const raw = text(name);
    t.false(raw.startsWith("\uFEFF"), name);
    t.is(raw.replaceAll("\r\n", "").includes("\n"), false, name);
  }
  t.true(column("customers", "name").includes("Königlich Essen"));
  t.true(column("products", "name").includes("NuNuCa Nuß-Nougat-Creme"));
});
