/** `key: value` among words. A value goes on until the next key, so that `city: New York country: USA` needs no quotes. */
import { WordsUnclear } from "../errors.ts";
import type { Token } from "./lex.ts";
import { nearest } from "./near.ts";
import { personIn } from "./people.ts";

export interface Pair {
  /** The field that is meant. */
  readonly key: string;
  /** Empty when nothing was said: the field is to be cleared. */
  readonly value: string;
  readonly at: number;
  /** A value without quotes that stood at its colon went on over further words: perhaps they were meant for something else. */
  readonly ran: boolean;
}

export interface Paired {
  /** The words before and between the pairs. */
  readonly words: Token[];
  readonly pairs: Pair[];
  /** Tags that stand on their own. */
  readonly tags: string[];
}

interface Open {
  readonly key: string;
  readonly at: number;
  readonly parts: string[];
  readonly attached: boolean;
  /** A quotation has ended the value. */
  closed: boolean;
}

/** Keys as people write them (`Postal code`, `postal_code`, `postal-code`) are one. */
export const bare = (label: string) => label.toLowerCase().replaceAll(/[\s_'’-]/g, "");

/**
 * Sorts tokens into words and pairs.
 * @param keys what may be said, from its bare label to the field's key
 * @param labels how the fields' keys are told, where that differs
 * @throws WordsUnclear for a key that is not known, naming the nearest ones
 */
export function readPairs(
  tokens: readonly Token[],
  keys: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string> = new Map(),
): Paired {
  const words: Token[] = [];
  const tags: string[] = [];
  const opened: Open[] = [];
  for (const token of tokens) {
    const current = opened.at(-1);
    if (token.kind === "pair") opened.push(open(token, { keys, labels }, words, current));
    else if (current && !current.closed && continues(current, token)) current.parts.push(written(token));
    else if (token.kind === "tag") tags.push(token.text);
    else words.push(token);
    if (token.kind === "string" && current) current.closed = true;
  }
  return { words, tags, pairs: opened.map(toPair) };
}

const toPair = ({ key, at, parts, attached }: Open): Pair => ({
  key,
  at,
  value: parts.join(" "),
  ran: attached && parts.length > 1,
});

const written = (token: Token) => (token.kind === "tag" ? `#${token.text}` : token.text);

/**
 * A quotation is a value of its own: it follows an empty key, and never more words. So are tags, and people after a value.
 * @throws WordsUnclear for the number of a record inside a value: it is meant to say which record
 */
function continues(current: Open, token: Token): boolean {
  if (token.kind === "string") return current.parts.length === 0;
  // Tags follow only tags, so that the last one speaks for all of them.
  if (token.kind === "tag") return current.parts.at(-1)?.startsWith("#") ?? true;
  if (current.parts.length > 0 && personIn(token)) return false;
  if (current.parts.length > 0 && /^[A-Z]{3}-\d+$/i.test(token.text))
    throw new WordsUnclear(`Put ${token.text} first, before the fields.`, token.at);
  return true;
}

/** `legal name: X` is lexed as the word `legal` and the pair `name: X`; the longer label wins. */
function open(token: Token, known: Known, words: Token[], current?: Open): Open {
  const { keys } = known;
  const before = current && !current.closed ? current.parts.at(-1) : words.at(-1)?.text;
  const both = before === undefined ? undefined : keys.get(bare(`${before}${token.key}`));
  if (both) {
    if (current && !current.closed) current.parts.pop();
    else words.pop();
  }
  const key = both ?? keys.get(bare(token.key!));
  if (!key) throw unknown(token, known);
  const quoted = token.text !== "" && /\s/.test(token.text);
  return { key, at: token.at, parts: token.open ? [] : [token.text], attached: !token.open, closed: quoted };
}

interface Known {
  readonly keys: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
}

function unknown(token: Token, { keys, labels }: Known): WordsUnclear {
  const near = nearest(bare(token.key!), [...keys.keys()]).map((label) => keys.get(label)!);
  const known = near.length ? near : [...new Set(keys.values())];
  const list = [...new Set(known.map((key) => labels.get(key) ?? key))].slice(0, 12).join(", ");
  const hint = near.length ? `Did you mean ${list}?` : `There are ${list}${known.length > 12 ? " …" : ""}.`;
  return new WordsUnclear(`There is no field "${token.key}". ${hint}`, token.at);
}
