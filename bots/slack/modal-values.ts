/** What stands in a modal's fields, as the input of a call. Pure. */
import {
  NotRead,
  readDuration,
  withLineItems,
  type Form,
  type FormField,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { readMoney } from "../words/money.ts";
import { isDrawn, valueOf } from "./modal.ts";
import { list, part, text, type Body } from "./payload.ts";

/** Field → what is wrong with it, shown there. */
export type FieldErrors = Readonly<Record<string, string>>;

export type Read = { readonly input: Readonly<Record<string, unknown>> } | { readonly errors: FieldErrors };

/**
 * Reads the values; what is empty says nothing.
 * @param ticked fields whose box was drawn ticked: without its tick it says no
 */
export function readValues(
  form: Form,
  values: Readonly<Record<string, Body>>,
  ticked: readonly string[] = [],
): Read {
  let input: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  const drawn = form.fields.filter(isDrawn);
  for (const field of drawn.filter(({ type }) => type !== "items")) {
    try {
      const value =
        readValue(field, values[field.name] ?? {}) ?? (ticked.includes(field.name) ? false : undefined);
      if (value !== undefined) input[field.name] = value;
      else if (field.required && field.type !== "boolean") errors[field.name] = `${field.label} is needed.`;
    } catch (error) {
      if (!(error instanceof WordsUnclear)) throw error;
      errors[field.name] = error.message;
    }
  }
  // Their currency is that of the whole paper, so they come last.
  for (const { name, label, required } of drawn.filter(({ type }) => type === "items")) {
    const typed = text(values[name]?.["value"]).trim();
    try {
      if (typed) input = withLineItems(input, name, typed);
      else if (required) errors[name] = `${label} is needed.`;
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      errors[name] = error.message;
    }
  }
  return Object.keys(errors).length ? { errors } : { input };
}

function readValue(field: FormField, state: Body): unknown {
  const selected = text(part(state["selected_option"])["value"]);
  if (field.type === "ref" || field.type === "anyref") return selected || undefined;
  if (field.type === "choice" && selected)
    return (field.options ?? []).find((option, index) => valueOf(option, index) === selected);
  if (field.type === "boolean") return list(state["selected_options"]).length > 0 || undefined;
  if (field.type === "date") return text(state["selected_date"]) || undefined;
  if (field.type === "datetime") return instant(state["selected_date_time"]);
  const typed = text(state["value"]).trim();
  if (typed === "") return undefined;
  const read = Object.hasOwn(readers, field.type) ? readers[field.type]! : undefined;
  return read ? read(typed, field) : typed;
}

function instant(seconds: unknown): string | undefined {
  return typeof seconds === "number" && seconds > 0 && seconds < 1e11
    ? new Date(seconds * 1000).toISOString()
    : undefined;
}

const readers: Readonly<Record<string, (typed: string, field: FormField) => unknown>> = {
  money: (typed) => readMoney(typed, 0),
  duration: (typed, { label }) => {
    const seconds = readDuration(typed);
    if (seconds === undefined)
      throw new WordsUnclear(`${label} takes a length of time such as 25m or 1h30, not "${typed}".`, 0);
    return seconds;
  },
  integer: (typed, { label }) => {
    if (!/^-?\d{1,15}$/.test(typed)) throw new WordsUnclear(`${label} takes a whole number.`, 0);
    return Number(typed);
  },
  tags: (typed) => [
    ...new Set(
      typed
        .split(/[,\n]+/)
        .map((tag) => tag.trim().replace(/^#/, ""))
        .filter(Boolean),
    ),
  ],
  url: (typed) => (/^https?:\/\//i.test(typed) ? typed : `https://${typed}`),
};

/** The hub's complaints at their fields; what belongs to no field stands at the first one. */
export function errorsAtFields(
  form: Form,
  problem: Readonly<Record<string, unknown>>,
  message: string,
): FieldErrors {
  const drawn = form.fields.filter(isDrawn).map(({ name }) => name);
  const found: Record<string, string> = {};
  for (const error of list(problem["errors"])) {
    const { field, allowed } = part(error);
    const name = text(field).split("/")[1] ?? "";
    if (drawn.includes(name) && text(allowed)) found[name] = `Takes ${text(allowed)}.`;
  }
  const ref = text(problem["field"]);
  if (Object.keys(found).length || drawn.length === 0) return found;
  return { [drawn.includes(ref) ? ref : drawn[0]!]: message };
}
