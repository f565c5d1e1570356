/**
 * Words that are said to a record's card, as a line: `stage won`, `amount 12k`, `owner @li`, `city: Berlin`, `done`. People talk about
 * cards too: whatever is not clearly meant for the record is left alone.
 */
import { nouns, type Noun } from "@singularity/hub-server/contract";
import { bare } from "../words/pairs.ts";

/** Verbs that make sense to a card without any prefix. */
const verbs = new Set(
  "done snooze undo why history stages move reopen set pay issue void credit remind refund resolve merge show".split(
    " ",
  ),
);
const papers: Readonly<Record<string, string>> = {
  QUO: "quote",
  ORD: "invoice",
  INV: "invoice",
  CRN: "invoice",
};

/** Fields whose value cannot be a sentence: they need no colon. */
const short = new Set(["money", "integer", "choice", "date", "datetime", "boolean", "duration"]);
const sums = /^(amount|value|sum|price|betrag|montant)$/;

/** @returns a line about the record, or undefined when the words are none */
export function lineFor(words: string, record: string): string | undefined {
  const prefix = record.split("-")[0]!.toUpperCase();
  const noun = nouns.find((one) => one.prefix === prefix);
  const parts = partsOf(words.trim(), noun);
  if (!parts) return undefined;
  const [verb, mark, rest] = parts;
  if (verb === "stage" || verb === "stufe")
    return rest && brief(rest) ? `move ${record} to ${rest}` : undefined;
  if (/^(issue|void|credit|order)$/.test(verb) && papers[prefix])
    return rest ? undefined : `${papers[prefix]} ${verb} ${record}`;
  if (verb === "resolve" && prefix === "FB") return `feedback ${record} resolve${rest ? ` -- ${rest}` : ""}`;
  if (verb === "owner" && /^@\S+$/.test(rest)) return `set ${record} owner:${rest}`;
  const field = noun && fieldOf(noun, verb);
  if (field && rest && (mark || (field.short && brief(rest)))) return `set ${record} ${field.key}: ${rest}`;
  return verbs.has(verb) && !mark ? withRecord(verb, rest, record) : undefined;
}

/** What is to be set, the mark behind it, and to what: `stage won`, `city: Berlin`, `expected close 31 jan`. */
function partsOf(words: string, noun: Noun | undefined): readonly [string, string, string] | undefined {
  const names = Object.entries(noun?.fields ?? {}).flatMap(([key, { label }]) => [
    label,
    key.replaceAll("_", " "),
  ]);
  const long = names.find((name) => name.includes(" ") && words.toLowerCase().startsWith(name.toLowerCase()));
  const [, mark, rest] =
    /^\s*([:=]|(?<=\s))\s*([\s\S]*)$/.exec(words.slice(long?.length ?? words.length)) ?? [];
  if (long && rest) return [long.toLowerCase(), mark!, rest];
  const found = /^([\p{L}_-]+)\s*([:=]?)\s*([\s\S]*)$/u.exec(words);
  return found ? [found[1]!.toLowerCase(), found[2]!, found[3]!.trim()] : undefined;
}

/** A sentence is not a value. */
const brief = (text: string) => text.split(/\s+/).length <= 3;

function fieldOf({ fields }: Noun, word: string): { key: string; short: boolean } | undefined {
  const open = Object.entries(fields).filter(([, field]) => !field.managed && !field.fixed);
  const money = open.filter(([, field]) => field.type === "money");
  const found =
    open.find(([key, { label }]) => bare(key) === bare(word) || bare(label) === bare(word)) ??
    (sums.test(word) && money.length === 1 ? money[0] : undefined);
  return found && { key: found[0], short: short.has(found[1].type) };
}

/** Verbs that some records alone have a use for; said to others they are talk. */
const only: Readonly<Record<string, readonly string[]>> = {
  done: ["TD"],
  snooze: ["TD", "RM"],
  pay: ["INV", "BIL"],
  refund: ["PAY", "CRN"],
};

/** Verbs that take nothing more must stand alone: "done with this" is talk. */
function withRecord(verb: string, rest: string, record: string): string | undefined {
  const prefix = record.split("-")[0]!.toUpperCase();
  if (Object.hasOwn(only, verb) && !only[verb]!.includes(prefix)) return undefined;
  if (/^(done|undo|history|stages|reopen|show)$/.test(verb))
    return rest === "" ? (verb === "undo" ? undefined : `${verb} ${record}`) : undefined;
  if (verb === "why") return brief(rest) ? `why ${record} ${rest}`.trim() : undefined;
  if (verb === "set") return rest.includes(":") ? `set ${record} ${rest}` : undefined;
  if (verb === "move")
    return /^to \S+/.test(rest) && rest.split(" ").length <= 4 ? `move ${record} ${rest}` : undefined;
  if (verb === "snooze" || verb === "pay" || verb === "refund")
    return brief(rest) ? `${verb} ${record} ${rest}`.trim() : undefined;
  return undefined;
}
