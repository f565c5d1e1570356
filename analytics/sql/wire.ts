/** What the hub and a process for SQL of people say to each other. */
import type { WireError } from "../errors.ts";
import type { SqlRows } from "./run.ts";

export type ToWorker =
  | { readonly do: "open"; readonly file: string }
  | { readonly do: "run"; readonly sql: string; readonly tables: readonly string[] }
  | { readonly do: "interrupt" };

export type FromWorker =
  | { readonly is: "open" }
  | { readonly is: "shut" }
  | { readonly is: "rows"; readonly value: SqlRows }
  /** `sound`: the process may go on; one that was short of memory or of time may be hurt. */
  | { readonly is: "failure"; readonly error: WireError; readonly sound: boolean };
