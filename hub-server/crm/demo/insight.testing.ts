/** The golden answers over Northwind: known figures, found by other ways than ours. */
import type { ExecutionContext } from "ava";
import { ask, type Answer } from "../../contract/index.ts";
import type { TestHub } from "../../testing/hub.ts";

/** Net sales are 1,265,793.04, which is also what the ledger says; rounded line by line, invoices print 0.25 more. */
export async function questionsHold(t: ExecutionContext, hub: TestHub): Promise<void> {
  const asked = (question: string): Promise<Answer> => hub.admin.hub(ask, { question });
  const months = await asked("revenue by month");
  t.is(months.rows.length, 23);
  t.deepEqual(months.columns[1], { key: "net", label: "Net (USD)", type: "money", currency: "USD" });
  t.is(
    months.fact,
    "Revenue: 1,265,793.04 USD from Jul 1996 to May 1998; highest: Apr 1998 (156,211.76 USD).",
  );
  const sales = await asked("sales by product");
  t.is(sales.rows.length, 77);
  t.deepEqual(sales.rows[0], ["Côte de Blaye", 141_396.74, 623]);
  t.regex(sales.fact, /^Sales: 1,265,793\.04 USD .*; most: Côte de Blaye \(141,396\.74 USD\)\.$/);
  const invoices = (await asked("invoices")).rows[0]!;
  t.deepEqual(invoices.slice(0, 2), [830, 1_265_793.29]);
  const sum = (await asked("revenue by party")).rows.reduce((sum, row) => sum + Number(row[1]), 0);
  t.true(Math.abs(sum - 1_265_793.04) < 0.5, "each party's share is rounded once");
  const orders = await asked("orders by year");
  t.is(
    orders.rows.reduce((sum, row) => sum + Number(row[1]), 0),
    830,
  );
}
