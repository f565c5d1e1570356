/** `set`: fields of any record. */
import { WordsUnclear } from "../errors.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { bare, readPairs, type Paired } from "../words/pairs.ts";
import { about, command, look, type Circumstances, type Named, type Step } from "./command.ts";
import { setsTime } from "./field-time.ts";
import { fieldKeys, readFields, type Said } from "./fields.ts";
import { callsFor, makeFor, nounCalls } from "./nouns.ts";

/** What may stand before a colon whatever the noun: the words must be sorted before the noun is known. */
const anyKey = new Map(
  Object.values(nounCalls).flatMap(({ noun }) => [...fieldKeys(noun.fields).keys()].map((key) => [key, key])),
);

const anyLabel = new Map(
  Object.values(nounCalls).flatMap(({ noun }) =>
    Object.entries(noun.fields).flatMap(([key, { label }]) =>
      [key, label].map((name) => [bare(name), label.toLowerCase()] as const),
    ),
  ),
);

export const set = command({
  verb: "set",
  aliases: ["change", "update", "edit"],
  group: "Record",
  usage: "set <record> field:value [field:value …]",
  help: "Change fields of a record; an empty value clears the field.",
  examples: [
    {
      words: "set CUS-12 city:Berlin country:Germany",
      call: "party.change",
      noun: "party",
      input: { ref: "CUS-12", city: "Berlin", country: "Germany" },
    },
    {
      words: "set PRD-3 unit price: 18.50 EUR",
      call: "product.change",
      noun: "product",
      input: { ref: "PRD-3", unit_price: { amount_minor: 1850, currency: "EUR" } },
    },
    {
      words: "set CUS-12 region:",
      call: "party.change",
      noun: "party",
      input: { ref: "CUS-12", region: null },
    },
  ],
  calls: callsFor("change"),
  timed: setsTime,
  read: readSet,
});

function readSet(line: Line, circumstances: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens());
  if (text !== undefined)
    throw new WordsUnclear("set takes field:value, and no text after --.", tokens.at(-1)?.end ?? 0);
  const paired = readPairs(tokens, anyKey, anyLabel);
  const ref = join(paired.words);
  if (paired.pairs.length === 0) throw noPairs(line, paired);
  if (paired.tags.length)
    throw new WordsUnclear("Write tags:#a,#b to say which tags it has from now on.", line.typed.length);
  const ran = ref === "" && paired.pairs.find((pair) => pair.ran);
  if (ran) throw new WordsUnclear(`Put "${ran.value}" in quotes if all of it is meant.`, ran.at);
  return about(ref || undefined, Object.keys(nounCalls), (record) =>
    change(record, ref, paired, { line, circumstances }),
  );
}

/** The reference goes on as it was typed, so that the same words make the same request even after a change of name. */
function change(record: Named, ref: string, paired: Paired, said: Said): Step {
  const noun = nounCalls[record.noun]?.noun;
  const keys = noun && fieldKeys(noun.fields);
  const pairs = paired.pairs.map((pair) => {
    const key = keys?.get(pair.key);
    if (!key) throw new WordsUnclear(`${noun?.label ?? record.noun} has no field "${pair.key}".`, pair.at);
    return { ...pair, key };
  });
  const make = (known: typeof pairs): Step =>
    makeFor(record, "change", { ref: ref || record.id, ...readFields(noun, known, said) });
  const details = nounCalls[record.noun]?.details;
  const bare = pairs.filter(({ key, value }) => noun?.fields[key]?.type === "money" && figure.test(value));
  if (!bare.length || !details) return make(pairs);
  return look(details, { ref: ref || record.id }, (found) =>
    make(pairs.map((pair) => (bare.includes(pair) ? inCurrency(pair, found as Found) : pair))),
  );
}

/** An amount without its currency. */
const figure = /^-?\d[\d.,']*\s?[km]?$/i;
type Found = Readonly<Record<string, { readonly currency?: string } | null | undefined>>;

/** `amount 15k` of what is in euros already is in euros. */
function inCurrency<P extends { key: string; value: string; at: number }>(pair: P, found: Found): P {
  const currency = found[pair.key]?.currency;
  if (currency) return { ...pair, value: `${pair.value} ${currency}` };
  throw new WordsUnclear(`"${pair.value}" has no currency. Write ${pair.value} EUR.`, pair.at);
}

/** `set acme city to Berlin` is offered in the form that is read. */
function noPairs(line: Line, { words }: Paired): WordsUnclear {
  const index = words.findIndex(({ text }, place) => place > 0 && anyKey.has(bare(text)));
  const value = words.slice(index + 1).filter(({ text }, place) => place > 0 || !/^(to|is|=)$/i.test(text));
  const offered =
    index > 0 && value.length
      ? [`set ${join(words.slice(0, index))} ${words[index]!.text}:${join(value)}`]
      : [];
  return new WordsUnclear("Write the field, a colon and the value: city:Berlin.", line.typed.length, offered);
}
