/** How much less of the numbers everybody in a room may count than whoever asked. */
import { reach } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";

/** @returns undefined when it is the same; `nothing` when no row may be counted for all of them */
export function narrowing(owner: Standing, viewers: readonly Standing[]): "less" | "nothing" | undefined {
  const bounded = viewers
    .map((viewer) => reach(viewer, "insight", "view"))
    .filter(({ everything }) => !everything);
  if (!bounded.length) return undefined;
  const shared = bounded[0]!.owners.filter((id) => bounded.every(({ owners }) => owners.includes(id)));
  if (!shared.length) return "nothing";
  const own = reach(owner, "insight", "view");
  return !own.everything && own.owners.every((id) => shared.includes(id)) ? undefined : "less";
}
