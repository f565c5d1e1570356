/** A form where none can be drawn: its fields are asked one after the other; `field: value` answers several at once. */
import type { Form, FormField } from "@singularity/hub-server/contract";
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
      ...(more.length ? [`You may add a line for each of: ${more.join(", ")} — as field: value`] : []),
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
  const values: Record<string, unknown> = { ...filled.values };
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
    if (field) values[field.name] = readFormValue(form, field, said.trim(), circumstances);
    else if (asked && index > 0) values[asked.name] = `${String(values[asked.name] ?? "")}\n${line}`.trim();
  }
  return values;
}
