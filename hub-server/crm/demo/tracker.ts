/** The tracker's part of the demo: what was shipped as deliveries, and some deals, cases, batches and debts, so that boards are not empty. */
import { importRecords, moveRecord, type AnyCall } from "../../contract/index.ts";
import type { CsvRecord } from "./csv.ts";
import { minor, type Lookups } from "./rows.ts";

type Row = Record<string, unknown>;
type DemoEnter = (call: AnyCall, input: Row, key: string) => Promise<unknown>;

const rowsAtOnce = 200;

export async function loadTracker(
  enter: DemoEnter,
  orders: readonly CsvRecord[],
  shippers: readonly CsvRecord[],
  linesOf: ReadonlyMap<string, readonly CsvRecord[]>,
  lookups: Lookups,
): Promise<void> {
  const carriers = new Map(shippers.map((shipper) => [shipper["external_id"]!, shipper["name"]!]));
  const deliveries = orders.map((order) =>
    deliveryRow(order, linesOf.get(order["external_id"]!) ?? [], carriers, lookups),
  );
  for (let start = 0; start < deliveries.length; start += rowsAtOnce)
    await enter(
      importRecords,
      { noun: "delivery", rows: deliveries.slice(start, start + rowsAtOnce) },
      `delivery-${start}`,
    );
  for (const [noun, rows] of Object.entries(begun)) {
    const { added } = (await enter(importRecords, { noun, rows }, `tracker-${noun}`)) as {
      added: { number: string }[];
    };
    const moved = moves[noun] ?? [];
    for (const [index, { to, ...more }] of moved.entries())
      await enter(moveRecord, { ref: added[index]!.number, to, ...more }, `tracker-${noun}-${index}`);
  }
}

/** An order on its way; those without a date of shipping still wait. */
export function deliveryRow(
  order: CsvRecord,
  lines: readonly CsvRecord[],
  carriers: ReadonlyMap<string, string>,
  { users, titles, names }: Lookups,
): Row {
  const [first, ...others] = lines.map((line) => titles.get(line["product"]!)!);
  const shipped = order["shipped_on"];
  return {
    contents: `Order ${order["external_id"]}: ${first}${others.length ? ` and ${others.length} more` : ""}`,
    party: names.get(order["customer"]!),
    order_number: order["external_id"],
    carrier: carriers.get(order["shipper"]!),
    ship_to: [order["ship_name"], order["ship_city"], order["ship_country"]].join(", "),
    freight: { amount_minor: minor(order["freight"]!), currency: order["currency"] },
    promised_on: order["required_on"],
    owner: users.get(order["employee"]!),
    external_id: `northwind:delivery:${order["external_id"]}`,
    stage: shipped ? "delivered" : "preparing",
    ...(shipped ? { shipped_at: `${shipped}T12:00:00Z`, tracking_number: `NW-${order["external_id"]}` } : {}),
  };
}

const usd = (amount: number) => ({ amount_minor: amount * 100, currency: "USD" });
const close = (day: string) => ({ expected_close: day });

/** Records that begin in an open stage. */
const begun: Readonly<Record<string, readonly Row[]>> = {
  deal: [
    {
      party: "Ernst Handel",
      name: "Chai for all branches",
      value: usd(18_000),
      owner: "steven",
      product: "Chai",
    },
    { party: "QUICK-Stop", name: "Yearly contract", value: usd(42_000), owner: "janet" },
    { party: "Save-a-lot Markets", name: "Coffee range", value: usd(27_500), owner: "anne" },
    { party: "Alfreds Futterkiste", name: "Cheese counter", value: usd(6400), owner: "nancy" },
    { party: "Rattlesnake Canyon Grocery", name: "Hot sauces", value: usd(9800), owner: "margaret" },
    { party: "Berglunds snabbköp", name: "Christmas hampers", value: usd(12_300), owner: "michael" },
    { party: "Hungry Owl All-Night Grocers", name: "Night menu", value: usd(7700), owner: "nancy" },
    { party: "Königlich Essen", name: "Seafood trial", value: usd(3900), owner: "robert" },
  ],
  case: [
    { party: "Frankenversand", subject: "Two jars arrived broken", priority: "high" },
    {
      party: "Bottom-Dollar Markets",
      subject: "Wrong language on labels",
      priority: "normal",
      product: "Chai",
    },
    { party: "La maison d'Asie", subject: "Delivery came after closing time", priority: "normal" },
    { party: "Folk och fä HB", subject: "Which of these hold gluten?", priority: "low" },
  ],
  batch: [
    {
      product: "Chai",
      name: "Chai, winter blend",
      quantity: 1200,
      unit: "boxes",
      due_on: "2027-01-15",
      lot: "CH-27-01",
    },
    { product: "Chang", name: "Chang, first brew", quantity: 800, unit: "bottles", due_on: "2027-02-01" },
    { product: "Tofu", name: "Tofu, fresh", quantity: 300, unit: "packs", due_on: "2026-12-10" },
  ],
  collection: [
    { party: "Vaffeljernet", name: "Open since spring", amount: usd(1190), owner: "laura" },
    { party: "Bon app'", name: "Reminder unanswered", amount: usd(2750), owner: "laura" },
  ],
  project: [
    { party: "QUICK-Stop", name: "Joint warehouse", due_on: "2027-06-30", budget: usd(60_000) },
    { name: "New labels for the whole range", due_on: "2027-03-31" },
  ],
};

interface Move {
  readonly to: string;
  readonly reason?: string;
  readonly fields?: Row;
}

/** Where the first ones of each have got to. */
const moves: Readonly<Record<string, readonly Move[]>> = {
  deal: [
    { to: "negotiation", fields: close("2027-01-31"), reason: "They want delivery to every branch." },
    { to: "proposal" },
    { to: "negotiation", fields: close("2026-12-20") },
    { to: "proposal" },
    { to: "won", reason: "Signed at the tasting." },
    { to: "lost", fields: { lost_reason: "Bought from a neighbour" } },
  ],
  case: [{ to: "working" }, { to: "waiting", reason: "Asked for a photograph." }],
  batch: [{ to: "production" }],
  collection: [{ to: "reminded" }],
  project: [{ to: "active" }],
};
