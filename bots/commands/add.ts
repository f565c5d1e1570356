/** `add`: a party in a role, a product, or a way to reach a party. */
import {
  contactPoints,
  parties,
  partyRoles,
  party,
  product,
  products,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { nearest } from "../words/near.ts";
import { readPairs, type Paired } from "../words/pairs.ts";
import { addCalls, addTracked, tracked } from "./add-tracked.ts";
import { about, command, make, written, type Circumstances, type Example, type Step } from "./command.ts";
import { setsTime } from "./field-time.ts";
import { fieldKeys, readFields } from "./fields.ts";

type Role = (typeof partyRoles)[number];
type ContactKind = "email" | "phone" | "address" | "url";

/** What can be added, as people call it. */
const kinds: Readonly<Record<string, (line: Line, tokens: Token[], circumstances: Circumstances) => Step>> = {
  ...Object.fromEntries(partyRoles.map((role) => [role, addParty({ role })])),
  client: addParty({ role: "customer" }),
  lead: addParty({ role: "prospect" }),
  vendor: addParty({ role: "supplier" }),
  company: addParty({ kind: "organisation" }),
  organisation: addParty({ kind: "organisation" }),
  person: addParty({ kind: "person" }),
  product: addProduct,
  email: addContact("email"),
  phone: addContact("phone"),
  address: addContact("address"),
  ...Object.fromEntries(tracked.map((noun) => [noun.key, addTracked(noun)])),
  opportunity: addTracked(tracked.find(({ key }) => key === "deal")!),
  ticket: addTracked(tracked.find(({ key }) => key === "case")!),
};

const contactKeys: Readonly<Record<string, ContactKind>> = {
  email: "email",
  mail: "email",
  phone: "phone",
  tel: "phone",
  telephone: "phone",
  mobile: "phone",
  address: "address",
};

const partyKeys = new Map([...Object.entries(contactKeys), ...fieldKeys(party.fields)]);
const examples: readonly Example[] = [
  {
    words: 'add prospect "Acme GmbH" email: anna@acme.example city: Berlin',
    call: "party.add",
    input: {
      role: "prospect",
      name: "Acme GmbH",
      city: "Berlin",
      contact_points: [{ kind: "email", value: "anna@acme.example" }],
    },
  },
  {
    words: 'add product "Chai" sku: CH-1',
    call: "product.add",
    input: { name: "Chai", sku: "CH-1" },
  },
  {
    words: "add phone +49 30 1234 to CUS-12",
    call: "contact_point.add",
    input: { party: "CUS-12", kind: "phone", value: "+49 30 1234" },
  },
  {
    words: 'add deal "500 seats" for acme value: 12k EUR',
    call: "deal.add",
    input: { name: "500 seats", party: "acme", value: { amount_minor: 1_200_000, currency: "EUR" } },
  },
];

export const add = command({
  verb: "add",
  aliases: ["new", "create"],
  group: "Record",
  usage:
    'add <prospect|customer|supplier|partner|product|deal|case|…> "Name" [for whom] [field: value …] [-- note]',
  help: "Add a party, a product, a deal, a case …; or add email, phone or address to a party.",
  examples,
  calls: [parties.add, products.add, contactPoints.add, ...addCalls],
  timed: setsTime,
  read: (line, circumstances) => {
    const tokens = line.tokens();
    const start = tokens.findIndex(({ kind, text }) => kind !== "word" || !/^(an?|the|new)$/i.test(text));
    const [first, ...others] = tokens.slice(Math.max(0, start));
    const word = first?.kind === "word" ? first.text.toLowerCase() : "";
    const read = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    if (!read) throw unknownKind(line, first);
    return read(line, others, circumstances);
  },
});

function unknownKind(line: Line, first: Token | undefined): WordsUnclear {
  const word = first?.kind === "word" ? first.text : "";
  const rest = first ? line.typed.slice(first.end) : "";
  const instead = nearest(word, Object.keys(kinds)).map((kind) => `add ${kind}${rest}`);
  return new WordsUnclear(
    "Say what to add: prospect, customer, supplier, partner, product, deal, case, project, email, phone …",
    first?.at ?? line.typed.length,
    instead,
  );
}

function addParty(given: { role?: Role; kind?: "organisation" | "person" }) {
  return (line: Line, tokens: Token[], circumstances: Circumstances): Step => {
    const { tokens: before, text } = splitText(tokens);
    const paired = readPairs(before, partyKeys);
    const { name, contacts } = readName(line, paired.words);
    const isContact = ({ key }: { key: string }) => Object.hasOwn(contactKeys, key);
    const points = [
      ...contacts,
      ...paired.pairs
        .filter((pair) => isContact(pair) && pair.value !== "")
        .map(({ key, value }) => ({ kind: contactKeys[key]!, value })),
    ];
    const fields = readFields(
      party,
      paired.pairs.filter((pair) => !isContact(pair)),
      { line, circumstances },
    );
    return make(
      parties.add,
      said({
        ...given,
        name,
        ...tagged(paired),
        ...(text === undefined ? {} : { note: text }),
        ...fields,
        ...(points.length ? { contact_points: points } : {}),
      }),
      written,
    );
  };
}

function addProduct(line: Line, tokens: Token[], circumstances: Circumstances): Step {
  const { tokens: before, text } = splitText(tokens);
  const paired = readPairs(before, fieldKeys(product.fields));
  const { name } = readName(line, paired.words);
  const fields = readFields(product, paired.pairs, { line, circumstances });
  const description = text === undefined ? {} : { description: text };
  return make(products.add, said({ name, ...description, ...fields }), written);
}

/** Empty values say nothing when a record is added. */
function said(input: Record<string, unknown>): never {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as never;
}

const tagged = ({ tags }: Paired) => (tags.length ? { tags } : {});

/** The name, in quotes or not; an e-mail address among its words is no part of it. */
function readName(line: Line, words: readonly Token[]) {
  const called = words[0]?.kind === "word" && /^(called|named)$/.test(words[0].text) && words.length > 1;
  const rest = called ? words.slice(1) : [...words];
  const isEmail = ({ kind, text }: Token) => kind === "word" && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
  const number = rest.find(({ kind, text }) => kind === "word" && /^\+\d/.test(text));
  if (number) throw new WordsUnclear("Write phone: before a telephone number.", number.at);
  const name = rest.filter((token) => !isEmail(token));
  if (name.length === 0)
    throw new WordsUnclear("Say its name.", line.typed.length, [], `${line.typed.trimEnd()} "${hole}"`);
  if (name.length > 1 && name.some(({ kind }) => kind === "string"))
    throw new WordsUnclear("Put the whole name in one pair of quotes.", name[1]!.at);
  return {
    name: join(name),
    contacts: rest.filter(isEmail).map(({ text }) => ({ kind: "email" as const, value: text })),
  };
}

/** `add email anna@acme.example to acme`; in a record's room without the end. */
function addContact(kind: ContactKind) {
  return (line: Line, tokens: Token[]): Step => {
    const to = tokens.findLastIndex((token) => token.kind === "word" && /^(to|for)$/i.test(token.text));
    const value = join(to < 0 ? tokens : tokens.slice(0, to));
    if (value === "") throw new WordsUnclear(`Say the ${kind}.`, line.typed.length);
    const ref = to < 0 ? undefined : join(tokens.slice(to + 1));
    if (ref === "") throw new WordsUnclear("Say to whom it belongs.", line.typed.length);
    if (kind === "email" && !/^\S+@\S+$/.test(value))
      throw new WordsUnclear(`"${value}" is not one e-mail address. Say whose with "to".`, tokens[0]!.at);
    if (ref !== undefined) return make(contactPoints.add, { party: ref, kind, value }, written);
    return about(undefined, ["party"], (record) =>
      make(contactPoints.add, { party: record.id, kind, value }, written),
    );
  };
}
