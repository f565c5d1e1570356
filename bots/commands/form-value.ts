/** The value of a form's field as people type it. */
import type { Form, FormField } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Circumstances } from "./command.ts";
import { readFieldTime } from "./field-time.ts";
import { readChoice, readTyped } from "./fields.ts";

/** @throws WordsUnclear naming the field and what it takes */
export function readFormValue(
  { call }: Pick<Form, "call">,
  field: FormField,
  text: string,
  circumstances: Circumstances,
): unknown {
  const { type, options, label, name } = field;
  if (options?.length) return orRefuse(readChoice(options, text), field, options.join(", "), text);
  if (type === "date" || type === "datetime")
    return readFieldTime({ noun: call.split(".")[0]!, name, label, type }, text, circumstances);
  if (type === "object" || type === "list" || type === "rule" || type === "times")
    throw new WordsUnclear(`${label} is set in its form, not by words.`, 0);
  const typed = readTyped(type, text);
  return orRefuse(typed, field, type, text);
}

function orRefuse(value: unknown, { label }: FormField, allowed: string, text: string): unknown {
  if (value !== undefined) return value;
  throw new WordsUnclear(`${label} takes ${allowed}, not "${text}".`, 0);
}
