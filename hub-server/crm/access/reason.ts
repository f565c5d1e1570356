/** One grant in words: how far it reaches, and whether to this record. */
import type { Ctx } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import type { Found } from "../record/resolve.ts";
import type { Row } from "../record/table.ts";
import { holds, ruleText, unmet } from "../rule/index.ts";
import { byScope, hiddenFromAny } from "./gate.ts";
import type { Held } from "./held.ts";
import type { Standing } from "./standing.ts";

interface Reason {
  readonly text: string;
  /** The rule in words. */
  readonly rule: string | null;
  readonly reaches: boolean;
}

export async function reason(
  ctx: Ctx,
  held: Held,
  standing: Standing | undefined,
  found: Found | undefined,
): Promise<Reason> {
  const rule = held.rule && found ? ruleText(found.table.noun, held.rule) : null;
  const none = { rule, reaches: false };
  if (!held.present) return { ...none, text: periodText(held, ctx.now) };
  if (!held.scope) return { ...none, text: `It does not grant ${held.noun}:${held.verb}.` };
  if (!found || !standing)
    return { ...none, text: `It grants ${held.noun}:${held.verb} on ${extent[held.scope]}.` };
  const row = await measured(ctx, found);
  const scoped = byScope(standing, held.scope, row);
  const ruled = held.rule ? holds(found.table.noun, held.rule, found.row, standing.at) : false;
  const texts = [
    ...(held.scope === "rule" ? [] : [await scopeText(ctx, held.scope, standing, row)]),
    ...(held.rule
      ? [
          ruled
            ? `Its rule holds: ${rule}.`
            : `Its rule does not hold: ${why(ctx, found, held.rule, standing)}.`,
        ]
      : []),
  ];
  return { rule, reaches: scoped || ruled, text: texts.join(" ") };
}

const extent: Readonly<Record<NonNullable<Held["scope"]>, string>> = {
  own: "their own records",
  team: "their team's records",
  group: "records shared with their groups",
  all: "all records",
  rule: "records for which its rule holds",
};

function periodText({ since, until }: Held, now: Date): string {
  return Date.parse(since) > now.getTime() ? `It begins at ${since}.` : `It ended at ${until}.`;
}

/** What a rule asks for is no secret, what stands in the record may be one: to whoever reads this, not to whom the rule is for. */
function why(
  { viewers }: Ctx,
  { table, row }: Found,
  rule: NonNullable<Held["rule"]>,
  { at }: Standing,
): string {
  const hidden = hiddenFromAny(viewers, table.noun.key, row);
  return unmet(table.noun, rule, row, at)
    .map(({ field, allowed, got }) => {
      const wanted = `${field} must be ${allowed || "otherwise"}`;
      return hidden.has(field) ? `${wanted}; what it is, is hidden here` : `${wanted}; it is ${got}`;
    })
    .join("; ");
}

/** The owner and group by which a row is measured: its party's, for what belongs to a party alone. */
async function measured(ctx: Ctx, { table, row }: Found): Promise<Pick<Row, "owner_id" | "group_id">> {
  if (table.reach !== "parent") return row;
  const [parent] = await ctx.tx.query<Pick<Row, "owner_id" | "group_id">>(
    `select owner_id, group_id from crm.party where id = $1`,
    [row["party_id"]],
  );
  return parent ?? row;
}

async function scopeText(
  ctx: Ctx,
  scope: NonNullable<Held["scope"]>,
  standing: Standing,
  { owner_id, group_id }: Pick<Row, "owner_id" | "group_id">,
): Promise<string> {
  const owner = owner_id
    ? ((await peopleLinks(ctx, [owner_id])).get(owner_id)?.title ?? "somebody")
    : undefined;
  switch (scope) {
    case "all":
      return "It reaches every record.";
    case "own":
      return owner_id === standing.id
        ? "They own it."
        : `It reaches their own records; this one belongs to ${owner ?? "nobody"}.`;
    case "team":
      if (owner_id === standing.id) return "They own it.";
      if (!owner) return "It reaches their team's records; this one belongs to nobody.";
      return standing.team.includes(owner_id!)
        ? `Its owner ${owner} is in their team.`
        : `Its owner ${owner} is not in their team.`;
    case "group":
      if (!group_id) return "It reaches records shared with their groups; this one is shared with none.";
      return standing.groups.includes(group_id)
        ? "It is shared with a group of theirs."
        : "It is shared with a group to which they do not belong.";
    case "rule":
      return "";
  }
}
