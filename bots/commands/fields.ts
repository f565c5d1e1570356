/** A field's value as people type it, in the shape that its type has in a request. */
import { readDuration, type Field, type Noun } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { readMoney } from "../words/money.ts";
import { bare, type Pair } from "../words/pairs.ts";
import type { Line } from "../words/line.ts";
import type { Circumstances } from "./command.ts";
import { readFieldTime } from "./field-time.ts";

export type Fields = Readonly<Record<string, Field>>;

/** What may stand before the colon: every field by its key and by its label, and `owner`; not those that only verbs set. */
export function fieldKeys(fields: Fields): Map<string, string> {
  const keys = new Map([["owner", "owner"]]);
  for (const [key, field] of Object.entries(fields)) {
    if (field.managed) continue;
    keys.set(bare(field.label), key);
    keys.set(bare(key), key);
  }
  return keys;
}

/** The line in which values stand, and who said it. */
export interface Said {
  readonly line: Line;
  readonly circumstances: Circumstances;
}

/** The pairs as members of a request. @throws WordsUnclear naming the field and what it takes */
export function readFields(
  noun: Pick<Noun, "key" | "fields"> | undefined,
  pairs: readonly Pair[],
  said: Said,
): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => [pair.key, pair.value === "" ? null : readValue(noun, pair, said)]),
  );
}

type Read = (value: string, at: number) => unknown;

const asTyped: Read = (value) => value;

/** How the types are read whose value is not the text itself. A type that is not here is set in a form, not by words. */
const readers: Readonly<Record<string, Read>> = {
  text: asTyped,
  longtext: asTyped,
  email: asTyped,
  phone: asTyped,
  ref: asTyped,
  anyref: asTyped,
  url: (value) => (/^https?:\/\//i.test(value) ? value : `https://${value}`),
  money: readMoney,
  integer: (value) => (/^-?\d{1,15}$/.test(value) ? Number(value) : undefined),
  boolean: readYes,
  tags: (value) => [
    ...new Set(
      value
        .split(/[\s,]+/)
        .map((tag) => tag.replace(/^#/, ""))
        .filter(Boolean),
    ),
  ],
  duration: readDuration,
};

const allowed: Readonly<Record<string, string>> = {
  integer: "a whole number",
  boolean: "yes or no",
  duration: "a length of time such as 25m or 1h30",
};

/** A value by the name of its type; the text itself where the type is not known. */
export const readTyped = (type: string, text: string): unknown => (readers[type] ?? asTyped)(text, 0);

function readValue(
  noun: Pick<Noun, "key" | "fields"> | undefined,
  { key, value, at }: Pair,
  said: Said,
): unknown {
  const field = noun?.fields[key];
  if (!field) return value;
  const { type, label, options = [] } = field;
  if (type === "date" || type === "datetime")
    return inLine(said.line, value, at, () =>
      readFieldTime({ noun: noun.key, name: key, label, type }, value, said.circumstances),
    );
  const read = type === "choice" ? (text: string) => readChoice(options, text) : readers[type];
  if (!read) throw new WordsUnclear(`${label} is set in its form, not by words.`, at);
  const found = read(value, at);
  if (found !== undefined) return found;
  throw new WordsUnclear(`${label} takes ${allowed[type] ?? options.join(", ")}, not "${value}".`, at);
}

function readYes(value: string): boolean | undefined {
  if (/^(yes|y|true|on|1)$/i.test(value)) return true;
  return /^(no|n|false|off|0)$/i.test(value) ? false : undefined;
}

/** Exactly one of the options: as it is, or the only one that begins so. A slip is not guessed: it would be written. */
export function readChoice(options: readonly string[], value: string): string | undefined {
  const meant = value.toLowerCase();
  if (options.includes(meant)) return meant;
  const beginning = options.filter((option) => meant.length > 1 && option.startsWith(meant));
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** What is offered instead of a value is offered as the whole line. */
function inLine<T>({ typed }: Line, value: string, at: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WordsUnclear) || error.template) throw error;
    const from = typed.indexOf(value, at);
    const whole = (one: string) => `${typed.slice(0, from)}${one}${typed.slice(from + value.length)}`;
    throw new WordsUnclear(error.message, at, from < 0 ? [] : error.instead.map(whole));
  }
}
