/** Taking in: the input of a write as columns, with its references resolved. */
import { InputInvalid } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import { resolveIn } from "./resolve.ts";
import type { Row, Table } from "./table.ts";
import { toColumns } from "./values.ts";

type Input = Readonly<Record<string, unknown>>;

/** Columns for the fields of a noun that the input holds. */
export async function takeFields(ctx: Ctx, table: Table, input: Input): Promise<Partial<Row>> {
  const columns: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(table.noun.fields)) {
    const value = input[key];
    if (value === undefined) continue;
    const taken =
      field.type === "ref" && value !== null ? await takeRef(ctx, field.to!, String(value)) : value;
    Object.assign(columns, toColumns(key, field, taken));
  }
  return columns;
}

async function takeRef(ctx: Ctx, noun: string, reference: string): Promise<string> {
  const target = ctx.parts.tables.find((table) => table.noun.key === noun)!;
  return (await resolveIn(ctx, target, reference)).id;
}

/** The person that `owner` names: number, UUID, e-mail, Matrix id or unique name; null clears it, undefined leaves it. */
export async function takeOwner(ctx: Ctx, input: Input): Promise<string | null | undefined> {
  const { owner } = input;
  if (owner === undefined || owner === null) return owner;
  return (await findPerson(ctx, String(owner))).id;
}

export interface PersonFound {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly user_id: string;
}

/** Finds a colleague. @throws InputInvalid when nobody or several fit */
export async function findPerson(ctx: Ctx, reference: string): Promise<PersonFound> {
  const text = reference.trim().replace(/^@(?=[^:]*$)/, "");
  const rows = await ctx.tx.query<PersonFound & { exact: boolean }>(
    `select id, number, name, user_id,
       (id::text = lower($1) or number = upper($1) or lower(email) = lower($1) or user_id = $1 or lower(name) = lower($1)
        or split_part(substr(user_id, 2), ':', 1) = lower($1)) as exact
     from access.person
     where disabled_at is null and (id::text = lower($1) or number = upper($1) or lower(email) = lower($1) or user_id = $1
       or split_part(substr(user_id, 2), ':', 1) = lower($1) or strpos(crm.fold(name), crm.fold($1)) > 0)
     order by exact desc, name limit 6`,
    [text],
  );
  const exact = rows.filter((row) => row.exact);
  const fitting = exact.length ? exact : rows;
  if (fitting.length === 1) return fitting[0]!;
  const allowed = fitting.length
    ? `one of ${fitting.map((p) => `${p.name} (${p.number})`).join(", ")}`
    : "a colleague's number, name, e-mail address or user name";
  throw new InputInvalid([{ field: "/owner", allowed, got: `"${reference}"` }]);
}
