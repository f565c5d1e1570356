/** Cards of writes: what stands in the record's room afterwards. They hold only fields that no role is denied. */
import type { Card } from "../../contract/index.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { linkTo } from "./anyref.ts";
import { linkOf, linksOf, type Links } from "./links.ts";
import type { Row, Table } from "./table.ts";
import { asText, fromColumns, pointedTo } from "./values.ts";

const maxFacts = 5;
/** The id of a room tells nobody which one it is. */
const roomId = /^![\w-]+:\S+$/;

/** A time is told in its zone, and a whole day without a clock: beside one these say nothing more. */
const withTimes = new Set(["time_zone", "all_day"]);

/** Fields of a noun that some role may not see: they never stand in a card. */
async function deniedToSome(ctx: Ctx, noun: string): Promise<Set<string>> {
  const rows = await ctx.tx.query<{ field: string }>(
    `select distinct unnest(hidden) as field from access.permission where noun = $1 and verb = 'view'`,
    [noun],
  );
  return new Set(rows.map((row) => row.field));
}

/** The record in whose room a row is told: its party for an interaction, itself for a party. */
async function aboutOf(ctx: Ctx, table: Table, row: Row, links: Links): Promise<LinkValue> {
  const field = table.about ? table.noun.fields[table.about] : undefined;
  const id = field && pointedTo(table.about!, field, row);
  const noun = field?.type === "anyref" ? String(row[`${table.about}_noun`]) : field?.to;
  return (id && noun && (links(id) ?? (await linkTo(ctx, { noun, id })))) || linkOf(table, row);
}

/** The card of a write. @param fields those that it touched @param known the row's links, when the caller has them */
export async function cardOf(
  ctx: Ctx,
  table: Table,
  row: Row,
  call: string,
  done: string,
  fields: readonly string[],
  known?: Links,
): Promise<{ card: Card; about: LinkValue }> {
  const links = known ?? (await linksOf(ctx, table, [row]));
  const about = await aboutOf(ctx, table, row, links);
  const denied = await deniedToSome(ctx, table.noun.key);
  const touched = fields.filter((key) => table.noun.fields[key] && !denied.has(key) && key !== table.about);
  const timed = touched.some((key) => table.noun.fields[key]!.type === "datetime");
  const shown = touched.filter((key) => !(timed && withTimes.has(key)));
  const facts = shown.map((key) => {
    const field = table.noun.fields[key]!;
    const to = pointedTo(key, field, row);
    const value = to === undefined ? fromColumns(key, field, row) : links(to);
    return {
      label: field.label,
      value: asText(field, value, row["time_zone"], row["all_day"] === true) || "—",
    };
  });
  const owner = row.owner_id && fields.includes("owner") && !denied.has("owner") && links(row.owner_id);
  if (owner && !table.hidesAuthorFrom?.(row)) facts.push({ label: "Owner", value: owner.title });
  const long = facts.find((fact) => table.noun.fields[keyOf(table, fact.label)]?.type === "longtext");
  const card: Card = {
    record: linkOf(table, row),
    about,
    call,
    change: ctx.change,
    title: table.cardTitle?.(row, done) ?? `${table.noun.label} ${done}: ${table.titleOf(row)}`,
    ...(long ? { text: long.value } : {}),
    by: table.hidesAuthorFrom?.(row) ? null : ctx.who.name,
    facts: facts
      .filter((fact) => fact !== long && fact.value !== table.titleOf(row) && !roomId.test(fact.value))
      .slice(0, maxFacts),
    actions: [{ label: "Undo", words: "undo", reaction: "↩️" }],
    state: "current",
  };
  return { card, about };
}

const keyOf = (table: Table, label: string) =>
  Object.entries(table.noun.fields).find(([, field]) => field.label === label)?.[0] ?? "";

/** Matrix room of a record, when it has one. */
export async function roomOf(ctx: Pick<Ctx, "tx">, recordId: string): Promise<string | null> {
  const [row] = await ctx.tx.query<{ room_id: string }>(`select room_id from crm.room where record_id = $1`, [
    recordId,
  ]);
  return row?.room_id ?? null;
}
