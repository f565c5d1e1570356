/** What a watch must be before it is kept: of a record, or of a rule over fields that whoever watches may see; and no second time. */
import type { Rule } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import { readRule, tableFor } from "../group/define.ts";
import { recordLinks } from "../record/links.ts";
import type { Row, Table } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { bounded, fieldsOf } from "../rule/index.ts";
import { roomFor } from "./room.ts";
import { understood } from "./understand.ts";
import { wordsOf } from "./words.ts";

export const prepare: NonNullable<Extras["prepare"]> = async (ctx, columns, before) => {
  if (columns.owner_id !== undefined && columns.owner_id !== (before ? before.owner_id : ctx.who.id))
    refuse("/owner", "left out: everybody watches for themselves", "another colleague");
  const row: Partial<Row> = { ...before, ...columns };
  const about = Boolean(row["about_id"]);
  if (about && (row["of"] || row["rule"])) refuse("/rule", "left out where a record is watched", "both");
  if (!about && !(row["of"] && row["rule"])) refuse("/about", "a record, or of and rule", "neither");
  if (row["about_noun"] === "person") refuse("/about", "a record", "a colleague");
  if (about && row["event"]) refuse("/event", "left out where a record is watched", String(row["event"]));
  const room = columns["room"] ? await roomFor(ctx, String(columns["room"])) : columns["room"];
  const prepared = {
    ...columns,
    ...(room === undefined ? {} : { room }),
    ...(about ? {} : await ruled(ctx, columns, row, before)),
  };
  await refuseTwice(ctx, { ...row, ...prepared }, before?.id);
  return prepared;
};

async function ruled(
  ctx: Ctx,
  columns: Partial<Row>,
  row: Partial<Row>,
  before: Row | null,
): Promise<Partial<Row>> {
  const table = nounFor(ctx, String(row["of"]));
  const event = row["event"] ?? "fits";
  if (before && columns["rule"] === undefined) return { event };
  const rule = readRule(ctx, table.noun, await understood(ctx, table, bounded(columns["rule"], "/rule")));
  const name = row["name"] ?? (await nameOf(ctx, table, rule));
  return { of: table.noun.key, event, rule, name, depends_on: fieldsOf(rule) };
}

/** The noun by its key, as people call one of it, or as they call many. */
export function nounFor(ctx: Ctx, said: string): Table {
  const like = said.trim().toLowerCase();
  const table = ctx.parts.tables.find(({ noun }) =>
    [noun.key, noun.label, noun.plural].some((word) => word.toLowerCase() === like),
  );
  return table ?? tableFor(ctx, said);
}

async function nameOf(ctx: Ctx, table: Table, rule: Rule): Promise<string> {
  const words = await wordsOf(ctx, table, rule);
  return `${table.noun.label}${words ? `: ${words}` : ""}`.slice(0, 300);
}

/** Two notices of one thing are one too many: whoever asks again is told that they know already. */
async function refuseTwice(ctx: Ctx, row: Partial<Row>, id: string | undefined): Promise<void> {
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended('crm.watch ' || $1, 0))`, [ctx.who.id]);
  const [known] = await ctx.tx.query<{ number: string; about_id: string | null; name: string | null }>(
    `select number, about_id, name from crm.watch
     where removed_at is null and owner_id = $1 and room is not distinct from $2 and about_id is not distinct from $3
       and "of" is not distinct from $4 and rule is not distinct from $5::jsonb and event is not distinct from $6 and id is distinct from $7`,
    [
      ctx.who.id,
      row["room"] ?? null,
      row["about_id"] ?? null,
      row["of"] ?? null,
      row["rule"] ? JSON.stringify(row["rule"]) : null,
      row["event"] ?? null,
      id ?? null,
    ],
  );
  if (!known) return;
  const table = ctx.parts.tables.find((one) => one.noun.key === row["about_noun"]);
  const link = table && (await recordLinks(ctx, table, [known.about_id])).get(known.about_id!);
  const what = link ? `${link.title} (${link.number})` : (known.name ?? "this");
  throw new Conflict(`You watch ${what} already, by ${known.number}.`, { watch: known.number });
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got }]);
}
