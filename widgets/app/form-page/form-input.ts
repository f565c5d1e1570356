/** What was filled in, as the input of a call; and back, for what stands in a form already. Pure. */
import {
  minorDigits,
  NotRead,
  readAmount,
  readDuration,
  withLineItems,
  type Form,
  type FormField,
} from "@singularity/hub-server/contract";
import type { Filled } from "../room/form.ts";

/** @throws NotRead naming the field and what it takes */
export function formInput({ fields }: Form, filled: Filled): Record<string, unknown> {
  const typed = (field: FormField) => (filled[field.name] ?? "").trim();
  const entries = fields.map((field) => [field.name, read(field, typed(field))] as const);
  const input = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  const items = fields.filter((field) => field.type === "items" && typed(field));
  return items.reduce((whole, field) => withLineItems(whole, field.name, typed(field)), input);
}

function read(field: FormField, typed: string): unknown {
  if (typed === "" || field.type === "items") return undefined;
  const reader = field.options || !Object.hasOwn(readers, field.type) ? undefined : readers[field.type];
  const value = reader ? reader(typed) : typed;
  if (value === undefined) throw new NotRead(`${field.label} takes ${takes[field.type]}, not "${typed}".`);
  return value;
}

const takes: Readonly<Record<string, string>> = {
  integer: "a whole number",
  boolean: "yes or no",
  money: "an amount with its currency, such as 1200.50 EUR",
  duration: "a length of time, such as 25m or 1h30",
  datetime: "a day and a time",
};

const readers: Readonly<Record<string, (typed: string) => unknown>> = {
  integer: (typed) => (/^-?\d{1,15}$/.test(typed) ? Number(typed) : undefined),
  boolean: (typed) => ({ yes: true, no: false })[typed],
  money: (typed) => orNothing(() => readAmount(typed)),
  duration: readDuration,
  datetime: (typed) => {
    const time = new Date(typed);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  },
  tags: (typed) => [...new Set(typed.split(",").map((tag) => tag.trim().replace(/^#/, "")))].filter(Boolean),
};

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** What stands in the fields at first. What no input of the browser can hold stays away. */
export function filledFrom({ fields }: Form, values: Readonly<Record<string, unknown>>): Filled {
  const entries = fields.map(({ name, type }) => [name, written(type, values[name])] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ""));
}

function written(type: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (type === "boolean") return value === true ? "yes" : "no";
  if (type === "datetime") return localTime(String(value));
  if (type === "duration") return `${Math.round(Number(value) / 60)}m`;
  if (type === "money") return moneyText(value as { amount_minor: number; currency: string });
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? "" : String(value);
}

function moneyText({ amount_minor: amount, currency }: { amount_minor: number; currency: string }): string {
  const digits = minorDigits(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** As `<input type="datetime-local">` takes it: in the browser's own zone. */
function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
