/** Colleagues by reference: number, UUID, e-mail address, Matrix id, user name, or a unique part of the name. */
import { InputInvalid } from "../../errors.ts";
import type { Ctx, LinkValue } from "../context.ts";

export interface PersonFound {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly user_id: string;
}

/** Colleagues whom a reference fits, those first who are named exactly. @param former those who left instead of those who are here */
export async function colleagues(
  ctx: Pick<Ctx, "tx">,
  reference: string,
  former = false,
): Promise<(PersonFound & { exact: boolean })[]> {
  const text = reference.trim().replace(/^@(?=[^:]*$)/, "");
  return ctx.tx.query<PersonFound & { exact: boolean }>(
    `select id, number, name, user_id,
       (id::text = lower($1) or number = upper($1) or lower(email) = lower($1) or user_id = $1 or lower(name) = lower($1)
        or split_part(substr(user_id, 2), ':', 1) = lower($1)) as exact
     from access.person
     where (disabled_at is not null) = $2 and (id::text = lower($1) or number = upper($1) or lower(email) = lower($1) or user_id = $1
       or split_part(substr(user_id, 2), ':', 1) = lower($1) or strpos(crm.fold(name), crm.fold($1)) > 0)
     order by exact desc, name limit 6`,
    [text, former],
  );
}

export const personLink = ({ id, number, name }: Pick<PersonFound, "id" | "number" | "name">): LinkValue => ({
  id,
  noun: "person",
  number,
  title: name,
});

/** Finds a colleague, or one who left. @throws InputInvalid when nobody or several fit */
export async function findPerson(ctx: Ctx, reference: string, former = false): Promise<PersonFound> {
  const rows = await colleagues(ctx, reference, former);
  const exact = rows.filter((row) => row.exact);
  const fitting = exact.length ? exact : rows;
  if (fitting.length === 1) {
    ctx.named?.(reference, personLink(fitting[0]!));
    return fitting[0]!;
  }
  const allowed = fitting.length
    ? `one of ${fitting.map((p) => `${p.name} (${p.number})`).join(", ")}`
    : `${former ? "somebody who left, by" : "a colleague's"} number, name, e-mail address or user name`;
  throw new InputInvalid([{ field: "/owner", allowed, got: `"${reference}"` }]);
}
