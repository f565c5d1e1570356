/** A process for SQL of people: it holds one file of what one standing may see, answers one query at a time, and may die at any moment. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { AnalyticsError, SqlInvalid, SqlRefused, SqlTooLarge, toWire, TooSlow } from "../errors.ts";
import { hardened, limits } from "./limits.ts";
import { plain, run } from "./run.ts";
import type { FromWorker, ToWorker } from "./wire.ts";

let instance: DuckDBInstance | null = null;
let asking: DuckDBConnection | null = null;

const tell = (message: FromWorker): void => {
  if (process.connected) process.send?.(message);
};

async function open(file: string): Promise<void> {
  try {
    instance = await DuckDBInstance.create(file, hardened);
    tell({ is: "open" });
  } catch {
    tell({ is: "shut" });
  }
}

/** A connection for each query: what one leaves behind is not there for the next. */
async function answer({ sql, tables }: Extract<ToWorker, { do: "run" }>): Promise<void> {
  try {
    asking = await instance!.connect();
    tell({ is: "rows", value: await run(asking, sql, tables) });
  } catch (error) {
    const told = explained(error);
    tell({
      is: "failure",
      error: toWire(told),
      sound: told instanceof SqlRefused || told instanceof SqlInvalid,
    });
  } finally {
    const used = asking;
    asking = null;
    used?.closeSync();
  }
}

/** What DuckDB says about a query is for whoever wrote it; what it says about itself is not. */
function explained(error: unknown): unknown {
  if (error instanceof AnalyticsError) return error;
  const text = String(error instanceof Error ? error.message : error);
  if (/^INTERRUPT/i.test(text)) return new TooSlow(limits.deadline);
  if (/^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Mismatch Type|Syntax) Error/i.test(text))
    return new SqlInvalid(plain(text));
  if (/out of memory|bad_alloc|allocation/i.test(text)) return new SqlTooLarge();
  return error;
}

process.on("message", (message: ToWorker) => {
  if (message.do === "open") void open(message.file);
  else if (message.do === "run") void answer(message);
  else asking?.interrupt();
});
// Whatever runs at the moment: an orderly exit would wait for it.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
