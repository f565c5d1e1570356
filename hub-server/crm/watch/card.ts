/** Cards for whoever watches: who changed what, from what to what. Many changes at once are one card that counts them. */
import type { Card } from "../../contract/index.ts";
import { linkOf, peopleLinks } from "../record/links.ts";
import { capitalised, pointedTo } from "../record/values.ts";
import { factsOf, titlesFor } from "./facts.ts";
import { rowsOf, type Seen, type Telling } from "./seen.ts";

/** More than so many are told as a count, and the first of them by name. */
const few = 3;
const named = 5;

const past: Readonly<Record<string, string>> = {
  add: "added",
  change: "changed",
  remove: "removed",
  restore: "restored",
  convert: "converted",
};

/** A few changes are a card each; many are one. @param hint why it is told in private */
export async function cardsOf(telling: Telling, seen: readonly Seen[], hint?: string): Promise<Card[]> {
  const cards: Card[] = [];
  if (seen.length > few) cards.push(await several(telling, seen));
  else for (const each of seen) cards.push(await one(telling, each));
  return cards.map((card) => {
    const text = [card.text, hint].filter(Boolean).join(" ");
    return { ...card, ...(text ? { text } : {}) };
  });
}

async function common(telling: Telling, seen: readonly Seen[]) {
  const { watch, tx } = telling;
  const people = await peopleLinks({ tx }, new Set(seen.flatMap((each) => each.by)));
  return {
    call: "watch.tell",
    by: namesOf([...people.values()].map((link) => link.title)),
    actions: [{ label: "Stop watching", words: `unwatch ${watch.number}` }],
    state: "current" as const,
  };
}

function namesOf(names: readonly string[]): string | null {
  if (!names.length) return null;
  return names.length > few ? `${names.slice(0, few).join(", ")} and others` : names.join(", ");
}

async function one(telling: Telling, seen: Seen): Promise<Card> {
  const { watch } = telling;
  const { table, row } = seen;
  const about = await aboutOf(telling, seen);
  const done = past[seen.op]!;
  const title = watch.about_id
    ? (table.cardTitle?.(row, done) ??
      (row.id === watch.about_id
        ? `${table.titleOf(row)} ${done}`
        : `${table.noun.label} ${done}: ${table.titleOf(row)}`))
    : `${ruleName(watch)}: ${table.titleOf(row)}`;
  return {
    ...(await common(telling, [seen])),
    record: linkOf(table, row),
    ...(about ? { about } : {}),
    change: seen.change,
    title,
    facts: factsOf(telling, seen, await titlesFor(telling, [seen])),
  };
}

function ruleName({ name, of, event }: Telling["watch"]): string {
  const words = capitalised(name ?? of!);
  return event === "ends" ? `No longer: ${words}` : words;
}

/** The record in whose name it is told: the one that is watched, or what the row is about, if everybody may see it. */
async function aboutOf(telling: Telling, { table, row }: Seen) {
  const { about } = table;
  const field = about ? table.noun.fields[about] : undefined;
  const id = field && pointedTo(about!, field, row);
  const noun = field?.type === "anyref" ? row[`${about}_noun`] : field?.to;
  const target = id && telling.parts.tables.find((each) => each.noun.key === noun);
  if (!target) return undefined;
  const [found] = await rowsOf(telling, target, [{ id }]);
  return found && linkOf(target, found);
}

async function several(telling: Telling, seen: readonly Seen[]): Promise<Card> {
  const { watch } = telling;
  const target = telling.parts.tables.find((each) => each.noun.key === watch.about_noun);
  const [row] = target ? await rowsOf(telling, target, [{ id: watch.about_id! }]) : [];
  const what = row ? `${target!.titleOf(row)}: ${seen.length} changes` : `${ruleName(watch)}: ${seen.length}`;
  const facts: Card["facts"] = [];
  for (const each of seen.slice(0, named))
    facts.push({ label: each.row.number, value: await line(telling, each) });
  return {
    ...(await common(telling, seen)),
    record: row ? linkOf(target!, row) : null,
    change: null,
    title: row ? what : `${what} ${plural(seen)}`,
    facts,
    ...(seen.length > named ? { text: `The first ${named}; ${seen.length - named} more.` } : {}),
  };
}

const plural = (seen: readonly Seen[]) => seen[0]!.table.noun.plural.toLowerCase();

async function line(telling: Telling, seen: Seen): Promise<string> {
  const { table, row, op } = seen;
  const words = op === "change" ? [] : [past[op]!];
  const facts = factsOf(telling, seen, await titlesFor(telling, [seen]));
  const changed = op === "change" ? facts.slice(0, 2).map(({ label, value }) => `${label} ${value}`) : [];
  return [table.titleOf(row), ...words, ...changed].join(" · ");
}
