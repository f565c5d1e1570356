/** The record that a waiting call is about: what a name means is settled when it is asked, not when it is confirmed. */
import type { AnyCall } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";

/** @returns undefined for calls that name no record of a noun */
export async function recordNamed(
  ctx: Ctx,
  call: AnyCall,
  input: Readonly<Record<string, unknown>>,
): Promise<LinkValue | undefined> {
  const reference = input["ref"];
  if (typeof reference !== "string") return undefined;
  const own = ctx.parts.tables.filter((table) => table.noun.key === call.name.split(".")[0]);
  try {
    const { table, row } = await resolve(ctx, own.length ? own : ctx.parts.tables, reference, "any");
    return linkOf(table, row);
  } catch (error) {
    if (error instanceof NotFound) return undefined; // a person or a role, which is no record of a noun
    throw error;
  }
}
