/** Members of groups: put in and taken out by hand, listed for those who may see them, and put back by undo. */
import { Op, type WhereOptions } from "sequelize";
import { groupMembers, putIntoGroup, takeFromGroup } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { hiddenFromAny, mustShow, predicate } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type LinkValue, type Undone } from "../context.ts";
import { findPerson } from "../record/colleague.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { linkOf, peopleLinks } from "../record/links.ts";
import { resolveIn } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { lockRow, rowFor } from "../record/write.ts";
import { tableFor } from "./define.ts";
import { enter, leave } from "./move.ts";
import { hidingAuthors } from "./secret.ts";

const groupsOf = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === "group")!;

async function idsOf(ctx: Ctx, of: string, references: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const reference of references)
    ids.push(
      of === "person"
        ? (await findPerson(ctx, reference)).id
        : (await resolveIn(ctx, tableFor(ctx, of), reference)).id,
    );
  return [...new Set(ids)];
}

async function refuseSecret(ctx: Ctx, of: string, ids: readonly string[]): Promise<void> {
  const secret = of === "person" ? undefined : await hidingAuthors(ctx.tx, tableFor(ctx, of), ids);
  if (secret?.size) throw new Conflict("What is given in confidence belongs to no group.");
}

/** A static group that the asker may change. */
async function staticGroup(ctx: Ctx, ref: string): Promise<Row> {
  const row = await rowFor(ctx, groupsOf(ctx), ref, "change");
  if (row["kind"] === "dynamic")
    throw new Conflict(`${row.number} is filled by its rule. Change the rule, or the records.`);
  return row;
}

/** Tells the history and, for colleagues, their rooms. */
async function moved(
  ctx: Ctx,
  row: Row,
  entered: readonly string[],
  left: readonly string[],
  undoOf?: string,
) {
  const patch = {
    ...(entered.length ? { entered: [null, entered.length] as const } : {}),
    ...(left.length ? { left: [null, left.length] as const } : {}),
  };
  ctx.record({ entity: "group", entityId: row.id, op: "change", patch, ...(undoOf ? { undoOf } : {}) });
  if (row["of"] !== "person") return;
  ctx.tell({ kind: "group", group: row.id });
  const people = await ctx.tx.query<{ user_id: string }>(
    `select user_id from access.person where id = any ($1)`,
    [left],
  );
  for (const { user_id } of people) ctx.tell({ kind: "membership", person: user_id });
}

async function undo(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const [event] = events;
  const table = groupsOf(ctx);
  const row = await lockRow({ ...ctx, version: undefined }, table, event!.entity_id, "change");
  const rows = await ctx.tx.query<{ member_id: string; came: boolean }>(
    `select member_id, entered_change = $1 as came from crm.group_member where entered_change = $1 or left_change = $1`,
    [event!.change],
  );
  const ids = (came: boolean) => rows.filter((one) => one.came === came).map((one) => one.member_id);
  const left = await leave(ctx, row.id, ids(true));
  const entered = await enter(ctx, row.id, String(row["of"]), ids(false), ctx.who.id);
  await moved(ctx, row, entered, left, event!.id);
  const summary = `Undone: ${entered.length} in, ${left.length} out of ${table.titleOf(row)} (${row.number}).`;
  return { summary, records: [linkOf(table, row)] };
}

export const put = does(
  putIntoGroup,
  async (ctx, { ref, members }) => {
    const row = await staticGroup(ctx, ref);
    const ids = await idsOf(ctx, String(row["of"]), members);
    await refuseSecret(ctx, String(row["of"]), ids);
    const entered = await enter(ctx, row.id, String(row["of"]), ids, ctx.who.id);
    if (entered.length) await moved(ctx, row, entered, []);
    return { change: ctx.change, group: linkOf(groupsOf(ctx), row), entered: entered.length, left: 0 };
  },
  undo,
);

export const take = does(
  takeFromGroup,
  async (ctx, { ref, members }) => {
    const row = await staticGroup(ctx, ref);
    const left = await leave(ctx, row.id, await idsOf(ctx, String(row["of"]), members));
    if (left.length) await moved(ctx, row, [], left);
    return { change: ctx.change, group: linkOf(groupsOf(ctx), row), entered: 0, left: left.length };
  },
  undo,
);

interface MemberRow {
  id: string;
  member_id: string;
  added_by: string | null;
  entered_at: Date;
  left_at: Date | null;
  at: string;
}

export const members = does(groupMembers, async (ctx, { ref, past = false, limit = 50, after }) => {
  const row = await resolveIn(ctx, groupsOf(ctx), ref);
  const of = String(row["of"]);
  // Who belongs to a group tells what its rule looks at.
  mustShow(hiddenFromAny(ctx.viewers, of), (row["depends_on"] as string[] | null) ?? []);
  const cursor = after ? decodeCursor(after, "time") : undefined;
  const rows = await ctx.tx.query<MemberRow>(
    `select id, member_id, added_by, entered_at, left_at, entered_at::text as at from crm.group_member
     where group_id = $1 and (left_at is not null) = $2
       and ($3::timestamptz is null or (entered_at, id) < ($3::timestamptz, $4::uuid))
     order by entered_at desc, id desc limit $5`,
    [row.id, past, cursor?.value ?? null, cursor?.id ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const seen = await visible(
    ctx,
    of,
    page.map((member) => member.member_id),
  );
  const people = await peopleLinks(
    ctx,
    page.map((member) => member.added_by),
  );
  const last = page.at(-1);
  return {
    items: page.flatMap(({ member_id, added_by, entered_at, left_at }) => {
      const member = seen.get(member_id);
      if (!member) return [];
      const by = (added_by && people.get(added_by)) || null;
      return [{ member, by, entered_at: entered_at.toISOString(), left_at: left_at?.toISOString() ?? null }];
    }),
    next: rows.length > limit && last ? encodeCursor({ value: last.at, id: last.id }) : null,
  };
});

/** Those members that everybody who reads the answer may see. */
async function visible(ctx: Ctx, of: string, ids: readonly string[]): Promise<Map<string, LinkValue>> {
  if (of === "person") return peopleLinks(ctx, ids);
  const table = tableFor(ctx, of);
  const rows = await table.model.findAll({
    where: { [Op.and]: [{ id: [...ids] }, predicate(table, ctx.viewers, "view")] } as WhereOptions,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return new Map((rows as unknown as Row[]).map((row) => [row.id, linkOf(table, row)]));
}
