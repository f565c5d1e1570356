/** Papers in the timeline of their party. One branch for all kinds: five would be planned for longer than they run. */
import { grantsFor, hiddenFromAny, idList, reach } from "../../access/gate.ts";
import type { Standing } from "../../access/standing.ts";
import type { Ctx } from "../../context.ts";
import type { Row, Table } from "../../record/table.ts";
import type { Branch } from "../../record/timeline.ts";
import { documentTablesOf } from "./kinds.ts";

/** One branch, if any: the party's papers of the kinds that everybody concerned may see, at the moment of their issue. */
export function papers(ctx: Ctx, table: Table, row: Row): Branch[] {
  if (table.noun.key !== "party") return [];
  const kinds = documentTablesOf(ctx).map(({ noun }) => noun.key);
  // To stand in a timeline tells whose a paper is, and when it was issued.
  const isTold = (kind: string) =>
    hiddenFromAny(ctx.viewers, kind).isDisjointFrom(new Set(["party", "issue_date"]));
  const open = kinds.filter((kind) => grantsFor(ctx.who, kind, "view").length > 0 && isTold(kind));
  if (!open.length) return [];
  const seen = [...new Set(ctx.viewers.map((viewer) => seenBy(viewer, open)))].join(" and ");
  return [
    ({
      limit,
      before,
    }) => `select d.kind as noun, d.id, d.happened_at as "time", to_jsonb(d) - 'search' as "row", null::jsonb as step
    from crm.commercial_doc d
    where d.party_id = '${row.id}' and d.removed_at is null and ${seen} and ${before("d.happened_at", "d.id")}
    order by d.happened_at desc, d.id desc limit ${limit}`,
  ];
}

/** What the gate says of each kind: its own owner and group, or its party's. */
function seenBy(viewer: Standing, kinds: readonly string[]): string {
  const byReach = Map.groupBy(kinds, (kind) => reachSql(viewer, kind));
  const parts = [...byReach].map(
    ([reached, some]) => `d.kind in (${some.map((kind) => `'${kind}'`).join(", ")}) and ${reached}`,
  );
  return `(${parts.join(" or ")})`;
}

function reachSql(viewer: Standing, kind: string): string {
  const { everything, owners, groups } = reach(viewer, kind, "view");
  if (everything) return "true";
  const by = (row: string) =>
    `${row}.owner_id = any (${idList(owners)}) or ${row}.group_id = any (${idList(groups)})`;
  return `(${by("d")} or exists (select from crm.party parent where parent.id = d.party_id and (${by("parent")})))`;
}
