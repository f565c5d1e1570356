/** References to anything: a record of any noun, or a colleague. A colleague's own party counts as the colleague. */
import { Ambiguous, NotFound } from "../../errors.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { colleagues, type PersonFound } from "./colleague.ts";
import { linkOf, peopleLinks, recordLinks } from "./links.ts";
import { resolve } from "./resolve.ts";
import type { Target } from "./values.ts";

/** @throws NotFound for missing and hidden alike, Ambiguous with candidates */
export async function resolveAny(ctx: Ctx, reference: string): Promise<LinkValue> {
  const people = await colleagues(ctx, reference);
  const exact = people.find((person) => person.exact);
  const record = await recordOr(ctx, reference, exact ?? (people.length === 1 ? people[0] : undefined));
  if (!exact || exact.id === record.id) return (await peopleLinks(ctx, [record.id])).get(record.id) ?? record;
  throw new Ambiguous(`"${reference}"`, [{ number: exact.number, title: exact.name }, record]);
}

async function recordOr(ctx: Ctx, reference: string, person: PersonFound | undefined): Promise<LinkValue> {
  try {
    const { table, row } = await resolve(ctx, ctx.parts.tables, reference);
    return linkOf(table, row);
  } catch (error) {
    if (!(error instanceof NotFound) || !person) throw error;
    return { id: person.id, noun: "person", number: person.number, title: person.name };
  }
}

/** The record that a stored pointer leads to; undefined when it is hidden from the asker. */
export async function linkTo(ctx: Pick<Ctx, "tx" | "parts">, { noun, id }: Target) {
  if (noun === "person") return (await peopleLinks(ctx, [id])).get(id);
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun);
  return table && (await recordLinks(ctx, table, [id])).get(id);
}
