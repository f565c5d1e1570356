/** Numbers, dates and durations as people read them. */
import type { AnswerColumn } from "./answer.ts";

const numbers = new Intl.NumberFormat("en-GB");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const number = (value: number): string => numbers.format(value);

/** @param date ISO date, already in the asked zone */
export const month = (date: string): string => `${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
export const day = (date: string): string => `${Number(date.slice(8, 10))} ${month(date)}`;

/** Seconds as `41:30 h`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${number(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")} h`;
}

/** One value of an answer as one line of text; `–` where there is none. */
export function shown(
  value: string | number | null | undefined,
  { type }: Pick<AnswerColumn, "type">,
): string {
  if (value === null || value === undefined || value === "") return "–";
  if (type === "month") return month(String(value));
  if (type === "week" || type === "day") return day(String(value));
  if (type === "duration") return duration(Number(value));
  return type === "count" ? number(Number(value)) : String(value).replaceAll(/\s+/g, " ").trim();
}

/** `1 interaction`, `2 interactions`. */
export const counted = (value: number, one: string, many: string): string =>
  `${number(value)} ${value === 1 ? one : many}`;
