/** A rule as people say it: stages, records and colleagues by their names, sums as plain numbers. Everything else is left as it came. */
import { minorDigits } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import { findPerson } from "../record/colleague.ts";
import { resolveIn } from "../record/resolve.ts";
import type { Table } from "../record/table.ts";

type Part = Record<string, unknown>;

/** @returns the rule with ids and amounts of money, for `parseRule`. @throws InputInvalid, NotFound, Ambiguous */
export async function understood(ctx: Ctx, table: Table, value: unknown): Promise<unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const part = value as Part;
  for (const key of ["all", "any"])
    if (Array.isArray(part[key])) {
      const rules: unknown[] = [];
      for (const one of part[key] as unknown[]) rules.push(await understood(ctx, table, one));
      return { ...part, [key]: rules };
    }
  if ("not" in part) return { ...part, not: await understood(ctx, table, part["not"]) };
  return "op" in part ? condition(ctx, table, part) : part;
}

async function condition(ctx: Ctx, table: Table, part: Part): Promise<Part> {
  const field = fieldOf(table, part["field"]);
  const meant = { ...part, ...(field === undefined ? {} : { field }) };
  const { value } = part;
  if (typeof field !== "string" || value === undefined) return meant;
  const type = table.noun.fields[field]?.type;
  if (type === "money") return { ...meant, value: await money(ctx, value) };
  if (field !== "owner" && type !== "ref") return meant;
  const ids: string[] = [];
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
    ids.push(...(await idsOf(ctx, table, field, one)));
  if (Array.isArray(value)) return { ...meant, value: ids };
  const several = { is: "one_of", is_not: "none_of" }[String(part["op"])];
  return ids.length > 1 && several ? { ...meant, op: several, value: ids } : { ...meant, value: ids[0] };
}

/** By key or label; a condition that names none is about the money: `deal > 50k`. */
function fieldOf(table: Table, said: unknown): unknown {
  const { fields } = table.noun;
  if (said === undefined)
    return table.tracked?.sum ?? Object.keys(fields).find((key) => fields[key]!.type === "money");
  if (typeof said !== "string" || Object.hasOwn(fields, said)) return said;
  const like = said.toLowerCase();
  return Object.keys(fields).find((key) => fields[key]!.label.toLowerCase() === like || key === like) ?? said;
}

/** A plain number is in the company's currency; `{amount, currency}` in major units says another. */
async function money(ctx: Ctx, value: unknown): Promise<unknown> {
  const said = typeof value === "number" ? { amount: value } : (value as Part | null);
  if (typeof said?.["amount"] !== "number") return value;
  const [book] = await ctx.tx.query<{ currency: string }>(
    `select base_currency as currency from ledger.book`,
  );
  const currency = typeof said["currency"] === "string" ? said["currency"] : book!.currency;
  return { amount_minor: Math.round(said["amount"] * 10 ** minorDigits(currency)), currency };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function idsOf(ctx: Ctx, table: Table, field: string, said: unknown): Promise<string[]> {
  if (typeof said !== "string" || uuid.test(said)) return [said as string];
  if (field === "owner") return [(await findPerson(ctx, said)).id];
  if (field === "stage") return stages(ctx, table, said);
  const target = ctx.parts.tables.find((one) => one.noun.key === table.noun.fields[field]!.to);
  return target ? [(await resolveIn(ctx, target, said)).id] : [said];
}

/** The stage of that name in each pipeline of the noun; those of a category, such as won, where no stage has the name. */
async function stages(ctx: Ctx, table: Table, said: string): Promise<string[]> {
  const rows = await ctx.tx.query<{ id: string; name: string; named: boolean; fits: boolean }>(
    `select s.id, s.name, lower($2) in (lower(s.name), lower(s.key), lower(s.number)) as named, s.category = lower($2) as fits
     from crm.stage s join crm.pipeline p on p.id = s.pipeline_id
     where p.entity = $1 and s.removed_at is null and p.removed_at is null order by s.position, s.id`,
    [table.noun.key, said],
  );
  const named = rows.filter((row) => row.named);
  const found = named.length ? named : rows.filter((row) => row.fits);
  if (found.length) return found.map((row) => row.id);
  const names = [...new Set(rows.map((row) => row.name))].join(", ");
  throw new InputInvalid([
    { field: "/rule", allowed: `a stage: one of ${names || "none"}`, got: `"${said}"` },
  ]);
}
