/** What was understood, said back in words: a rule that reads wrong is noticed at once. */
import type { Card } from "../../contract/index.ts";
import type { Ctx, Handler } from "../context.ts";
import { recordLinks } from "../record/links.ts";
import type { Aspect } from "../record/present.ts";
import type { Row } from "../record/table.ts";
import { nounFor } from "./define.ts";
import { wordsOf } from "./words.ts";

interface Written {
  readonly card: Card;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The same handlers; the cards of these calls say rules and rooms as people do. */
export function echoing(handlers: readonly Handler[], calls: readonly string[]): Handler[] {
  return handlers.map((handler) =>
    calls.includes(handler.call.name)
      ? { ...handler, run: async (ctx, input) => echo(ctx, (await handler.run(ctx, input)) as Written) }
      : handler,
  );
}

async function echo(ctx: Ctx, written: Written): Promise<Written> {
  const { card, record } = written;
  const plain = card.facts.filter(({ label }) => !["Of", "When", "Room"].includes(label));
  const table = record["of"] ? nounFor(ctx, String(record["of"])) : undefined;
  const when = table ? await wordsOf(ctx, table, record["rule"] as never) : undefined;
  const facts = [
    ...plain,
    ...(when === undefined
      ? []
      : [{ label: "When", value: when || `any ${table!.noun.label.toLowerCase()}` }]),
    { label: "Said", value: await placeOf(ctx, record["room"]) },
  ];
  return { ...written, card: { ...card, facts } };
}

async function placeOf(ctx: Ctx, room: unknown): Promise<string> {
  if (typeof room !== "string") return "to you alone";
  const info = await ctx.parts.chat.rooms.info(room);
  return info?.name ? `in ${info.name}` : "in this conversation";
}

/** A watch of a record goes by that record's name, for whoever may see it. One statement a noun. */
export const withTitles: Aspect = async (ctx, rows) => {
  const titles = new Map<string, string>();
  const watched = rows.filter((row) => row["about_id"]);
  for (const [noun, some] of Map.groupBy(watched, (row) => String(row["about_noun"]))) {
    const table = ctx.parts.tables.find((one) => one.noun.key === noun)!;
    const links = await recordLinks(ctx, table, some.map(aboutOf));
    for (const row of some) {
      const link = links.get(aboutOf(row));
      if (link) titles.set(row.id, `${link.title} (${link.number})`);
    }
  }
  return (row) => (titles.has(row.id) ? { title: titles.get(row.id)! } : {});
};

const aboutOf = (row: Row) => String(row["about_id"]);
