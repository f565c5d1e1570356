/** Values of fields between the wire and the columns. */
import { moneyText, type Field, type Fields } from "../../contract/index.ts";
import { whenText } from "../calendar/when.ts";
import { columnsOf, type Row } from "./table.ts";

interface MoneyValue {
  readonly amount_minor: number;
  readonly currency: string;
}

/** What an `anyref` holds in the history. */
export interface Target {
  readonly noun: string;
  readonly id: string;
}

/** The id that a field of a row points to; undefined when it is no reference. */
export function pointedTo(key: string, field: Pick<Field, "type">, row: Row): string | null | undefined {
  return field.type === "ref" || field.type === "anyref"
    ? ((row[`${key}_id`] as string | null) ?? null)
    : undefined;
}

/** Columns for a value of the wire; references are ids already. */
export function toColumns(key: string, field: Field, value: unknown): Record<string, unknown> {
  if (field.type === "money") {
    const money = value as MoneyValue | null;
    return { [`${key}_minor`]: money?.amount_minor ?? null, [`${key}_currency`]: money?.currency ?? null };
  }
  if (field.type === "anyref") {
    const target = value as Target | null;
    return { [`${key}_noun`]: target?.noun ?? null, [`${key}_id`]: target?.id ?? null };
  }
  if (field.type === "datetime") return { [key]: value ? new Date(value as string) : null };
  const times = field.type === "times" ? (value as string[] | null)?.map(inUtc) : undefined;
  return { [columnsOf(key, field)[0]!]: times ?? value ?? null };
}

const inUtc = (time: string) => new Date(time).toISOString();

/** The value of a field in a row, as the change history keeps it: references as ids, times as ISO 8601. */
export function fromColumns(key: string, field: Field, row: Row): unknown {
  if (field.type === "money") {
    const minor = row[`${key}_minor`];
    return minor === null || minor === undefined
      ? null
      : { amount_minor: Number(minor), currency: String(row[`${key}_currency`]) };
  }
  if (field.type === "anyref")
    return row[`${key}_id`] ? { id: row[`${key}_id`], noun: row[`${key}_noun`] } : null;
  const value = row[columnsOf(key, field)[0]!] ?? null;
  return value instanceof Date ? value.toISOString() : value;
}

/** Field → [before, after] for those fields that differ. */
export function difference(
  fields: Fields,
  before: Row | null,
  after: Row | null,
): Record<string, [unknown, unknown]> {
  const patch: Record<string, [unknown, unknown]> = {};
  const compare = (key: string, old: unknown, now: unknown) => {
    if (JSON.stringify(old ?? null) !== JSON.stringify(now ?? null)) patch[key] = [old ?? null, now ?? null];
  };
  for (const [key, field] of Object.entries(fields))
    compare(key, before && fromColumns(key, field, before), after && fromColumns(key, field, after));
  compare("owner", before?.owner_id, after?.owner_id);
  compare("group", before?.group_id, after?.group_id);
  for (const key of new Set([...Object.keys(before?.custom ?? {}), ...Object.keys(after?.custom ?? {})]))
    compare(`custom.${key}`, before?.custom[key], after?.custom[key]);
  return patch;
}

/** A value as people read it. @param timeZone of times, when the record has one of its own; UTC otherwise */
export function asText(
  field: Pick<Field, "type">,
  value: unknown,
  timeZone?: unknown,
  allDay = false,
): string {
  if (value === null || value === undefined) return "";
  switch (field.type) {
    case "money":
      return moneyText((value as MoneyValue).amount_minor, (value as MoneyValue).currency);
    case "duration":
      return durationText(Number(value));
    case "datetime":
      return timeText(value as string, timeZone, allDay);
    case "times":
      return (value as string[]).map((time) => timeText(time, timeZone)).join(", ");
    case "tags":
      return (value as string[]).join(", ");
    case "boolean":
      return value === true ? "yes" : "no";
    case "ref":
    case "anyref":
      return (value as { title?: string }).title ?? "";
    case "choice":
      return capitalised(String(value));
    case "rule":
      return JSON.stringify(value);
    case "list":
      return listText(value as unknown[]);
    case "text":
    case "longtext":
    case "email":
    case "phone":
    case "url":
    case "integer":
    case "date":
      return String(value);
  }
}

function timeText(time: string, timeZone: unknown, allDay = false): string {
  if (typeof timeZone === "string") return whenText(new Date(time), null, timeZone, allDay);
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}

function listText(items: readonly unknown[]): string {
  return items.length === 1 ? "1 line" : `${items.length} lines`;
}

export function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).replaceAll("_", " ");
}

function durationText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}` : `${minutes} min`;
}
