/** Moves between stages, as timelines show them: of the record itself, and of every tracked record that is about it. */
import { hiddenFromAny, idList, mustShow, reach } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import type { Branch } from "../record/timeline.ts";
import { spanText } from "./span.ts";

export interface Move {
  readonly number: string;
  readonly title: string;
  readonly by_id: string | null;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly seconds: number;
}

/** One branch, if any: a tracked record's own moves, or those of what is about the record. A record's birth is no move. */
export function moves(ctx: Ctx, table: Table, row: Row): Branch[] {
  if (table.tracked) return mayTrack(ctx, table, row) ? [branch(`t.record_id = '${row.id}'`)] : [];
  const tracked = ctx.parts.tables.filter(
    (one) =>
      one.tracked &&
      one.about &&
      one.noun.fields[one.about]?.to === table.noun.key &&
      mayTrack(ctx, one) &&
      !hiddenFromAny(ctx.viewers, one.noun.key).has(one.about),
  );
  if (!tracked.length) return [];
  const seen = new Set(ctx.viewers.map((viewer) => seenBy(viewer, tracked)));
  return [branch([`t.about_id = '${row.id}'`, ...seen].join(" and "))];
}

/** Boards, moves and what is late tell where things stand, and since when. */
const placed = ["stage", "entered_stage_at"];

/** Whether everybody who reads may see where records stand: one, or all of a noun. */
export const mayTrack = ({ viewers }: Pick<Ctx, "viewers">, { noun }: Table, row?: Row) =>
  hiddenFromAny(viewers, noun.key, row).isDisjointFrom(new Set(placed));

/** @throws FieldHidden */
export const mustTrack = ({ viewers }: Pick<Ctx, "viewers">, { noun }: Table, row?: Row) =>
  mustShow(hiddenFromAny(viewers, noun.key, row), placed);

/** What the gate says of each noun, over the copies of owner and group that a move holds. */
function seenBy(viewer: Standing, tables: readonly Table[]): string {
  const parts = tables.map(({ noun, reach: through }) => {
    const { everything, owners, groups } = reach(viewer, noun.key, "view");
    const by = (row: string) =>
      `${row}.owner_id = any (${idList(owners)}) or ${row}.group_id = any (${idList(groups)})`;
    const parent = `exists (select from crm.party parent where parent.id = t.about_id and (${by("parent")}))`;
    const reached = everything ? "true" : through === "owner" ? by("t") : `${by("t")} or ${parent}`;
    return `t.noun = '${noun.key}' and (${reached})`;
  });
  return `(${parts.join(" or ")})`;
}

function branch(where: string): Branch {
  return ({ limit, before }) => `select t.noun, t.id, t.at as "time", null::jsonb as "row",
      jsonb_build_object('number', t.number, 'title', t.title, 'by_id', t.by_id, 'from', f.name, 'to', s.name,
        'reason', t.reason, 'seconds', t.seconds_in_from) as step
    from crm.stage_transition t
      join crm.stage f on f.id = t.from_stage_id join crm.stage s on s.id = t.to_stage_id
    where ${where} and t.removed_at is null and t.from_stage_id is not null and ${before("t.at", "t.id")}
    order by t.at desc, t.id desc limit ${limit}`;
}

export function moveWords({ title, from, to, reason, seconds }: Move) {
  return { title: `${title}: ${from} → ${to}`, text: reason ?? "", facts: [`after ${spanText(seconds)}`] };
}
