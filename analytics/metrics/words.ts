/** Numbers, dates, durations and amounts as people read them. */
import type { AnswerColumn, AnswerRow } from "./answer.ts";
import { digitsOf } from "./money.ts";

const numbers = new Intl.NumberFormat("en-GB");
const short = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const shares = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const number = (value: number): string => numbers.format(value);

/** @param date ISO date, already in the asked zone */
export const month = (date: string): string => `${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
export const day = (date: string): string => `${Number(date.slice(8, 10))} ${month(date)}`;
const quarter = (date: string): string => `Q${Math.ceil(Number(date.slice(5, 7)) / 3)} ${date.slice(0, 4)}`;

/** Seconds as `41:30 h`. */
export function duration(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const sign = seconds < 0 && minutes > 0 ? "-" : "";
  return `${sign}${number(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")} h`;
}

/** Major units with the currency's digits: `1,265,793.04`. */
export function amount(value: number, currency: string): string {
  const digits = digitsOf(currency);
  return value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

type Shown = Pick<AnswerColumn, "type" | "currency">;

const readings: Readonly<Partial<Record<AnswerColumn["type"], (value: string | number) => string>>> = {
  month: (value) => month(String(value)),
  week: (value) => day(String(value)),
  day: (value) => day(String(value)),
  quarter: (value) => quarter(String(value)),
  year: (value) => String(value).slice(0, 4),
  duration: (value) => duration(Number(value)),
  count: (value) => number(Number(value)),
  number: (value) => short.format(Number(value)),
  percent: (value) => `${shares.format(Number(value))} %`,
};

/**
 * One value of an answer as one line of text; `–` where there is none.
 * @param row whose `currency` says what money it is when the column does not
 */
export function shown(value: string | number | null | undefined, column: Shown, row: AnswerRow = {}): string {
  if (value === null || value === undefined || value === "") return "–";
  if (column.type === "money") return amount(Number(value), column.currency ?? String(row["currency"]));
  return readings[column.type]?.(value) ?? String(value).replaceAll(/\s+/g, " ").trim();
}

/** `1 interaction`, `2 interactions`. */
export const counted = (value: number, one: string, many: string): string =>
  `${number(value)} ${value === 1 ? one : many}`;
