/** A form where none can be drawn: its fields are asked one after the other; `field: value` answers several at once. */
import { NotRead, withLineItems, type Form, type FormField } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { formNamed } from "../commands/forms.ts";
import type { Choice, Circumstances, Reply } from "../commands/command.ts";
import { readFormValue } from "../commands/form-value.ts";
import { bare } from "../words/pairs.ts";
import type { Waiting } from "./memory.ts";

type Filled = NonNullable<Waiting["form"]>;

/** The first field that must be filled in and is not. */
export function missing({ fields }: Form, values: Readonly<Record<string, unknown>>): FormField | undefined {
  return fields.find(({ name, required }) => required && values[name] === undefined);
}

/** The question for a field, with what else may be said. */
export function question(form: Form, field: FormField, values: Readonly<Record<string, unknown>>): Reply {
  const others = form.fields.filter(({ name }) => name !== field.name && values[name] === undefined);
  const more = others.slice(0, 6).map(({ label }) => label.toLowerCase());
  const options = (field.options ?? []).slice(0, 5);
  const choices: Choice[] = options.map((option) => ({ label: option, words: option }));
  return {
    lines: [
      `${form.title}. ${field.label}?${field.help && !options.length ? ` (${field.help})` : ""}`,
      ...(options.length < (field.options ?? []).length ? [`One of: ${field.options!.join(", ")}`] : []),
      ...(more.length && !options.length
        ? [`You may add a line for each of: ${more.join(", ")} — as field: value`]
        : []),
      "cancel ends it.",
    ],
    form,
    waits: true,
    isPrivate: true,
    ...(choices.length ? { choices } : {}),
  };
}

/**
 * Takes an answer in: the bare first line is the field that was asked for, lines with a colon are others.
 * @throws WordsUnclear when a value is none for its field
 */
export function takeAnswer(
  filled: Filled,
  answer: string,
  circumstances: Circumstances,
): Record<string, unknown> {
  const { form } = formNamed(filled.name)!;
  let values: Record<string, unknown> = { ...filled.values };
  const given = givenIn(form, filled, answer);
  for (const [field, text] of given)
    if (field.type !== "items") values[field.name] = readFormValue(form, field, text, circumstances);
  for (const [field, text] of given)
    if (field.type === "items") values = inLine(() => withLineItems(values, field.name, text));
  keepsCurrency(form, filled.values, values);
  return values;
}

/** The words for each field that the answer gives. */
function givenIn(form: Form, filled: Filled, answer: string): Map<FormField, string> {
  const given = new Map<FormField, string>();
  const asked = form.fields.find(({ name }) => name === filled.field);
  for (const [index, line] of answer
    .split("\n")
    .filter((text) => text.trim())
    .entries()) {
    const pair = /^\s*([\p{L}' _-]{1,40}):\s*(.+)$/u.exec(line);
    const named =
      pair && form.fields.find(({ name, label }) => [bare(name), bare(label)].includes(bare(pair[1]!)));
    const field = named ?? (index === 0 ? asked : undefined);
    const said = named && pair?.[2] ? pair[2] : line;
    if (field) given.set(field, said.trim());
    else if (asked && index > 0) given.set(asked, `${given.get(asked) ?? ""}\n${line}`.trim());
  }
  return given;
}

/** Prices were said in a currency; they are not read in another one afterwards. */
function keepsCurrency(form: Form, before: Filled["values"], now: Record<string, unknown>): void {
  const { currency } = before;
  const lines = form.fields.find(
    ({ name, type }) => type === "items" && now[name] === before[name] && now[name],
  );
  if (lines && currency && String(now["currency"]).toUpperCase() !== currency)
    throw new WordsUnclear(`${lines.label} are in ${String(currency)}.`, 0);
}

function inLine<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NotRead ? new WordsUnclear(error.message, 0) : error;
  }
}
