/**
 * Search over every noun: exact numbers and e-mail addresses first, then what begins with the text, then what holds its words, then,
 * when nothing does, what is much like it. The database answers ids from its indexes; the rows are read through the gate. A fixed
 * number of statements, however many nouns there are.
 */
import { literal, Op } from "sequelize";
import { InputInvalid } from "../../errors.ts";
import { grantsFor, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { candidates, maxWords, type Candidate, type Wish } from "./candidates.ts";
import { colleagues } from "./colleague.ts";
import { byAddress } from "./resolve.ts";
import { selectSql } from "./sql.ts";
import type { Row, Table } from "./table.ts";

export interface Hit {
  readonly table: Table;
  readonly row: Row;
  /** 0 is best. */
  readonly fit: number;
}

/** Reads the filters out of a text. @throws InputInvalid for a filter that names nothing */
export async function readWish(ctx: Ctx, text: string): Promise<Wish> {
  const parts = text.trim().split(/\s+/);
  const filter = (name: string) =>
    parts.find((part) => part.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1);
  const open = ctx.parts.tables.filter((table) => grantsFor(ctx.who, table.noun.key, "view").length);
  const noun = filter("in");
  const nouns = noun ? open.filter((table) => isCalled(table, noun)) : open;
  if (!nouns.length && noun) refuse(open.map((table) => table.noun.plural.toLowerCase()).join(", "), noun);
  return {
    words: parts.filter((part) => part && !/^(in|by|since):/i.test(part)).slice(0, maxWords),
    nouns,
    by: await ownerNamed(ctx, filter("by")),
    since: timeNamed(filter("since")),
  };
}

function isCalled({ noun }: Table, name: string): boolean {
  const wanted = name.toLowerCase().replaceAll("_", "-");
  const names = [noun.key, noun.label, noun.plural, noun.path];
  return names.some((one) => one.toLowerCase().replaceAll(/[_ ]/g, "-") === wanted);
}

async function ownerNamed(ctx: Ctx, name: string | undefined): Promise<string | null> {
  if (!name) return null;
  if (name.toLowerCase() === "me") return ctx.who.id;
  const people = await colleagues(ctx, name);
  const fitting = people.some((person) => person.exact) ? people.filter((person) => person.exact) : people;
  if (fitting.length !== 1) refuse("by: a colleague's number, name, e-mail address or user name", name);
  return fitting[0]!.id;
}

function timeNamed(text: string | undefined): string | null {
  if (!text) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) refuse("since: a date such as 2026-01-31", text);
  return time.toISOString();
}

function refuse(allowed: string, got: string): never {
  throw new InputInvalid([{ field: "/text", allowed, got: `"${got}"` }]);
}

/** The best rows for a wish, at most `limit`, best first. */
export async function search(ctx: Ctx, wish: Wish, limit: number): Promise<Hit[]> {
  const whole = wish.words.join(" ");
  const addressed = /\S@\S/.test(whole) ? await byAddress(ctx, wish.nouns, whole) : [];
  const exact = addressed.map(({ table, row }) => ({ table, row, fit: 0 }));
  const found = await rowsOf(ctx, wish, await candidates(ctx, wish, whole, limit, false));
  const like =
    exact.length || found.length || whole.length < 4 ? [] : await candidates(ctx, wish, whole, limit, true);
  const hits = new Map<string, Hit>();
  for (const hit of [...exact, ...found, ...(like.length ? await rowsOf(ctx, wish, like) : [])])
    if (!hits.has(hit.row.id)) hits.set(hit.row.id, hit);
  const place = (table: Table) => wish.nouns.indexOf(table);
  return [...hits.values()]
    .toSorted((a, b) => a.fit - b.fit || place(a.table) - place(b.table))
    .slice(0, limit);
}

/** The rows of candidates that everybody concerned may see, in one statement over the nouns that have some. */
async function rowsOf(ctx: Ctx, wish: Wish, found: readonly Candidate[]): Promise<Hit[]> {
  if (!found.length) return [];
  const fits = new Map<string, number>();
  for (const { id, fit } of found) fits.set(id, Math.min(fit, fits.get(id) ?? fit));
  const tables = wish.nouns.filter((table) => found.some((one) => one.noun === table.noun.key));
  const branches = tables.map((table) =>
    selectSql(table, {
      attributes: [
        [literal(`'${table.noun.key}'`), "noun"],
        [literal(`to_jsonb("${table.noun.key}") - 'search'`), "row"],
      ],
      where: {
        id: found.filter((one) => one.noun === table.noun.key).map((one) => one.id),
        [Op.and]: [predicate(table, ctx.viewers, "view")],
      },
    }),
  );
  const rows = await ctx.tx.query<{ noun: string; row: Row }>(
    branches.map((one) => `(${one})`).join("\nunion all "),
  );
  const order = new Map([...fits.keys()].map((id, index) => [id, index]));
  return rows
    .map(({ noun, row }) => ({
      table: tables.find((table) => table.noun.key === noun)!,
      row,
      fit: fits.get(row.id) ?? 3,
    }))
    .toSorted((a, b) => order.get(a.row.id)! - order.get(b.row.id)!);
}
