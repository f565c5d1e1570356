/** `show acme interactions last 30 days`: the records of a noun that belong to another one. */
import { nouns, type AnyCall, type Noun } from "@singularity/hub-server/contract";
import { calls } from "@singularity/hub-server/contract";
import type { Token } from "../words/lex.ts";
import { join } from "../words/line.ts";
import { amountAt } from "../words/vocabulary.ts";
import { wordsOf } from "../words/moment.ts";
import { about, make, type Circumstances, type Reply, type Step } from "./command.ts";
import { day, rows } from "./present.ts";

const shown = 5;

interface Item {
  readonly number: string;
  readonly title: string;
  readonly created_at: string;
  readonly at?: string | null;
}

const listed = new Map<string, { noun: Noun; call: AnyCall; link: string }>(
  nouns.flatMap((noun) => {
    const call = calls.find(({ name }) => name === `${noun.key}.list`);
    const link = ["party", "about"].find((key) => noun.fields[key]?.filterable);
    const names = new Set([noun.plural.toLowerCase(), `${noun.key.replaceAll("_", " ")}s`]);
    return call && link ? [...names].map((name) => [name, { noun, call, link }] as const) : [];
  }),
);

export const listCalls: readonly AnyCall[] = [...new Set([...listed.values()].map(({ call }) => call))];

/** Undefined when the words do not end with the name of such records. */
export function readList(tokens: readonly Token[]): Step | undefined {
  const { rest, days } = readLast(tokens);
  const last = rest.at(-1);
  const found = last?.kind === "word" ? listed.get(last.text.toLowerCase()) : undefined;
  if (!found) return undefined;
  const ref = join(rest.slice(0, -1)).replace(/['’]s$/, "");
  const sort = found.noun.fields["at"]?.sortable ? "-at" : "-created_at";
  const step = (to: string): Step =>
    make(found.call, { [found.link]: to, sort, limit: days ? 50 : shown + 1 }, tell(days));
  return ref ? step(ref) : about(undefined, [], ({ id }) => step(id));
}

/** `last 30 days` at the end. */
function readLast(tokens: readonly Token[]): { rest: readonly Token[]; days?: number } {
  const words = wordsOf(tokens);
  const at = words.lastIndexOf("last");
  const amount = at < 0 ? undefined : amountAt(words, at + 1);
  const length = amount && { days: 1, weeks: 7, months: 30, years: 365, hours: 0, minutes: 0 }[amount.unit];
  if (!amount || !length || at + 1 + amount.used < tokens.length) return { rest: tokens };
  return { rest: tokens.slice(0, at), days: amount.count * length };
}

function tell(days: number | undefined) {
  return (output: unknown, { at }: Circumstances): Reply => {
    const { items } = output as { items: readonly Item[] };
    const since = days === undefined ? "" : new Date(at.getTime() - days * 86_400_000).toISOString();
    const told = items
      .map((item) => ({ ...item, when: item.at ?? item.created_at }))
      .filter(({ when }) => when >= since)
      .map(({ number, title, when }) => `${day(when)} ${title} (${number})`);
    return { lines: rows(told, shown, "None that you can see.") };
  };
}
