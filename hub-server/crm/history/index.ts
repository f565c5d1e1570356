/** History of records: why, as of a time, and what changed since. */
import type { Handler } from "../context.ts";
import { asOf, asOfList } from "./asof.ts";
import { diff, why } from "./why.ts";

export const historyHandlers: readonly Handler[] = [why, asOf, asOfList, diff];
