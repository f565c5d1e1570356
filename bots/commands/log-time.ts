/** When something passed and how long it took, among the words of `log`. */
import { isUnit, readDuration } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { readClock } from "../words/clock.ts";
import { isCompany } from "../words/company.ts";
import type { Token } from "../words/lex.ts";
import type { Line } from "../words/line.ts";
import { wordsOf } from "../words/moment.ts";
import { settle } from "../words/plan.ts";
import { takeRun } from "../words/tail.ts";
import { amountAt, monthOf, relativeDay, weekdayOf } from "../words/vocabulary.ts";
import { readWhen } from "../words/when.ts";
import type { Circumstances } from "./command.ts";
import { hereOf } from "./time.ts";

export interface Passed {
  /** The name, as far as it was said. */
  readonly ref: readonly Token[];
  duration_s?: number;
  at?: string;
  /** A moment was said, though perhaps it was the present one. */
  when?: boolean;
}

/** Most entries are of now; only words that may hold a moment are worth looking up where the person lives. */
export const momentLike =
  /(?:^|\s)(?:on|at|@|next|last|letzte\w*|am|um|le|à|vor|il|yesterday|today|tomorrow|this|just|gestern|vorgestern|heute|morgen|hier|avant-hier|demain|ce|cet|\p{L}+ derniere?|(?:mon|tues?|wed|thur?s?|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\.?(?=\s|$)|\p{L}{3,10}(?:day|tag|woch|di|manche) \d|\d{4}-|\d{1,2}[:./h]\d|\d{1,2}\s?(?:am|pm|h|uhr)\b|\d+\s?\w+ ago)/iu;

/** `25m`, `for 1 hour 15 min`, `eine halbe Stunde`. @returns how many words it took */
export function takeDuration({ typed }: Line, ahead: readonly Token[], heard: Passed): number {
  const words = ahead.map((token) => (token.kind === "word" ? token.text : ""));
  const from = /^(for|für|pendant)$/i.test(words[0]!) ? 1 : 0;
  const shouted = heard.ref.length > 0 && !/\p{Ll}/u.test(typed.slice(0, ahead[0]!.at));
  const one = lengthAt(words, from, shouted);
  if (!one) return 0;
  const two = one.seconds % 3600 === 0 ? lengthAt(words, from + one.used, shouted) : undefined;
  const more = two && two.seconds < 3600 ? two : { seconds: 0, used: 0 };
  const used = from + one.used + more.used;
  if (words[used]?.toLowerCase() === "ago") return 0;
  setLength(heard, one.seconds + more.seconds, ahead[0]!.at);
  return used;
}

function setLength(heard: Passed, seconds: number, at: number): void {
  if (heard.duration_s !== undefined)
    throw new WordsUnclear("Here are two lengths of time. Put a name in quotes, and notes after --.", at);
  heard.duration_s = seconds;
}

function lengthAt(words: readonly string[], at: number, shouted: boolean) {
  const word = words[at] ?? "";
  const together = exact(shouted ? word.toLowerCase() : word);
  if (together) return { seconds: together, used: 1 };
  const apart = isUnit(words[at + 1] ?? "") ? exact(`${word} ${words[at + 1]}`) : undefined;
  if (apart) return { seconds: apart, used: 2 };
  // Numbers that are written out may be names: Seven Eleven.
  if (!/^(\d|half$|eine[rn]?$|halbe$|une$|demi)/i.test(word)) return undefined;
  const lower = words.slice(at, at + 3).map((one) => one.toLowerCase());
  const found = /^\d/.test(word) && word.endsWith("M") ? undefined : amountAt(lower, 0);
  const seconds = found && { minutes: 60, hours: 3600 }[found.unit as "minutes" | "hours"];
  return seconds ? { seconds: found.count * seconds, used: found.used } : undefined;
}

/** A capital M is no minute: 3M is a company. */
const exact = (word: string) => (/\dM$/.test(word) ? undefined : readDuration(word));

/** `yesterday 9am`, `on Friday`, `9:30-10:00`: of a range its length too. @returns how many words it took */
export function takeWhen(
  line: Line,
  ahead: readonly Token[],
  circumstances: Circumstances,
  heard: Passed,
): number {
  const words = ahead.map((token) => (token.kind === "word" ? token.text : ""));
  if (heard.when || isCompany(ahead, 0) || mayBeName(line, ahead, circumstances, heard)) return 0;
  if (/^just$/i.test(words[0]!) && /^now$/i.test(words[1] ?? "")) {
    heard.when = true;
    return 2;
  }
  const moment =
    circumstances.zone === undefined || /^\d{4}-\d{2}-\d{2}t/i.test(words[words[0] === "on" ? 1 : 0] ?? "")
      ? readWhen(words, circumstances.at, ahead[0]!.at)
      : readPast(line, ahead, circumstances, heard);
  if (!moment) return 0;
  heard.when = true;
  if (moment.at) heard.at = moment.at;
  return moment.used;
}

/**
 * Without "on", "last" or a time of day, the name of a day may be a part of a company's: Ruby Tuesday.
 * @throws WordsUnclear for `Today Fashion` and `24/7 Services`: nobody can tell
 */
function mayBeName(
  { typed }: Line,
  ahead: readonly Token[],
  { locale }: Circumstances,
  { ref }: Passed,
): boolean {
  const words = wordsOf(ahead);
  const [first, second] = ahead;
  const figures = /^\d{1,2}\/\d{1,2}$/.test(words[0]!);
  if (figures || relativeDay(words[0]!) !== undefined) {
    const capital = (token: Token | undefined) =>
      token?.kind === "word" && /^\p{Lu}\p{Ll}/u.test(token.text) && !/^(morning|abend)/i.test(token.text);
    if (ref.length > 0 || !(figures || capital(first)) || !capital(second)) return false;
    const [day, after] = [typed.slice(first!.at, first!.end), typed.slice(first!.end)];
    const before = typed.slice(0, first!.at);
    throw new WordsUnclear(`Is "${day}" the time, or a part of the name?`, first!.at, [
      ...(figures ? [] : [before + day.toLowerCase() + after]),
      `${before}"${day}"${after}`,
    ]);
  }
  if (words[0]!.length < 5 || weekdayOf(words[0]!, locale?.slice(0, 2) ?? "en") === undefined) return false;
  const clock = readClock(words, 1, { lead: false, clock24: true });
  const date = /^\d{1,2}[./]\d/.test(words[1] ?? "") || monthOf(words[2] ?? "") !== undefined;
  return !clock && !date && words[1] !== "dernier";
}

/** In the person's zone. A bare day is kept as noon UTC, which is the same date nearly everywhere. */
function readPast(line: Line, ahead: readonly Token[], circumstances: Circumstances, heard: Passed) {
  const now = hereOf(circumstances, "past");
  const { said, used } = takeRun(ahead, wordsOf(ahead), 0, now);
  const plan = used ? settle(said, now, line.typed, ahead[0]!.at) : undefined;
  if (!plan || plan.rrule) return undefined;
  if (plan.ends) setLength(heard, (Date.parse(plan.ends) - Date.parse(plan.starts)) / 1000, ahead[0]!.at);
  const day = plan.allDay ? dayIn(now.now.timeZoneId, plan.starts) : undefined;
  const today = day !== undefined && day === now.now.toPlainDate().toString();
  return { at: today ? undefined : day ? `${day}T12:00:00.000Z` : plan.starts, used };
}

const dayIn = (zone: string, instant: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
