/** Taking in: the input of a write as columns, with its references resolved. */
import type { Ctx } from "../context.ts";
import type { Field } from "../../contract/index.ts";
import { resolveAny } from "./anyref.ts";
import { InputInvalid } from "../../errors.ts";
import { findPerson } from "./colleague.ts";
import { madeHere } from "./made.ts";
import { resolveIn } from "./resolve.ts";
import type { Row, Table } from "./table.ts";
import { toColumns } from "./values.ts";

export { findPerson, type PersonFound } from "./colleague.ts";

type Input = Readonly<Record<string, unknown>>;

/** Columns for the fields of a noun that the input holds. */
export async function takeFields(ctx: Ctx, table: Table, input: Input): Promise<Partial<Row>> {
  const columns: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(table.noun.fields)) {
    const value = input[key];
    if (value === undefined || field.managed) continue;
    const taken = value === null ? null : await takeValue(ctx, field, value);
    Object.assign(columns, toColumns(key, field, taken));
  }
  return columns;
}

async function takeValue(ctx: Ctx, field: Field, value: unknown): Promise<unknown> {
  if (field.type === "ref") return takeRef(ctx, field.to!, String(value));
  if (field.refs) return takeItems(ctx, field.refs, value as readonly Input[]);
  return field.type === "anyref" ? resolveAny(ctx, String(value)) : value;
}

/** The items of a list with their references resolved, each once. */
async function takeItems(ctx: Ctx, refs: Readonly<Record<string, string>>, items: readonly Input[]) {
  const known = new Map<string, string>();
  const taken: Record<string, unknown>[] = [];
  for (const item of items) {
    const resolved: Record<string, unknown> = { ...item };
    for (const [name, noun] of Object.entries(refs)) {
      if (typeof item[name] !== "string") continue;
      const key = `${noun} ${item[name]}`;
      if (!known.has(key)) known.set(key, await takeRef(ctx, noun, item[name]));
      resolved[name] = known.get(key);
    }
    taken.push(resolved);
  }
  return taken;
}

async function takeRef(ctx: Ctx, noun: string, reference: string): Promise<string> {
  if (madeHere(ctx.tx).has(reference)) return reference;
  const target = ctx.parts.tables.find((table) => table.noun.key === noun)!;
  return (await resolveIn(ctx, target, reference)).id;
}

/** The group of colleagues that `group` names, with whom a record is shared; null ends the sharing, undefined leaves it. */
export async function takeGroup(ctx: Ctx, { group }: Input): Promise<string | null | undefined> {
  if (group === undefined || group === null) return group;
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === "group")!;
  const row = await resolveIn(ctx, table, String(group));
  if (row["of"] !== "person")
    throw new InputInvalid([
      { field: "/group", allowed: "a group of colleagues", got: `"${String(group)}"` },
    ]);
  return row.id;
}

/** The person that `owner` names: number, UUID, e-mail, Matrix id or unique name; null clears it, undefined leaves it. */
export async function takeOwner(ctx: Ctx, input: Input): Promise<string | null | undefined> {
  const { owner } = input;
  if (owner === undefined || owner === null) return owner;
  return (await findPerson(ctx, String(owner))).id;
}
