/** A row of cells as values of fields, by the plan; what does not fit is said by column, with what would. */
import { cut, unguarded } from "./file/cell.ts";
import { currencyIn, minorUnits, numberOf } from "./file/amounts.ts";
import { currencyOf } from "./file/currency.ts";
import { dateOf, dateTimeOf } from "./file/dates.ts";
import { targets, type Target } from "./file/targets.ts";
import type { Plan, PlanColumn } from "./plan.ts";

export interface Problem {
  readonly column: string | null;
  readonly value: string;
  readonly reason: string;
  readonly allowed: string;
}

/** A cell as part of a row: `label` is what its header says besides. */
export interface Contact {
  readonly kind: "email" | "phone";
  readonly value: string;
  readonly label?: string;
}

export interface Values {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly contacts: readonly Contact[];
  /** What fits no field, as it is. */
  readonly custom: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

export function valuesOf(plan: Plan, cells: readonly string[]): Values {
  const fields: Record<string, unknown> = {};
  const custom: Record<string, string> = {};
  const contacts: Contact[] = [];
  const problems: Problem[] = [];
  for (const [place, column] of plan.columns.entries()) {
    const text = unguarded(cells[place]?.trim() ?? "");
    if (!text || !column.field || isNothing(text)) continue;
    if (column.field.startsWith("custom.")) custom[column.field.slice(7)] = cut(text, 5000);
    else if (column.field === "email" || column.field === "phone")
      contacts.push(...contactsIn(column, text, problems));
    else fillField(plan, column, text, fields, problems);
  }
  return { fields: withCurrency(plan, fields, problems), contacts, custom, problems };
}

/** How programs write that there is nothing. */
const isNothing = (text: string) => /^(null|n\/a|nan|none|-|--|\(no value\))$/i.test(text);

function fillField(
  plan: Plan,
  column: PlanColumn,
  text: string,
  fields: Record<string, unknown>,
  problems: Problem[],
): void {
  const key = column.field!;
  const wanted = targets[plan.noun!][key]!;
  const value = valueOf(wanted, column, text);
  if (value === undefined)
    problems.push({
      column: column.header,
      value: cut(text, 100),
      reason: `this is not ${kindWords[wanted.type]}`,
      allowed: allowedFor(wanted, column),
    });
  else fields[key] ??= value;
}

const kindWords: Readonly<Record<Target["type"], string>> = {
  text: "text",
  longtext: "text",
  email: "an e-mail address",
  phone: "a telephone number",
  url: "an address of the web",
  integer: "a whole number",
  number: "a number",
  money: "an amount",
  date: "a date",
  datetime: "a date or time",
  minutes: "a length of time",
  choice: "one of the choices",
  tags: "a list of tags",
};

function allowedFor({ type, options }: Target, { order, decimal }: PlanColumn): string {
  if (options) return `one of ${options.join(", ")}`;
  if (type === "date" || type === "datetime")
    return order === "mdy" ? "2026-12-31 or 12/31/2026" : "2026-12-31 or 31.12.2026";
  if (type === "money" || type === "number") return decimal === "," ? "1.234,56" : "1,234.56";
  if (type === "integer") return "a whole number such as 12";
  if (type === "url") return "https://example.org";
  return type === "minutes" ? "minutes such as 25, or 0:25" : kindWords[type];
}

interface Amount {
  readonly amount: number;
  readonly currency: ReturnType<typeof currencyIn>;
}

/** Characters of what is short by its nature; what is longer is none, and is not looked at. */
const longestShort = 500;
const longestAddress = 300;

function valueOf(
  { type, options }: Target,
  { order = "ymd", decimal = "." }: PlanColumn,
  text: string,
): unknown {
  if (type === "text") return cut(text.replaceAll(/\s+/g, " "), 300);
  if (type === "longtext") return cut(text, 20_000);
  if (type === "tags") return tagsOf(text);
  if (text.length > longestShort) return undefined;
  switch (type) {
    case "url":
      return urlOf(text);
    case "integer":
      return Math.round(numberOf(text, decimal) ?? Number.NaN) || zero(text, decimal);
    case "number":
      return numberOf(text, decimal);
    case "money": {
      const amount = numberOf(text, decimal);
      return amount === undefined ? undefined : ({ amount, currency: currencyIn(text) } satisfies Amount);
    }
    case "date":
      return dateOf(text, order);
    case "datetime":
      return dateTimeOf(text, order);
    case "minutes":
      return secondsOf(text, decimal);
    case "choice":
      return options!.find((option) => option === text.toLowerCase());
    case "email":
    case "phone":
      return text;
  }
}

const tagsOf = (text: string) =>
  text
    .split(/ ::: |[,;|]/)
    .map((tag) => cut(tag.trim().replace(/^\* /, "").trim(), 40))
    .filter(Boolean)
    .slice(0, 50);

const zero = (text: string, decimal: "." | ",") => (numberOf(text, decimal) === 0 ? 0 : undefined);

function secondsOf(text: string, decimal: "." | ","): number | undefined {
  const clock = /^(\d{1,3}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  const minutes = numberOf(text.replace(/\s*(min|minutes?|m)\.?$/i, ""), decimal);
  return minutes === undefined || minutes < 0 || minutes > 10_080 ? undefined : Math.round(minutes * 60);
}

function urlOf(text: string): string | undefined {
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return url.length <= 500 && /^https?:\/\/[^\s]+\.[^\s]+$/i.test(url) ? url : undefined;
}

const address = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** Several in one cell are kept apart; the label is what the header says besides: `email_work`, `Person - Email (Home)`. */
function contactsIn({ header, field }: PlanColumn, text: string, problems: Problem[]): Contact[] {
  const kind = field as Contact["kind"];
  const said = /(work|home|other|mobile|office|business|private|fax)/i.exec(header)?.[1]?.toLowerCase();
  const parts = text.split(kind === "email" ? / ::: |[,;]\s*|\s+/ : / ::: |;\s*/).map((part) => part.trim());
  return parts.filter(Boolean).flatMap((part) => {
    const value =
      kind === "email" ? part.replace(/^.*<|>.*$/g, "").replace(/^mailto:/i, "") : cut(part, longestAddress);
    if (kind === "email" && (value.length > longestAddress || !address.test(value))) {
      problems.push({
        column: header,
        value: cut(part, 100),
        reason: "this is not an e-mail address",
        allowed: "name@example.org",
      });
      return [];
    }
    return [{ kind, value, ...(said ? { label: said } : {}) }];
  });
}

/** Minor units. */
const largest = 9_000_000_000_000_000;

/** Amounts in minor units of their own currency, the row's, or the company's. A code counts for more than a sign. */
function withCurrency(
  plan: Plan,
  { currency: said, ...rest }: Readonly<Record<string, unknown>>,
  problems: Problem[],
): Record<string, unknown> {
  const named = typeof said === "string" ? currencyOf(said) : undefined;
  const wrong = (reason: string, allowed: string, field = "currency", value = String(said)) => {
    const column = plan.columns.find((one) => one.field === field)?.header ?? null;
    problems.push({ column, value: cut(value, 100), reason, allowed });
  };
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => {
      if (targets[plan.noun!][key]?.type !== "money") return [key, value];
      const { amount, currency: own } = value as Amount;
      if (said !== undefined && !named)
        wrong("this is not a currency", "a code such as EUR, or a sign such as €");
      if (named && own?.sure && own.code !== named)
        wrong(`the amount is in ${own.code}`, "the currency of the amount");
      const currency = (own?.sure ? own.code : named) ?? own?.code ?? plan.currency;
      const minor = minorUnits(amount, currency);
      if (!(Math.abs(minor) <= largest))
        wrong("this amount is too large", "up to 9,000,000,000,000,000 cents", key, String(amount));
      return [key, { amount_minor: minor, currency }];
    }),
  );
}
