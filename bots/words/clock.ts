/** Times of day as people type them: `5pm`, `17:30`, `17h30`, `14 Uhr`, `10-11am`. What could be morning or evening is told, not guessed. */
import { countOf } from "./vocabulary.ts";

export interface Clock {
  /** Minutes since midnight. */
  readonly minute: number;
  /** Of a range. */
  readonly end?: number;
  readonly used: number;
  /** It could be twelve hours later: the other way to write what is meant, and this one. */
  readonly either?: readonly string[];
}

interface Time {
  readonly hour: number;
  readonly minute: number;
  readonly half: "am" | "pm" | undefined;
  /** Nothing but a number: `5`. */
  readonly bare: boolean;
  /** A mark that only a 24-hour clock has: `17h`, `14 Uhr`, `09:30`. */
  readonly clock24: boolean;
}

const one = /^(\d{1,2})(?:([:.h])(\d{2})|(h|uhr))?\s?(?:([ap])\.?m\.?)?(h|uhr)?$/;
const fixed: Readonly<Record<string, number>> = {
  noon: 720,
  midday: 720,
  mittag: 720,
  mittags: 720,
  midi: 720,
  midnight: 1440,
  mitternacht: 1440,
  minuit: 1440,
  eod: 1020,
  cob: 1020,
};
const joins = new Set(["-", "–", "—", "to", "till", "until", "bis", "à", "a"]);
const tails = new Set(["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "uhr", "h"]);

/**
 * Reads a time or a range at a place among words.
 * @param lead whether a word before it says that a time follows (`at 5`), so that a bare number counts
 * @param clock24 whether `5:30` is read on a 24-hour clock
 */
export function readClock(
  words: readonly string[],
  from: number,
  { lead, clock24 }: { lead: boolean; clock24: boolean },
): Clock | undefined {
  const word = words[from] ?? "";
  if (Object.hasOwn(fixed, word)) return { minute: fixed[word]!, used: 1 };
  const told = spoken(words, from);
  if (told) return told;
  const inWord = /^([\d:.hapmur]+)[-–—]([\d:.hapmur]+)$/.exec(word);
  if (inWord) return range(inWord[1]!, withTail(inWord[2]!, words[from + 1]), clock24);
  const first = withTail(word, words[from + 1]);
  if (!one.test(first.text)) return undefined;
  const join = from + first.used;
  if (joins.has(words[join] ?? "")) {
    const last = withTail(words[join + 1] ?? "", words[join + 2]);
    // "9:00 until 24 dec": a bare number behind a full time is no time.
    const bare = /^\d+$/.test(last.text) && !/^\d+$/.test(first.text);
    const both = one.test(last.text) && !bare ? range(first.text, last, clock24, lead) : undefined;
    if (both) return { ...both, used: first.used + 1 + last.used };
  }
  const time = timeOf(first.text);
  if (!time || (time.bare && !lead)) return undefined;
  return single(time, first.used, clock24);
}

const pasts: Readonly<Record<string, number>> = { "half past": 30, "quarter past": 15, "quarter to": -15 };
const halves: Readonly<Record<string, number>> = { halb: -30, "viertel nach": 15, "viertel vor": -15 };

/** `half past 3`, `halb drei`: never said of a clock of 24 hours, so that both halves of the day could be meant. */
function spoken(words: readonly string[], from: number): Clock | undefined {
  if (!/^(half|quarter|halb|viertel)$/.test(words[from] ?? "")) return undefined;
  const two = `${words[from]} ${words[from + 1] ?? ""}`;
  const [away, used] =
    pasts[two] !== undefined || halves[two] !== undefined
      ? [(pasts[two] ?? halves[two])!, 2]
      : [halves[words[from]!], 1];
  const hour = countOf(words[from + used] ?? "");
  if (away === undefined || !hour || hour > 12) return undefined;
  const minute = (hour % 12) * 60 + away;
  const early = minute < 0 ? minute + 720 : minute;
  return { minute: early, used: used + 1, either: [written(early), written(early + 720)] };
}

/** `5 pm` is one time in two words. */
function withTail(word: string, next: string | undefined): { text: string; used: number } {
  const whole = /^\d{1,2}(?:[:.h]\d{2})?$/.test(word) && next !== undefined && tails.has(next);
  return whole ? { text: `${word}${next.replaceAll(".", "")}`, used: 2 } : { text: word, used: 1 };
}

function timeOf(text: string): Time | undefined {
  const found = one.exec(text);
  if (!found) return undefined;
  const [, hours, mark, minutes, hourly, half, tail] = found;
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  if (hour > (half ? 12 : 24) || minute > 59 || (half && hour === 0) || (hour === 24 && minute > 0))
    return undefined;
  // 17.30 is a time only with a word beside it: alone it is a number or a date.
  if (mark === "." && !half && !tail) return undefined;
  return {
    hour,
    minute,
    half: half ? (half === "a" ? "am" : "pm") : undefined,
    bare: !mark && !hourly && !half && !tail,
    clock24: mark === "h" || Boolean(hourly ?? tail) || hours!.startsWith("0"),
  };
}

const at = ({ hour, minute, half }: Time): number =>
  (half ? (hour % 12) + (half === "pm" ? 12 : 0) : hour) * 60 + minute;

function single(time: Time, used: number, clock24: boolean): Clock {
  const open = !time.half && !time.clock24 && time.hour >= 1 && time.hour <= 12 && (time.bare || !clock24);
  return { minute: at(time), used, ...(open ? { either: both(time) } : {}) };
}

const both = (time: Time): string[] =>
  time.hour === 12 ? ["12:00", "midnight"] : [written(at(time)), written(at(time) + 720)];

/** `10-11am` means both; `11-1pm` begins before noon. */
function range(
  from: string,
  last: { text: string; used: number },
  clock24: boolean,
  lead = false,
): Clock | undefined {
  const [begin, end] = [timeOf(from), timeOf(last.text)];
  if (!begin || !end || (begin.bare && end.bare && !lead)) return undefined;
  const half = begin.half ?? end.half;
  const to = at(end.half || !half ? end : { ...end, half });
  const same = at({ ...begin, half });
  const start = begin.half || !half || same < to ? same : at({ ...begin, half: half === "pm" ? "am" : "pm" });
  if (to <= start) return undefined;
  const sure = begin.clock24 || end.clock24 || (!begin.bare && clock24);
  const open = !half && begin.hour <= 12 && end.hour <= 12 && !sure;
  const either = open
    ? { either: [`${written(start)}-${written(to)}`, `${written(start + 720)}-${written(to + 720)}`] }
    : {};
  return { minute: start, end: to, used: last.used, ...either };
}

export const written = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
