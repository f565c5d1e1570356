/** The plan of an import: what its rows are, which column fills which field, and how its dates and numbers are read. */
import { importKeys, importNouns } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import type { Decimal } from "./file/amounts.ts";
import type { DateOrder } from "./file/dates.ts";
import { fieldsFor, nounsOf } from "./file/recognise.ts";
import { targets, type ImportNoun } from "./file/targets.ts";
import { isDate, isNumeric, type ColumnType, type Seen } from "./seen.ts";

export type Key = (typeof importKeys)[number];

export interface PlanColumn {
  readonly header: string;
  /** Field, `custom.key`, or null: left out. */
  readonly field: string | null;
  readonly order?: DateOrder;
  readonly decimal?: Decimal;
}

export interface Plan {
  readonly noun: ImportNoun | null;
  readonly source: string;
  readonly columns: readonly PlanColumn[];
  readonly match: readonly Key[];
  readonly answers: Readonly<Record<string, string>>;
  /** Of amounts that name none. */
  readonly currency: string;
}

export interface Question {
  readonly key: string;
  readonly question: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly suggested: string | null;
}

/** What the person says about a file; what they leave out is as before, or as suggested. */
export interface Said {
  readonly noun?: ImportNoun;
  readonly mapping?: Readonly<Record<string, string | null>>;
  readonly match?: readonly Key[];
  readonly answers?: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly file: string;
  readonly source: string;
  readonly headers: readonly string[];
  /** What its columns hold, where they fill fields of these types. */
  readonly look: (types: readonly ColumnType[]) => Promise<readonly Seen[]>;
}

interface Planned {
  readonly plan: Plan;
  readonly questions: Question[];
  readonly seen: readonly Seen[];
}

/** A column whose values are read one way or another. */
interface Styled {
  readonly place: number;
  readonly header: string;
  readonly types: readonly ColumnType[];
  readonly seen: readonly Seen[];
  readonly answers: Readonly<Record<string, string>>;
  readonly questions: Question[];
}

/** Makes the plan, and the questions that it leaves open. */
export async function planOf(
  sample: Sample,
  before: Plan | undefined,
  said: Said,
  currency: string,
): Promise<Planned> {
  const nouns = nounsOf(sample.file, sample.headers);
  const answers = { ...before?.answers, ...said.answers };
  const answered = importNouns.find((noun) => noun === answers["noun"]);
  const noun = said.noun ?? answered ?? before?.noun ?? nouns[0] ?? null;
  const fields = noun ? mapped(sample, noun, before, said) : sample.headers.map(() => null);
  const questions: Question[] = noun ? [] : [whichNoun];
  const types = sample.headers.map((_, place) => fieldType(noun, fields[place] ?? null));
  const seen = await sample.look(types);
  const columns = sample.headers.map((header, place) => {
    const field = fields[place] ?? null;
    return { header, field, ...styleOf({ place, header, types, seen, answers, questions }) };
  });
  const match = said.match ?? (before?.noun === noun ? before?.match : undefined) ?? usualKeys(noun, fields);
  return { plan: { noun, source: sample.source, columns, match, answers, currency }, questions, seen };
}

const whichNoun: Question = {
  key: "noun",
  question: "What are the rows of this file?",
  choices: importNouns.map((noun) => ({ value: noun, label: `${noun[0]!.toUpperCase()}${noun.slice(1)}` })),
  suggested: "party",
};

/** As said, as before, as recognised; what is left is kept under its own header. */
function mapped(sample: Sample, noun: ImportNoun, before: Plan | undefined, said: Said): (string | null)[] {
  const known = before?.noun === noun ? before.columns.map((column) => column.field) : undefined;
  const found = known ?? fieldsFor(noun, sample.headers);
  const wanted = sample.headers.map((_, place) => {
    const one = said.mapping?.[String(place)];
    return one === undefined ? undefined : checked(noun, one, place);
  });
  const taken = once(noun, wanted);
  const fields = sample.headers.map((header, place) => {
    if (wanted[place] !== undefined) return wanted[place];
    const field = known ? (known[place] ?? null) : (found[place] ?? customKey(header));
    return field && taken.has(field) ? customKey(header) : field;
  });
  return withinCustom(fields);
}

/** What a record keeps besides its fields is at most 300; words that have no equal here need some of them. */
const mostCustom = 290;

/** Columns beyond what a record can keep are left out; another choice can be said. */
function withinCustom(fields: readonly (string | null)[]): (string | null)[] {
  const kept = new Set<string>();
  return fields.map((field) => {
    if (!field?.startsWith("custom.")) return field;
    if (kept.size < mostCustom) kept.add(field);
    return kept.has(field) ? field : null;
  });
}

/** What somebody says goes before what was found. @returns the fields that are filled by one column. @throws InputInvalid */
function once(noun: ImportNoun, wanted: readonly (string | null | undefined)[]): Set<string> {
  const taken = new Set<string>();
  for (const [place, field] of wanted.entries()) {
    if (!field || !targets[noun][field] || targets[noun][field].many) continue;
    if (taken.has(field))
      throw new InputInvalid([
        { field: `/mapping/${place}`, allowed: "a field that no other column fills", got: `"${field}"` },
      ]);
    taken.add(field);
  }
  return taken;
}

/** `custom.annual_revenue`; nothing of a header is lost but its signs. */
export const customKey = (header: string) =>
  `custom.${
    header
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 53) || "column"
  }`;

function checked(noun: ImportNoun, field: string | null, place: number): string | null {
  if (field === null || /^custom\.[^.]{1,60}$/.test(field) || Object.hasOwn(targets[noun], field))
    return field;
  const allowed = `one of ${Object.keys(targets[noun]).join(", ")}, custom.key or null`;
  throw new InputInvalid([{ field: `/mapping/${place}`, allowed, got: `"${field}"` }]);
}

export function fieldType(noun: ImportNoun | null, field: string | null): ColumnType {
  return noun && field ? targets[noun][field]?.type : undefined;
}

function styleOf(column: Styled): Pick<PlanColumn, "order" | "decimal"> {
  const type = column.types[column.place];
  if (isDate(type)) return { order: dateOrder(column) };
  return isNumeric(type) ? { decimal: decimalSign(column) } : {};
}

function dateOrder({ place, header, seen, answers, questions }: Styled): DateOrder {
  const key = `dates.${place}`;
  const said = (["dmy", "mdy", "ymd"] as const).find((order) => order === answers[key]);
  const found = said ?? seen[place]!.dates.order() ?? elsewhere(seen, place);
  if (found) return found;
  const [example = ""] = seen[place]!.samples;
  questions.push({
    key,
    question: `In "${header}", is ${example} written with the day or the month first?`,
    choices: [
      { value: "dmy", label: "day first" },
      { value: "mdy", label: "month first" },
    ],
    suggested: "mdy",
  });
  return "mdy";
}

/** Another column of dates of the same file may tell. */
function elsewhere(seen: readonly Seen[], place: number): DateOrder | null {
  for (const [other, { dated, dates }] of seen.entries()) {
    const order = dated && other !== place ? dates.order() : null;
    if (order === "dmy" || order === "mdy") return order;
  }
  return null;
}

function decimalSign({ place, header, types, seen, answers, questions }: Styled): Decimal {
  const key = `numbers.${place}`;
  if (answers[key] === "," || answers[key] === ".") return answers[key];
  const { decimal, unsure } = seen[place]!.numbers.told();
  if (decimal) return decimal;
  for (const [other, type] of types.entries()) {
    const { numbers } = seen[other]!;
    const told = other !== place && isNumeric(type) && numbers.signed() ? numbers.told().decimal : null;
    if (told) return told;
  }
  const { example, sign } = unsure!;
  const other = sign === "," ? "." : ",";
  questions.push({
    key,
    question: `In "${header}", does the ${sign === "," ? "comma" : "dot"} of ${example} stand before decimals or between thousands?`,
    choices: [
      { value: other, label: "between thousands" },
      { value: sign, label: "before decimals" },
    ],
    suggested: ".",
  });
  return ".";
}

/** The id of the other program, then an e-mail address; a name only where there is neither. */
function usualKeys(noun: ImportNoun | null, fields: readonly (string | null)[]): Key[] {
  const has = (field: string) => fields.includes(field);
  if (!noun) return [];
  const keys: Key[] = has("external_id") ? ["external_id"] : [];
  if (noun === "party" && has("email")) keys.push("email");
  if (!keys.length && (noun === "party" || noun === "product")) keys.push("name");
  return keys;
}
