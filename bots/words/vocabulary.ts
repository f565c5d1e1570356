/** The words of days, months and lengths of time in English, German and French. Longer forms are always known, short ones by language. */

const table = (names: readonly string[], from: number): Record<string, number> =>
  Object.fromEntries(names.flatMap((forms, index) => forms.split(" ").map((form) => [form, index + from])));

/** ISO 8601: Monday is 1. */
const weekdays: Readonly<Record<string, number>> = {
  ...table(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], 1),
  ...table(["mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"], 1),
  ...table(["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"], 1),
  ...table(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"], 1),
};
/** Short forms that are other words elsewhere, such as "so" and "do". */
const shortWeekdays: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  de: table(["mo", "di", "mi", "do", "fr", "sa", "so"], 1),
  fr: table(["lun", "mar", "mer", "jeu", "ven", "sam", "dim"], 1),
};

const months: Readonly<Record<string, number>> = {
  ...table(
    "january february march april may june july august september october november december".split(" "),
    1,
  ),
  ...table(
    "januar jänner,februar,märz maerz,april,mai,juni,juli,august,september,oktober,november,dezember".split(
      ",",
    ),
    1,
  ),
  ...table(
    "janvier,février fevrier,mars,avril,mai,juin,juillet,août aout,septembre,octobre,novembre,décembre decembre".split(
      ",",
    ),
    1,
  ),
  ...table(
    "jan janv,feb févr,mar mär,apr avr,may,jun,jul juil,aug,sep sept,oct okt,nov,dec dez déc".split(","),
    1,
  ),
};

const relative: Readonly<Record<string, number>> = {
  today: 0,
  heute: 0,
  "aujourd'hui": 0,
  tomorrow: 1,
  tomorow: 1,
  tommorow: 1,
  tmrw: 1,
  morgen: 1,
  demain: 1,
  übermorgen: 2,
  "après-demain": 2,
  yesterday: -1,
  gestern: -1,
  hier: -1,
  vorgestern: -2,
  "avant-hier": -2,
};

export type Unit = "minutes" | "hours" | "days" | "weeks" | "months" | "years";
const units: Readonly<Record<string, Unit>> = Object.fromEntries(
  (
    [
      ["minutes", "m min mins minute minutes minuten"],
      ["hours", "h hr hrs hour hours stunde stunden std heure heures"],
      ["days", "d day days tag tage tagen jour jours"],
      ["weeks", "w wk wks week weeks woche wochen semaine semaines"],
      ["months", "month months monat monate monaten mois"],
      ["years", "y year years jahr jahre jahren an ans année années"],
    ] as const
  ).flatMap(([unit, names]) => names.split(" ").map((name) => [name, unit])),
);

const numbers: Readonly<Record<string, number>> = {
  ...table(
    ["a an one ein eine einem einer einen un une", "two zwei deux", "three drei trois", "four vier quatre"],
    1,
  ),
  ...table(
    ["five fünf cinq", "six sechs", "seven sieben sept", "eight acht huit", "nine neun neuf", "ten zehn dix"],
    5,
  ),
};

const own = <T>(record: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(record, word) ? record[word] : undefined;

/** @param language e.g. `de`; decides whether short forms count */
export const weekdayOf = (word: string, language: string): number | undefined =>
  own(shortWeekdays[language] ?? {}, word.replace(/\.$/, "")) ?? own(weekdays, word.replace(/\.$/, ""));

export const monthOf = (word: string): number | undefined => own(months, word.replace(/\.$/, ""));

/** Days from today. */
export const relativeDay = (word: string): number | undefined => own(relative, word);

export const unitOf = (word: string): Unit | undefined => own(units, word);

/** `2`, `two`, `zwei`; undefined for anything else. */
export function countOf(word: string): number | undefined {
  return /^\d{1,3}$/.test(word) ? Number(word) : own(numbers, word);
}

const halves =
  /^(half an hour|a half hour|half hour|eine[rn]? halben? stunde|halbe stunde|une demi[- ]heure|demi[- ]heure)(?: |$)/;

/** Parts of hours, in minutes: `half an hour`, `eine halbe Stunde`, `une demi-heure`, `1.5h`, `1,5 Std`, `1h30`. */
function partAt(words: readonly string[], from: number) {
  const [first = "", second = ""] = [words[from], words[from + 1]];
  if (/^(half|a|eine[rn]?|halbe|une|demi|demi-heure)$/.test(first)) {
    const half = halves.exec(words.slice(from, from + 3).join(" "))?.[1];
    return half ? { count: 30, unit: "minutes" as const, used: half.split(" ").length } : undefined;
  }
  const [, whole, tenths, unit] = /^(\d{1,2})[.,](\d)(\p{L}*)$/u.exec(first) ?? [];
  if (whole && unitOf(unit || second) === "hours")
    return { count: Number(whole) * 60 + Number(tenths) * 6, unit: "minutes" as const, used: unit ? 1 : 2 };
  const [, hours, minutes] = /^(\d{1,2})h(\d{2})m?$/.exec(first) ?? [];
  if (!hours) return undefined;
  return { count: Number(hours) * 60 + Number(minutes), unit: "minutes" as const, used: 1 };
}

/** A number and its unit in one word, e.g. `2h`; in two, e.g. `2 hours`. */
export function amountAt(
  words: readonly string[],
  from: number,
): { readonly count: number; readonly unit: Unit; readonly used: number } | undefined {
  const part = partAt(words, from);
  if (part) return part;
  const together = /^(\d{1,3})(\p{L}+)$/u.exec(words[from] ?? "");
  const one = together && unitOf(together[2]!);
  if (together && one) return { count: Number(together[1]), unit: one, used: 1 };
  const count = countOf(words[from] ?? "");
  const unit = unitOf(words[from + 1] ?? "");
  return count !== undefined && unit ? { count, unit, used: 2 } : undefined;
}
