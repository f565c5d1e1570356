/** The last day of a month or a year, however it is named: `end of month`, `Ende Januar`, `end of q1`, `eoy`. */
import { inYear, todayOf, yearOf, type Day, type Here } from "./date.ts";
import { monthOf } from "./vocabulary.ts";

const begins = /^(end|ende|fin)$/;
const between = /^(of|the|this|des|der|dieses|du|de|ce|la|l'|cette)$/;
const whole: Readonly<Record<string, "month" | "year">> = {
  eom: "month",
  monatsende: "month",
  eoy: "year",
  jahresende: "year",
};
const periods: Readonly<Record<string, "month" | "year">> = {
  month: "month",
  monat: "month",
  monats: "month",
  mois: "month",
  year: "year",
  jahr: "year",
  jahres: "year",
  "l'année": "year",
  année: "year",
};

export const monthEnd = (day: Temporal.PlainDate) => day.with({ day: day.daysInMonth });
const endOf = (period: "month" | "year", today: Temporal.PlainDate) =>
  monthEnd(period === "year" ? today.with({ month: 12, day: 1 }) : today);

/** Reads the end of a period at a place; undefined when there is none. */
export function readEnding(words: readonly string[], from: number, here: Here): Day | undefined {
  const word = words[from] ?? "";
  if (Object.hasOwn(whole, word)) return { date: endOf(whole[word]!, todayOf(here)), used: 1 };
  const begin = word === "the" ? from + 1 : from;
  if (!begins.test(words[begin] ?? "")) return undefined;
  let at = begin + 1;
  while (at - begin < 4 && between.test(words[at] ?? "")) at += 1;
  const period = Object.hasOwn(periods, words[at] ?? "") ? periods[words[at]!] : undefined;
  if (period) return { date: endOf(period, todayOf(here)), used: at + 1 - from };
  const quarter = /^q([1-4])$/.exec(words[at] ?? "")?.[1];
  const named = quarter ? inYear(undefined, Number(quarter) * 3, 1, words[at]!, here) : undefined;
  const month = named ? endOfQuarter(named, here) : endOfMonth(words, at, here);
  return month && { ...month, used: at - from + month.used };
}

/** The quarter that runs ends in its own year, though its last month has begun. */
function endOfQuarter({ date }: Day, here: Here): Day {
  const ofThis = date.month === here.now.month ? todayOf(here) : date;
  return { date: monthEnd(ofThis), used: 1 };
}

/** `dec`, `dezember 2027`: this month's end when it is this month, else that of the next or the last of its name. */
export function endOfMonth(words: readonly string[], at: number, here: Here): Day | undefined {
  const month = monthOf(words[at] ?? "");
  if (!month) return undefined;
  const year = yearOf(words[at + 1]);
  const found = inYear(year, month, 1, words[at]!, here);
  const ofThis = !year && month === here.now.month ? todayOf(here) : found.date;
  return { date: monthEnd(ofThis), used: year ? 2 : 1 };
}
