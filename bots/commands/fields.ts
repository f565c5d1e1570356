/** A field's value as people type it, in the shape that its type has in a request. */
import type { Field } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { readDuration } from "../words/duration.ts";
import { readMoney } from "../words/money.ts";
import { nearest } from "../words/near.ts";
import { bare, type Pair } from "../words/pairs.ts";
import { readWhen } from "../words/when.ts";

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

/** The pairs as members of a request. @throws WordsUnclear naming the field and what it takes */
export function readFields(fields: Fields, pairs: readonly Pair[], now: Date): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => [pair.key, pair.value === "" ? null : readValue(fields[pair.key], pair, now)]),
  );
}

function readValue(field: Field | undefined, { value, at }: Pair, now: Date): unknown {
  if (!field) return value;
  const wrong = (allowed: string) => new WordsUnclear(`${field.label} takes ${allowed}, not "${value}".`, at);
  switch (field.type) {
    case "integer":
      return /^-?\d+$/.test(value) ? Number(value) : raise(wrong("a whole number"));
    case "money":
      return readMoney(value, at);
    case "boolean":
      return readYes(value) ?? raise(wrong("yes or no"));
    case "choice":
      return readChoice(field.options ?? [], value) ?? raise(wrong((field.options ?? []).join(", ")));
    case "tags":
      return [
        ...new Set(
          value
            .split(/[\s,]+/)
            .map((tag) => tag.replace(/^#/, ""))
            .filter(Boolean),
        ),
      ];
    case "duration":
      return readDuration(value) ?? raise(wrong("a length of time such as 25m or 1h30"));
    case "date":
    case "datetime":
      return readTime(field.type, value, at, now) ?? raise(wrong("a date such as 2026-11-22"));
    case "times":
      throw new WordsUnclear(`${field.label} is set in its form, not by words.`, at);
    case "url":
      return /^https?:\/\//i.test(value) ? value : `https://${value}`;
    case "text":
    case "longtext":
    case "email":
    case "phone":
    case "ref":
      break;
  }
  return value;
}

function raise(error: WordsUnclear): never {
  throw error;
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

/** The options nearest to a word, for the sentence that asks back. */
export const nearOptions = (options: readonly string[], value: string) => nearest(value, options);

function readTime(type: "date" | "datetime", value: string, at: number, now: Date): string | undefined {
  const words = value.split(/\s+/);
  const moment = readWhen(words, now, at);
  if (!moment || moment.used !== words.length) return undefined;
  const instant = moment.at ?? now.toISOString();
  return type === "date" ? instant.slice(0, 10) : instant;
}
