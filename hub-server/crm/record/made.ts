/** Rows that a transaction added, so that what hangs on them need not ask for them: an import adds a party with all its addresses. */
import type { RowOwner } from "../access/gate.ts";

const made = new WeakMap<object, Map<string, RowOwner>>();

/** By id; those of one transaction, as they were added. */
export function madeHere(tx: object): Map<string, RowOwner> {
  const here = made.get(tx) ?? new Map<string, RowOwner>();
  made.set(tx, here);
  return here;
}
