/** What was filled in, as the input of a call; and back, for what stands in a form already. Pure. */
import type { Form, FormField } from "@singularity/hub-server/contract";
import type { Filled } from "../room/form.ts";

/** A value that its field does not take, in a sentence for people. */
export class FieldWrong extends Error {}

/** @throws FieldWrong naming the field and what it takes */
export function formInput({ fields }: Form, filled: Filled): Record<string, unknown> {
  const entries = fields.map(
    (field) => [field.name, read(field, (filled[field.name] ?? "").trim())] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function read(field: FormField, typed: string): unknown {
  if (typed === "") return undefined;
  const reader = field.options || !Object.hasOwn(readers, field.type) ? undefined : readers[field.type];
  const value = reader ? reader(typed) : typed;
  if (value === undefined) throw new FieldWrong(`${field.label} takes ${takes[field.type]}, not "${typed}".`);
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
  money: readMoney,
  duration: readDuration,
  datetime: (typed) => {
    const time = new Date(typed);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  },
  tags: (typed) => [...new Set(typed.split(",").map((tag) => tag.trim().replace(/^#/, "")))].filter(Boolean),
};

/** How many digits the minor unit of a currency has. @throws RangeError when it is none */
const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

function readMoney(typed: string) {
  const [, whole = "", part = "", currency = ""] =
    /^(-?\d{1,13})(?:[.,](\d{1,3}))?\s*([a-z]{3})$/i.exec(typed) ?? [];
  if (!currency) return undefined;
  const digits = digitsOf(currency.toUpperCase());
  if (part.length > digits) return undefined;
  return { amount_minor: Number(whole + part.padEnd(digits, "0")), currency: currency.toUpperCase() };
}

function readDuration(typed: string): number | undefined {
  const [, hours, minutes] = /^(?:(\d{1,3})h)?\s*(?:(\d{1,4})m?(?:in)?)?$/i.exec(typed) ?? [];
  if (hours === undefined && minutes === undefined) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
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
  const digits = digitsOf(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** As `<input type="datetime-local">` takes it: in the browser's own zone. */
function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
