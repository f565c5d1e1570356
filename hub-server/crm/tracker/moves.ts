/** Moves between stages, as timelines show them: of the record itself, and of every tracked record that is about it. */
import { literal, Op } from "sequelize";
import { grantsFor, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { selectSql } from "../record/sql.ts";
import type { Row, Table } from "../record/table.ts";
import type { Branch } from "../record/timeline.ts";
import { spanText } from "./span.ts";

export interface Move {
  readonly by_id: string | null;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly seconds: number;
}

/** One branch for each tracked noun that leads to the record. A record's birth is no move. */
export function moves(ctx: Ctx, table: Table, row: Row): Branch[] {
  const own = table.tracked ? [branch(ctx, table, `t.record_id = '${row.id}'`)] : [];
  const about = ctx.parts.tables.filter(
    ({ tracked, about, noun }) => tracked && about && noun.fields[about]?.to === table.noun.key,
  );
  return [...own, ...about.filter(visible(ctx)).map((one) => branch(ctx, one, `t.about_id = '${row.id}'`))];
}

const visible =
  (ctx: Ctx) =>
  ({ noun }: Table) =>
    grantsFor(ctx.who, noun.key, "view").length > 0;

function branch(ctx: Ctx, table: Table, where: string): Branch {
  const { key } = table.noun;
  const record = selectSql(table, {
    attributes: [[literal(`to_jsonb("${key}") - 'search'`), "row"]],
    where: {
      removed_at: null,
      [Op.and]: [predicate(table, ctx.viewers, "view"), literal(`"${key}"."id" = t.record_id`)],
    },
  });
  return ({ limit, before }) => `select t.noun, t.id, t.at as "time", record."row",
      jsonb_build_object('by_id', t.by_id, 'from', f.name, 'to', s.name, 'reason', t.reason, 'seconds', t.seconds_in_from) as step
    from crm.stage_transition t
      join crm.stage f on f.id = t.from_stage_id join crm.stage s on s.id = t.to_stage_id
      cross join lateral (${record}) record
    where ${where} and t.noun = '${key}' and ${before("t.at", "t.id")}
    order by t.at desc, t.id desc limit ${limit}`;
}

export function moveWords({ from, to, reason, seconds }: Move) {
  return { title: `${from} → ${to}`, text: reason ?? "", facts: [`after ${spanText(seconds)}`] };
}
