/** Groups: the generic slice, members, and the dry run of a rule. */
import { literal, Op, type WhereOptions } from "sequelize";
import { groups, previewGroup } from "../../contract/index.ts";
import { predicate } from "../access/gate.ts";
import { does, type Handler } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { slice } from "../record/slice.ts";
import type { Row } from "../record/table.ts";
import { ruleSql, ruleText } from "../rule/index.ts";
import { prepare, readRule, tableFor } from "./define.ts";
import { members, put, take } from "./members.ts";

const most = 100_000;
const samples = 5;

const preview = does(previewGroup, async (ctx, { of, rule: value }) => {
  const table = tableFor(ctx, of);
  const rule = readRule(ctx, table.noun, value);
  const sql = ruleSql(table.noun, rule, (text) => table.model.sequelize!.escape(text), ctx.now);
  const where = {
    removed_at: null,
    [Op.and]: [literal(sql), predicate(table, ctx.viewers, "view")],
  } as WhereOptions;
  const { transaction } = ctx.tx;
  const found = await table.model.findAll({
    attributes: ["id"],
    where,
    limit: most + 1,
    transaction,
    raw: true,
  });
  const ids = (found as unknown as Row[]).slice(0, samples).map((row) => row.id);
  const rows = await table.model.findAll({ where: { id: ids }, transaction, raw: true });
  return {
    count: Math.min(found.length, most),
    more: found.length > most,
    sample: (rows as unknown as Row[]).map((row) => linkOf(table, row)),
    text: ruleText(table.noun, rule),
  };
});

export const groupHandlers: readonly Handler[] = [
  ...slice(groups, "group", { prepare }),
  put,
  take,
  members,
  preview,
];
