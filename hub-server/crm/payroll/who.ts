/** Who may see and touch pay. The gate in the hub; the policies of schema payroll say the same again. */
import { AudienceTooWide, InputInvalid } from "../../errors.ts";
import { reach } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { colleagues, personLink, type PersonFound } from "../record/colleague.ts";

/** What people earn is told to one person at a time: never in a room with somebody else, whatever that person may see. */
export function privately(ctx: Pick<Ctx, "viewers">): void {
  if (ctx.viewers.length > 1) throw new AudienceTooWide();
}

/** SQL over a column of people's ids: those whose salary the asker reaches with a verb. @param own whether one's own counts */
export function reached(ctx: Ctx, verb: string, own: boolean): { all: boolean; people: string[] } {
  const { everything, owners } = reach(ctx.who, "salary", verb);
  return { all: everything, people: [...new Set([...owners, ...(own ? [ctx.who.id] : [])])] };
}

/** A colleague, or one who left, whatever the field is called. @throws InputInvalid when nobody or several fit */
export async function personAt(ctx: Ctx, reference: string, field: string): Promise<PersonFound> {
  const here = await colleagues(ctx, reference);
  const rows = here.length ? here : await colleagues(ctx, reference, true);
  const exact = rows.filter((row) => row.exact);
  const fitting = exact.length ? exact : rows;
  if (fitting.length === 1) {
    ctx.named?.(reference, personLink(fitting[0]!));
    return fitting[0]!;
  }
  const allowed = fitting.length
    ? `one of ${fitting.map((p) => `${p.name} (${p.number})`).join(", ")}`
    : "a colleague's number, name, e-mail address or user name";
  throw new InputInvalid([{ field, allowed, got: `"${reference}"` }]);
}
