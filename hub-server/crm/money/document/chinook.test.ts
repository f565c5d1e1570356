/** Chinook's 412 invoices through the same calls: their sum is 2,328.60. */
import { existsSync, readFileSync } from "node:fs";
import test from "ava";
import { importDocuments, importRecords, ledgerBalance, undoChange } from "../../../contract/index.ts";
import { disagreements, openMoney } from "../money.fixture.ts";

const file = new URL("../../../../../shared/data/chinook/Chinook_PostgreSql.sql", import.meta.url);

/** The rows of a table's INSERT statements: numbers, and texts between quotes. */
function rowsOf(sql: string, table: string): string[][] {
  const statements = sql.matchAll(
    new RegExp(`^INSERT INTO ${table} \\(.*?\\) VALUES\\r?\\n([\\s\\S]*?);\\r?$`, "gm"),
  );
  return [...statements].flatMap(([, values]) =>
    values!
      .split(/\r?\n/)
      .map((line) =>
        [...line.matchAll(/N?'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?|NULL)/g)].map((m) =>
          (m[1] ?? m[2]!).replaceAll("''", "'"),
        ),
      ),
  );
}

(existsSync(file) ? test : test.skip)(
  "Chinook (../shared/data/chinook): the sum of its invoices is 2,328.60",
  async (t) => {
    const { hub, acc } = await openMoney();
    t.teardown(hub.stop);
    const sql = readFileSync(file, "utf8");
    const customers = rowsOf(sql, "customer").map(([id, given, family]) => ({
      external_id: `chinook:${id}`,
      name: `${given} ${family}`,
      role: "customer",
    }));
    t.is(customers.length, 59);
    await hub.admin.hub(importRecords, { noun: "party", rows: customers });
    const names = new Map(customers.map((customer) => [customer.external_id, customer.name]));
    const linesOf = Map.groupBy(rowsOf(sql, "invoice_line"), (line) => line[1]!);
    const rows = rowsOf(sql, "invoice").map(([id, customer, date]) => ({
      kind: "invoice" as const,
      external_id: `chinook:${id}`,
      party: names.get(`chinook:${customer}`)!,
      issue_date: new Date(`${date} UTC`).toISOString().slice(0, 10),
      lines: linesOf.get(id!)!.map((line) => ({
        description: `Track ${line[2]}`,
        quantity: Number(line[4]),
        unit_price_minor: Math.round(Number(line[3]) * 100),
      })),
    }));
    t.is(rows.length, 412);
    const { change, added } = await acc.hub(importDocuments, { rows });
    t.is(added.length, 412);
    const balance = async () => {
      const { items, total_base_minor } = await acc.hub(ledgerBalance, {});
      t.is(total_base_minor, 0);
      return items.find((row) => row.purpose === "receivable")!.base_minor;
    };
    t.is(await balance(), 232_860);
    t.deepEqual(await disagreements(hub), []);
    await acc.hub(undoChange, { change });
    t.is(await balance(), 0, "one undo posts all of it back");
  },
);
