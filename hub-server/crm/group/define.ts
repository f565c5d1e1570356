/** Defining a group: what it is of, its key, and a rule over fields that whoever writes it may see. */
import { fieldsOf, parseRule } from "../rule/index.ts";
import type { Noun, Rule } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { hiddenFields, mustHold, mustShow } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import { granters, type Extras } from "../record/write.ts";

export const prepare: NonNullable<Extras["prepare"]> = async (ctx, columns, before) => {
  const of = String(before?.["of"] ?? columns["of"]);
  const { rule } = columns;
  if (before) return rule === undefined ? columns : { ...columns, ...changedRule(ctx, of, before, rule) };
  if (of === "person") {
    if (rule) refuse("/rule", "left out: colleagues are put into a group by hand", JSON.stringify(rule));
  } else tableFor(ctx, of);
  const key = await freeKey(ctx, String(columns["key"] ?? columns["name"]), columns["key"] !== undefined);
  return {
    ...columns,
    key,
    ...(rule ? ruled(ctx, of, rule) : { rule: null, kind: "static", depends_on: null }),
  };
};

function changedRule(ctx: Ctx, of: string, before: Row, rule: unknown): Partial<Row> {
  if (!rule || before["kind"] === "static")
    refuse(
      "/rule",
      before["kind"] === "static" ? "left out: members are put in by hand" : "a rule",
      JSON.stringify(rule),
    );
  return ruled(ctx, of, rule);
}

/** The noun of a group of records. @throws InputInvalid with the nouns there are */
export function tableFor(ctx: Pick<Ctx, "parts">, of: string): Table {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === of);
  if (table) return table;
  const allowed = `one of person, ${ctx.parts.tables.map((known) => known.noun.key).join(", ")}`;
  return refuse("/of", allowed, `"${of}"`);
}

/** A rule that the asker may use: to group by a field is to read it. */
export function readRule(ctx: Ctx, noun: Noun, value: unknown): Rule {
  mustHold(ctx.who, noun.key, "view", granters);
  const rule = parseRule(noun, value, "/rule");
  const hidden = new Set(ctx.viewers.flatMap((viewer) => [...hiddenFields(viewer, noun.key, "view")]));
  mustShow(hidden, fieldsOf(rule));
  return rule;
}

function ruled(ctx: Ctx, of: string, value: unknown): Partial<Row> {
  const rule = readRule(ctx, tableFor(ctx, of).noun, value);
  return { rule, kind: "dynamic", depends_on: fieldsOf(rule) };
}

/** A key without spaces. Made from a name it gets a number when it is taken; given, it is refused. */
async function freeKey(ctx: Ctx, wanted: string, given: boolean): Promise<string> {
  const slug = wanted
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);
  if (given && slug !== wanted) refuse("/key", "lower-case letters, digits and hyphens", `"${wanted}"`);
  const rows = await ctx.tx.query<{ key: string }>(
    `select key from crm."group" where removed_at is null and (key = $1 or key like $1 || '-%')`,
    [slug || "group"],
  );
  const taken = new Set(rows.map((row) => row.key));
  if (given && taken.has(slug)) refuse("/key", "a key that no other group has", `"${slug}"`);
  let free = slug || "group";
  for (let count = 2; taken.has(free); count++) free = `${slug || "group"}-${count}`;
  return free;
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got: got.slice(0, 80) }]);
}
