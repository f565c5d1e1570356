/** Dates as spreadsheets and other programs write them. Which of day and month comes first is a matter of the column, never of a cell. */

export type DateOrder = "dmy" | "mdy" | "ymd";

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: string;
}

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?$/;
const plain = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const mixed = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(.+))?$/;
const dayFirst = /^(\d{1,2})\.?[ -]([A-Za-zäéû]{3,9})\.?,?[ -](\d{4})(?:,?\s+(.+))?$/;
const monthFirst = /^([A-Za-zäéû]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,?\s+(.+))?$/;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const german: Readonly<Record<string, string>> = {
  mär: "mar",
  mrz: "mar",
  mai: "may",
  okt: "oct",
  dez: "dec",
};

/** Characters; what is longer is no date, and is not looked at. */
const longest = 100;

/** True of what may be a date at all, besides serial numbers of Excel. */
export const looksLikeDate = (text: string) =>
  text.length <= longest &&
  (iso.test(text) || mixed.test(text) || dayFirst.test(text) || monthFirst.test(text));

/** What a column tells of the order of its dates, a value at a time. */
export interface OrderNotes {
  /** @returns whether it may tell more */
  readonly add: (value: string) => boolean;
  /** The order that its dates share; null: each of them could be read both ways. */
  readonly order: () => DateOrder | null;
}

export function orderNotes(): OrderNotes {
  let [dotted, any] = [false, false];
  let told: DateOrder | undefined;
  return {
    add: (value) => {
      const found = told || value.length > longest ? null : mixed.exec(value.trim());
      if (!found) return !told;
      any = true;
      dotted ||= found[2] === ".";
      if (Number(found[3]) > 12) told = "mdy";
      if (Number(found[1]) > 12) told = "dmy";
      return !told;
    },
    order: () => told ?? (dotted ? "dmy" : any ? null : "ymd"),
  };
}

/** @returns `2026-03-31T14:05:00Z` or with the offset it came with; undefined when it is no date. Times without a zone are UTC. */
export function dateTimeOf(text: string, order: DateOrder): string | undefined {
  if (text.length > longest) return undefined;
  const parts = partsOf(text.trim(), order);
  if (!parts || !exists(parts)) return undefined;
  const time = timeOf(parts.time);
  return time === undefined ? undefined : `${dayText(parts)}T${time}`;
}

/** @returns `2026-03-31` */
export const dateOf = (text: string, order: DateOrder) => dateTimeOf(text, order)?.slice(0, 10);

function partsOf(text: string, order: DateOrder): Parts | undefined {
  const found = iso.exec(text) ?? plain.exec(text);
  if (found) return parts(found[1], found[2], found[3], found[4]);
  const both = mixed.exec(text);
  if (both) {
    const [day, month] = order === "mdy" ? [both[3], both[1]] : [both[1], both[3]];
    return parts(both[4], month, day, both[5]);
  }
  const named = dayFirst.exec(text);
  if (named) return parts(named[3], monthOf(named[2]!), named[1], named[4]);
  const american = monthFirst.exec(text);
  if (american) return parts(american[3], monthOf(american[1]!), american[2], american[4]);
  return /^\d{5}(\.\d+)?$/.test(text) ? serial(Number(text)) : undefined;
}

function parts(year?: string, month?: string | number, day?: string, time?: string): Parts {
  const full = year?.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  return { year: full, month: Number(month), day: Number(day), time: time ?? "" };
}

function monthOf(name: string): number {
  const short = name.toLowerCase().slice(0, 3);
  return months.indexOf(german[short] ?? short) + 1;
}

/** Days since 30 December 1899, as Excel counts them; between 1954 and 2119. */
function serial(days: number): Parts | undefined {
  if (days < 20_000 || days > 80_000) return undefined;
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000).toISOString();
  return parts(at.slice(0, 4), at.slice(5, 7), at.slice(8, 10), at.slice(11, 19));
}

function exists({ year, month, day }: Parts): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 1000;
}

const dayText = ({ year, month, day }: Parts) =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

const clock =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;

function timeOf(text: string): string | undefined {
  if (!text) return "00:00:00Z";
  const found = clock.exec(text.trim());
  if (!found) return undefined;
  const [, hours, minutes, seconds = "00", fraction = "", half, zone = "Z"] = found;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0) : Number(hours);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?(..)$/, "$1:$2") : "Z";
  return `${String(hour).padStart(2, "0")}:${minutes}:${seconds}${fraction.slice(0, 4)}${offset}`;
}
