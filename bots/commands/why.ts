/** `why`, `asof`, `diff`: who set a value and from where, a record as it was, and what changed since. */
import { nouns, recordAsOf, recordDiff, whyChange, type Output } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { wordsOf } from "../words/moment.ts";
import { bare } from "../words/pairs.ts";
import { isNumber } from "../words/people.ts";
import { settle } from "../words/plan.ts";
import { splitTail, takeRun } from "../words/tail.ts";
import { about, command, make, type Circumstances, type Reply, type Step } from "./command.ts";
import { fieldKeys } from "./fields.ts";
import { moment, rows, short } from "./present.ts";
import { hereOf } from "./time.ts";

const shown = 5;

export const why = command({
  verb: "why",
  aliases: ["warum", "pourquoi"],
  group: "Find",
  usage: "why [record] [field]",
  help: "Tell who set a record's values, when, from what, and from where.",
  examples: [
    { words: "why CUS-12 city", call: "change.why", input: { ref: "CUS-12", field: "city" } },
    { words: "why CUS-12", call: "change.why", input: { ref: "CUS-12" } },
  ],
  calls: [whyChange],
  read: (line, { record }) => {
    const tokens = line.tokens().filter(({ text }) => !/^\?+$/.test(text));
    const numbered = tokens[0] && isNumber(tokens[0]);
    const named = numbered ? 1 : namedBefore(tokens);
    const ref = tokens.length ? withoutAsking(join(tokens.slice(0, named))) : record;
    const field = withoutAsking(join(tokens.slice(named)));
    if (ref) return make(whyChange, { ref, ...(field ? { field } : {}) }, tellWhy);
    return about(undefined, [], ({ id }): Step => make(whyChange, { ref: id }, tellWhy));
  },
});

const withoutAsking = (words: string) => words.replace(/\?{1,5}$/, "");
/** Every field of every noun, by what it is called. */
const fields = new Set(nouns.flatMap((noun) => [...fieldKeys(noun.fields).keys()]));

/** `acme city`: how many words are the name. A last word that is a field is one, but for a name of one word. */
function namedBefore(tokens: readonly Token[]): number {
  const last = tokens.at(-1);
  const isField = last?.kind === "word" && fields.has(bare(withoutAsking(last.text)));
  return tokens.length > 1 && isField ? tokens.length - 1 : tokens.length;
}

function tellWhy({ record, items }: Output<typeof whyChange>, circumstances: Circumstances): Reply {
  const told = items.map(
    ({ label, old, value, by, at, call, origin }) =>
      `${label}: ${short(old)} → ${short(value)} · ${by?.title ?? "somebody"}, ${moment(at, circumstances)} · ${call} from ${origin.source}`,
  );
  const link = items.find(({ origin }) => origin.link)?.origin.link;
  return {
    lines: rows(told, shown - 1, `Nothing of ${record.title} was ever set that you can see.`),
    ...(link ? { link: { label: "Where it was said", url: link } } : {}),
  };
}

export const asof = command({
  verb: "asof",
  aliases: ["as-of", "as"],
  group: "Find",
  usage: "asof <record> <1 oct>",
  help: "Show a record as it was at a time.",
  examples: [
    {
      words: "asof CUS-12 1 oct",
      call: "record.asof",
      input: { ref: "CUS-12", at: "2026-10-01T21:59:59.000Z" },
    },
  ],
  calls: [recordAsOf],
  timed: true,
  read: (line, circumstances) => {
    const { ref, at } = refAndTime(line, circumstances, true);
    return ref
      ? make(recordAsOf, { ref, at }, tellThen)
      : about(undefined, [], ({ id }): Step => make(recordAsOf, { ref: id, at }, tellThen));
  },
});

const inner = new Set([
  "id",
  "noun",
  "number",
  "title",
  "version",
  "removed_at",
  "hidden",
  "custom",
  "created_at",
]);

function tellThen({ at, record }: Output<typeof recordAsOf>, circumstances: Circumstances): Reply {
  const facts = Object.entries(record).filter(
    ([key, value]) =>
      !inner.has(key) && value !== null && value !== "" && !(Array.isArray(value) && !value.length),
  );
  return {
    lines: [
      `${record.title} (${record.number}) on ${moment(at, circumstances)}${record.removed_at ? " · removed" : ""}`,
      ...facts.slice(0, 4).map(([key, value]) => `${key.replaceAll("_", " ")}: ${short(value)}`),
    ],
  };
}

export const diff = command({
  verb: "diff",
  aliases: ["changed"],
  group: "Find",
  usage: "diff <record> since <monday>",
  help: "List what changed of a record since a time.",
  examples: [
    {
      words: "diff CUS-12 since monday",
      call: "record.diff",
      input: { ref: "CUS-12", since: "2026-11-15T23:00:00.000Z" },
    },
  ],
  calls: [recordDiff],
  timed: true,
  read: (line, circumstances) => {
    const { ref, at } = refAndTime(line, circumstances, false);
    return ref
      ? make(recordDiff, { ref, since: at }, tellDiff)
      : about(undefined, [], ({ id }): Step => make(recordDiff, { ref: id, since: at }, tellDiff));
  },
});

function tellDiff({ record, items }: Output<typeof recordDiff>): Reply {
  const told = items.map(
    ({ label, old, value, by }) =>
      `${label}: ${short(old)} → ${short(value)}${by.length ? ` · ${by.map(({ title }) => title).join(", ")}` : ""}`,
  );
  return { lines: rows(told, shown, `Nothing of ${record.title} changed since then that you can see.`) };
}

/** A record and a time that has passed, in either order. @param end a whole day means its end, not its beginning */
function refAndTime(
  line: Line,
  circumstances: Circumstances,
  end: boolean,
): { ref: string | undefined; at: string } {
  const now = hereOf(circumstances, "past");
  const tokens = line.tokens().filter(({ text }) => !/^(of|since|seit|depuis|from|on|at)$/i.test(text));
  const first = takeRun(tokens, wordsOf(tokens), 0, now);
  const split = first.used
    ? { words: tokens.slice(first.used), said: first.said, at: tokens[0]!.at }
    : splitTail(tokens, now, line.typed);
  const plan = settle(split.said, now, line.typed, split.at);
  if (!plan)
    throw new WordsUnclear("Which day?", line.typed.length, [], holeAt(line.typed, line.typed.length));
  const day = 86_399_000;
  const time =
    plan.allDay && end
      ? new Date(Math.min(Date.parse(plan.starts) + day, circumstances.at.getTime()))
      : undefined;
  return { ref: refOf(split.words) ?? circumstances.record, at: time?.toISOString() ?? plan.starts };
}

const refOf = (words: readonly Token[]) => join(words) || undefined;
