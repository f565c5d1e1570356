/** What changed in a record, as people read it: `City: Ulm → Bonn`. */
import type { Fact, Field } from "../../contract/index.ts";
import type { Static } from "typebox";
import { peopleLinks } from "../record/links.ts";
import { asText } from "../record/values.ts";
import { rowsOf, type Seen, type Telling } from "./seen.ts";

const most = 5;
const longest = 80;

/** Titles by id; of what somebody may not see there is none. */
export type Titles = ReadonlyMap<string, string>;

/** Titles of everything that the old and new values point to, for everybody who reads. One statement a noun. */
export async function titlesFor(telling: Telling, seen: readonly Seen[]): Promise<Titles> {
  const byNoun = new Map<string, Set<string>>();
  for (const { table, patch } of seen)
    for (const [key, values] of Object.entries(patch))
      for (const value of values) {
        const pointer = pointerOf(table.noun.fields[key], key, value);
        if (pointer) byNoun.set(pointer.noun, (byNoun.get(pointer.noun) ?? new Set()).add(pointer.id));
      }
  const titles = new Map<string, string>();
  for (const [noun, ids] of byNoun) {
    const table = telling.parts.tables.find((one) => one.noun.key === noun);
    if (noun === "person")
      for (const [id, link] of await peopleLinks(telling, ids)) titles.set(id, link.title);
    else if (table)
      for (const row of await rowsOf(
        telling,
        table,
        [...ids].map((id) => ({ id })),
      ))
        titles.set(row.id, table.titleOf(row));
  }
  return titles;
}

function pointerOf(
  field: Field | undefined,
  key: string,
  value: unknown,
): { noun: string; id: string } | undefined {
  if (!value) return undefined;
  if (key === "owner") return { noun: "person", id: String(value) };
  if (key === "group") return { noun: "group", id: String(value) };
  if (field?.type === "ref") return { noun: field.to!, id: String(value) };
  return field?.type === "anyref" ? (value as { noun: string; id: string }) : undefined;
}

/** At most five. Of what was added the values alone; the title of the record stands in the card already. */
export function factsOf({ watch }: Telling, seen: Seen, titles: Titles): Static<typeof Fact>[] {
  const { table, row, op, patch } = seen;
  const added = op === "add";
  const facts = Object.entries(patch).flatMap(([key, [before, after]]) => {
    if (added && (key === table.noun.title || key === table.about || key === "owner" || after === null))
      return [];
    const field = table.noun.fields[key];
    const text = (value: unknown) => short(textOf(field, key, value, titles, row["time_zone"]));
    const value = added ? text(after) : `${text(before)} → ${text(after)}`;
    return [{ label: labelOf(field, key), value, first: watch.depends_on?.includes(key) ?? false }];
  });
  const sorted = facts.toSorted((one, other) => Number(other.first) - Number(one.first));
  return sorted.slice(0, most).map(({ label, value }) => ({ label, value }));
}

function labelOf(field: Field | undefined, key: string): string {
  if (field) return field.label;
  const word = key.replace(/^custom\./, "");
  return word.slice(0, 1).toUpperCase() + word.slice(1).replaceAll("_", " ");
}

function textOf(
  field: Field | undefined,
  key: string,
  value: unknown,
  titles: Titles,
  zone: unknown,
): string {
  if (value === null || value === undefined || value === "") return "nothing";
  const pointer = pointerOf(field, key, value);
  if (pointer) return titles.get(pointer.id) ?? "something else";
  if (field) return asText(field, value, zone) || "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const short = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
