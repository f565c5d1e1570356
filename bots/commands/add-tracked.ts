/** `add deal …`, `add case …`: whatever moves along a pipeline, from its definition. */
import { nouns, trackedNouns, type Card, type Noun } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole, holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { endOf, join, splitText, type Line } from "../words/line.ts";
import { readPairs } from "../words/pairs.ts";
import { personIn } from "../words/people.ts";
import { about, make, written, type Circumstances, type Step } from "./command.ts";
import { fieldKeys, readFields } from "./fields.ts";
import { nounCalls } from "./nouns.ts";
import { isPriority, readPriority } from "./priority.ts";

export const tracked: readonly Noun[] = nouns.filter(({ key }) =>
  (trackedNouns as readonly string[]).includes(key),
);
export const addCalls = tracked.flatMap(({ key }) => nounCalls[key]?.add ?? []);

const tell = (output: unknown) => written(output as { card: Card; room: string | null });

/** `add deal "500 seats" for acme value: 12k EUR -- description` */
export function addTracked(noun: Noun) {
  const keys = new Map([...fieldKeys(noun.fields), ["stage", "stage"]]);
  return (line: Line, tokens: Token[], circumstances: Circumstances): Step => {
    const { tokens: before, text } = splitText(tokens);
    const paired = readPairs(before, keys);
    const stage = paired.pairs.find(({ key }) => key === "stage")?.value;
    const rest = paired.pairs.filter(({ key }) => key !== "stage");
    const given = Object.entries(readFields(noun, rest, { line, circumstances })).filter(
      ([, value]) => value !== null,
    );
    const urgent = paired.words.find(isPriority);
    if (urgent && !noun.fields["priority"])
      throw new WordsUnclear(`${noun.label} has no priority.`, urgent.at);
    const words = paired.words.filter((token) => token !== urgent);
    const { name, ref, owner } = split(line, words);
    const described = text && "description" in noun.fields ? { description: text } : {};
    const input: Record<string, unknown> = {
      [noun.title]: name,
      ...described,
      ...(urgent ? { priority: readPriority(urgent.text.slice(1), urgent.at) } : {}),
      ...Object.fromEntries(given),
      ...(owner ? { owner } : {}),
      ...(stage ? { stage } : {}),
    };
    const link = linkField(noun);
    if (ref && link) input[link] = ref;
    needRequired(noun, input, { line, end: endOf(line, before) }, link);
    if (!link || input[link] !== undefined || !noun.fields[link]!.required) return done(noun, input);
    return about(undefined, [noun.fields[link]!.to ?? ""].filter(Boolean), ({ id }) =>
      done(noun, { ...input, [link]: id }),
    );
  };
}

const done = (noun: Noun, input: Record<string, unknown>): Step =>
  make(nounCalls[noun.key]!.add!, input as never, tell);

/** The field that `for acme` fills. */
function linkField({ fields }: Noun): string | undefined {
  if ("party" in fields) return "party";
  return "about" in fields
    ? "about"
    : Object.keys(fields).find((key) => fields[key]!.required && fields[key]!.to);
}

/** The name, then `for` or `with` whom; a quoted name ends where its quotation ends. */
function split(
  line: Line,
  words: readonly Token[],
): { name: string; ref: string; owner: string | undefined } {
  const owner = words.map(personIn).find(Boolean);
  const plain = words.filter((token) => !personIn(token));
  const at = plain.findLastIndex(
    ({ kind, text }) => kind === "word" && /^(for|with|from|to|für|mit|pour|avec)$/i.test(text),
  );
  const name = join(at < 0 ? plain : plain.slice(0, at));
  const ref = at < 0 ? "" : join(plain.slice(at + 1));
  if (name === "") {
    const place = words[0]?.at ?? line.typed.trimEnd().length;
    throw new WordsUnclear("What is it called?", place, [], holeAt(line.typed, place, '"', '"'));
  }
  if (at >= 0 && ref === "") throw new WordsUnclear("Say for whom.", line.typed.length);
  return { name, ref, owner };
}

function needRequired(
  noun: Noun,
  input: Record<string, unknown>,
  { line, end }: { line: Line; end: number },
  link: string | undefined,
): void {
  for (const [key, { required, managed, label }] of Object.entries(noun.fields))
    if (required && !managed && key !== link && input[key] === undefined)
      throw new WordsUnclear(`${label}?`, line.typed.length, [], withPair(line.typed, end, key));
}

/** Fields stand before the text. */
function withPair(typed: string, end: number, key: string): string {
  return `${typed.slice(0, end)} ${key}:"${hole}"${typed.slice(end)}`;
}
