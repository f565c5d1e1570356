/** How values are written in answers. */
import { moneyText } from "@singularity/hub-server/contract";

/** The day of an instant. Whole days are the same nearly everywhere; times of day would need the reader's zone. */
export const day = (instant: string) => instant.slice(0, 10);

/** Day and minute, with the zone said. */
export const minute = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** A value of a change, short enough for a line. */
export function short(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "string" && instant.test(value)) return minute(value);
  const text = typeof value === "object" ? ofObject(value) : JSON.stringify(value).replaceAll(/^"|"$/g, "");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function ofObject(value: object): string {
  const { title, name, amount_minor, currency } = value as Record<string, unknown>;
  if (typeof amount_minor === "number" && typeof currency === "string") return money(amount_minor, currency);
  if (typeof title === "string") return title;
  if (typeof name === "string") return name;
  return Array.isArray(value) ? value.map((item) => short(item)).join(", ") : JSON.stringify(value);
}

const money = (minor: number, currency: string): string => moneyText(minor, currency, "code");

const formats = new Map<string, Intl.DateTimeFormat>();

/** A time in the reader's zone, with the zone said; UTC when it is not known. */
export function moment(instant: string, { zone }: { readonly zone?: string }, allDay = false): string {
  const timeZone = zone ?? "UTC";
  const name = `${timeZone} ${allDay}`;
  let format = formats.get(name);
  if (!format) {
    const clock = allDay ? {} : ({ hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const);
    const days = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-GB", { timeZone, ...days, ...clock });
    formats.set(name, format);
  }
  return format
    .format(new Date(instant))
    .replaceAll(",", "")
    .replaceAll(/[\u2009\u202f]/g, " ");
}

/** So many lines, and that there are more; or a sentence when there are none. */
export function rows(lines: readonly string[], most: number, none: string): string[] {
  if (lines.length === 0) return [none];
  return lines.length > most ? [...lines.slice(0, most), "… more"] : [...lines];
}

/** An amount with its currency: `EUR 1,200.50`. */
export const amount = ({
  amount_minor: minor,
  currency,
}: {
  amount_minor: number;
  currency: string;
}): string => money(minor, currency).replaceAll("\u00a0", " ");
