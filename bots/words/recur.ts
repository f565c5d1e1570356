/**
 * Recurrence as people say it, as an RFC 5545 RRULE: `every 2 weeks`, `every other friday`, `weekdays`, `jeden Montag`, `tous les lundis`,
 * `every 1st of the month`, `every last friday of the month`.
 */
import { countOf, unitOf, weekdayOf } from "./vocabulary.ts";

export interface Recurrence {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  /** ISO weekdays; with `nth`, which one of the month. */
  readonly days: readonly number[];
  readonly nth?: number;
  readonly monthDay?: number;
  readonly used: number;
}

const codes = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const names = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const every = /^(every|each|jede[nrsm]?|alle|chaque)$/;
const other = /^(other|second|zweite[nrs]?)$/;
const daily: Readonly<Record<string, Recurrence["freq"]>> = {
  daily: "DAILY",
  täglich: "DAILY",
  weekly: "WEEKLY",
  wöchentlich: "WEEKLY",
  hebdomadaire: "WEEKLY",
  monthly: "MONTHLY",
  monatlich: "MONTHLY",
  mensuel: "MONTHLY",
  yearly: "YEARLY",
  annually: "YEARLY",
  jährlich: "YEARLY",
};
const frequencies = { days: "DAILY", weeks: "WEEKLY", months: "MONTHLY", years: "YEARLY" } as const;
const nths: Readonly<Record<string, number>> = {
  first: 1,
  "1st": 1,
  ersten: 1,
  second: 2,
  "2nd": 2,
  zweiten: 2,
  third: 3,
  "3rd": 3,
  dritten: 3,
  fourth: 4,
  "4th": 4,
  vierten: 4,
  last: -1,
  letzten: -1,
};

/** Reads a rule at a place among words; undefined when there is none. */
export function readRecurrence(
  words: readonly string[],
  from: number,
  language: string,
): Recurrence | undefined {
  const first = words[from] ?? "";
  if (Object.hasOwn(daily, first)) return plain(daily[first]!, 1, 1);
  if (/^(weekdays|werktags|werktäglich)$/.test(first)) return workdays(1);
  const lead = every.test(first) ? 1 : /^(tous|toutes)$/.test(first) && words[from + 1] === "les" ? 2 : 0;
  const rule = lead ? afterEvery(words, from + lead, language) : onEach(words, from);
  return rule && { ...rule, used: rule.used + lead };
}

const plain = (freq: Recurrence["freq"], interval: number, used: number): Recurrence => ({
  freq,
  interval,
  days: [],
  used,
});
const workdays = (used: number): Recurrence => ({ ...plain("WEEKLY", 1, used), days: [1, 2, 3, 4, 5] });

function afterEvery(words: readonly string[], at: number, language: string): Recurrence | undefined {
  const word = words[at] ?? "";
  if (/^(weekday|werktag|workday)s?$/.test(word)) return workdays(1);
  const monthly = ofTheMonth(words, at, language);
  if (monthly) return monthly;
  const second = other.test(word) ? 1 : 0;
  const days = daysAt(words, at + second, language);
  if (days) return { ...plain("WEEKLY", second + 1, days.used + second), days: days.days };
  const count = second ? 2 : countOf(word);
  const unit = unitOf(words[at + (count === undefined ? 0 : 1)] ?? "");
  if (!unit || unit === "hours" || unit === "minutes" || count === 0) return undefined;
  const used = count === undefined ? 1 : 2;
  const rule = plain(frequencies[unit], count ?? 1, used);
  if (rule.freq !== "WEEKLY" || !/^(on|am)$/.test(words[at + used] ?? "")) return rule;
  const on = daysAt(words, at + used + 1, language);
  return on ? { ...rule, days: on.days, used: used + 1 + on.used } : rule;
}

/** `mon, wed and fri` */
function daysAt(words: readonly string[], from: number, language: string) {
  const days: number[] = [];
  let at = from;
  for (;;) {
    const joined = days.length > 0 && /^(and|und|et|&)$/.test(words[at] ?? "") ? 1 : 0;
    const parts = (words[at + joined] ?? "").split(/[,/]/).filter(Boolean);
    const found = parts.map(
      (part) => weekdayOf(part, language) ?? weekdayOf(part.replace(/s$/, ""), language),
    );
    if (found.length === 0 || found.some((day) => day === undefined)) break;
    days.push(...(found as number[]));
    at += 1 + joined;
  }
  return days.length ? { days: [...new Set(days)].toSorted((a, b) => a - b), used: at - from } : undefined;
}

const monthWords = /^(of|im|in|du|de|chaque|each|every|the|le|jedes|des) ?/;

/** `1st of the month`, `last friday of each month`; without "of the month" it is none. */
function ofTheMonth(words: readonly string[], at: number, language: string): Recurrence | undefined {
  const nth = Object.hasOwn(nths, words[at] ?? "") ? nths[words[at]!] : undefined;
  const weekday = nth === undefined ? undefined : weekdayOf(words[at + 1] ?? "", language);
  const day = /^(\d{1,2})(?:st|nd|rd|th|\.|er)?$/.exec(words[at] ?? "");
  let end = at + (weekday ? 2 : 1);
  const begin = end;
  while (end - begin < 3 && monthWords.test(`${words[end] ?? ""} `)) end += 1;
  if (end === begin || unitOf(words[end] ?? "") !== "months") return undefined;
  const used = end + 1 - at;
  if (weekday) return { ...plain("MONTHLY", 1, used), days: [weekday], nth: nth! };
  if (nth === -1 && words[at] === "last") return undefined;
  const number = Number(day?.[1] ?? nth);
  return number >= 1 && number <= 31 ? { ...plain("MONTHLY", 1, used), monthDay: number } : undefined;
}

/** `on the 1st of each month` */
function onEach(words: readonly string[], from: number): Recurrence | undefined {
  const skip = words[from] === "on" && words[from + 1] === "the" ? 2 : words[from] === "the" ? 1 : 0;
  if (!skip) return undefined;
  const rule = ofTheMonth(words, from + skip, "en");
  const each = words.slice(from, from + skip + (rule?.used ?? 0)).some((word) => /^(each|every)$/.test(word));
  return rule && each ? { ...rule, used: rule.used + skip } : undefined;
}

/** The number of times: `x 5`, `x5`, `5x`, `5 times`, `5 mal`, `5 fois`. */
export function readTimes(
  words: readonly string[],
  from: number,
): { count: number; used: number } | undefined {
  const together = /^(?:x(\d{1,3})|(\d{1,3})x)$/.exec(words[from] ?? "");
  if (together) return { count: Number(together[1] ?? together[2]), used: 1 };
  const [first, second] = [words[from] ?? "", words[from + 1] ?? ""];
  if (first === "x" && /^\d{1,3}$/.test(second)) return { count: Number(second), used: 2 };
  const named = /^\d{1,3}$/.test(first) && /^(times|mal|fois)$/.test(second);
  return named ? { count: Number(first), used: 2 } : undefined;
}

/** The rule in RFC 5545. @param until the last day, inclusive, in the zone in which the series is meant */
export function rruleOf(
  rule: Recurrence,
  end: { readonly count?: number; readonly until?: Temporal.PlainDate; readonly zone: string },
): string {
  const days = rule.days.map((day) => `${rule.nth ?? ""}${codes[day]}`).join(",");
  const last = end.until
    ?.toZonedDateTime({ timeZone: end.zone, plainTime: "23:59:59" })
    .toInstant()
    .toString()
    .replaceAll(/[-:]|\.\d+/g, "");
  return [
    `FREQ=${rule.freq}`,
    rule.interval > 1 ? `INTERVAL=${rule.interval}` : "",
    days ? `BYDAY=${days}` : "",
    rule.monthDay ? `BYMONTHDAY=${rule.monthDay}` : "",
    end.count ? `COUNT=${end.count}` : "",
    last ? `UNTIL=${last}` : "",
  ]
    .filter(Boolean)
    .join(";");
}

/** The first day, from a day on, that a rule fits; undefined when the rule fits every day. */
export function firstDay(rule: Recurrence, from: Temporal.PlainDate): Temporal.PlainDate {
  for (let ahead = 0; ahead < 400; ahead++) {
    const day = from.add({ days: ahead });
    if (fits(rule, day)) return day;
  }
  return from;
}

/** Whether a series by this rule may begin on that day. */
export function fits(rule: Recurrence, day: Temporal.PlainDate): boolean {
  if (rule.monthDay) return day.day === rule.monthDay;
  if (rule.days.length > 0 && !rule.days.includes(day.dayOfWeek)) return false;
  if (!rule.nth) return true;
  return rule.nth > 0 ? Math.ceil(day.day / 7) === rule.nth : day.add({ days: 7 }).month !== day.month;
}

const nouns = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;
const nthWords: Readonly<Record<number, string>> = { 1: "1st", 2: "2nd", 3: "3rd", 4: "4th", [-1]: "last" };

/** The rule in words, e.g. `every 2 weeks on Mon, Wed`. */
export function recurrenceText(rule: Recurrence): string {
  const days = rule.days.join() === "1,2,3,4,5" ? "weekdays" : rule.days.map((day) => names[day]).join(", ");
  const unit = rule.interval > 1 ? `${rule.interval} ${nouns[rule.freq]}s` : nouns[rule.freq];
  if (rule.monthDay) return `every month on day ${rule.monthDay}`;
  if (rule.nth) return `every ${nthWords[rule.nth]} ${days} of the month`;
  if (days === "weekdays") return "every weekday";
  if (days && rule.interval === 1) return `every ${days}`;
  return `every ${unit}${days ? ` on ${days}` : ""}`;
}
