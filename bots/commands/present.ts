/** How values are written in answers. */

/** The day of an instant. Whole days are the same nearly everywhere; times of day would need the reader's zone. */
export const day = (instant: string) => instant.slice(0, 10);

/** Day and minute, with the zone said. */
export const minute = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** A value of a change, short enough for a line. */
export function short(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
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

function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
