/** Files like the well-known ones that may not be kept here: the same headers, the same quirks, the same counts and sums. */

const stages = { Won: 4238, Lost: 2473, Engaging: 1589, Prospecting: 500 } as const;
const products = [
  "GTX Basic",
  "GTXPro",
  "MG Special",
  "GTX Plus Pro",
  "MG Advanced",
  "GTX Plus Basic",
  "GTK 500",
];

/** 8,800 opportunities whose won ones sum to 10,005,534; 1,425 without an account; American dates. @param share of them, e.g. 0.01 */
export function pipelineCsv(share: number): { text: string; counts: Record<string, number>; sum: number } {
  const counts = Object.fromEntries(
    Object.entries(stages).map(([stage, count]) => [stage, Math.round(count * share)]),
  ) as Record<keyof typeof stages, number>;
  const sum = Math.round(10_005_534 * share);
  const each = Math.floor(sum / counts.Won);
  const lines = Object.entries(counts).flatMap(([stage, count]) =>
    Array.from({ length: count }, (_, n) => {
      const closed = stage === "Won" || stage === "Lost";
      const value = stage === "Won" ? (n ? each : sum - each * (count - 1)) : stage === "Lost" ? 0 : "";
      const account = n % 6 === 5 ? "" : `Account ${n % 85}`;
      const day = `${1 + (n % 12)}/${1 + (n % 28)}/2024`;
      return `${stage.slice(0, 2)}${n},Agent ${n % 30},${products[n % 7]},${account},${stage},${day},${closed ? day : ""},${value}`;
    }),
  );
  const header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value";
  return { text: [header, ...lines].join("\r\n"), counts, sum };
}

/** 1,000 tickets of which 428 have a score. */
export function ticketsCsv(share: number): { text: string; count: number; scored: number } {
  const [count, scored] = [Math.round(1000 * share), Math.round(428 * share)];
  const priorities = ["Low", "Medium", "High", "Critical"];
  const states = ["Open", "Closed", "Pending Customer Response"];
  const lines = Array.from(
    { length: count },
    (_, n) =>
      `T-${n},Customer ${n % 40},Email,"Refund, again",${priorities[n % 4]},${states[n % 3]},2024-01-${10 + (n % 19)} 10:00:00,${n % 9}.5,${n % 50},${n < scored ? 1 + (n % 5) : ""}`,
  );
  const header =
    "ticket_id,customer_name,channel,subject,priority,status,created_at,first_response_hours,resolution_hours,csat_score";
  return { text: [header, ...lines].join("\n"), count, scored };
}

/** Lines of invoices as of the UCI retail set: returns with a C, lines without a customer. */
export function retailCsv(lines: number): { text: string; returns: number } {
  const rows = Array.from({ length: lines }, (_, n) => {
    const invoice = Math.floor(n / 20);
    const back = invoice % 25 === 2;
    const customer = invoice % 4 === 3 ? "" : `${12_346 + (invoice % 300)}`;
    return `${back ? "C" : ""}${536_365 + invoice},${22_000 + (n % 90)},"WHITE HEART, ${n % 90}",${back ? -1 : 1 + (n % 12)},12/${1 + (invoice % 28)}/2010 8:26,${1 + (n % 9)}.55,${customer},United Kingdom`;
  });
  const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
  return { text: [header, ...rows].join("\n"), returns: rows.filter((row) => row.startsWith("C")).length };
}
