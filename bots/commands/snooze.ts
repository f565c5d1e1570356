/** `snooze`: a to-do or a reminder comes later. */
import { snoozeReminder, snoozeTodo } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { wordsOf } from "../words/moment.ts";
import { prefixOf } from "../words/people.ts";
import { settle } from "../words/plan.ts";
import { splitTail } from "../words/tail.ts";
import { amountAt, relativeDay, weekdayOf } from "../words/vocabulary.ts";
import { about, command, make, written, type Circumstances, type Step } from "./command.ts";
import { hereOf } from "./time.ts";

export const snooze = command({
  verb: "snooze",
  aliases: ["postpone", "later"],
  group: "Work",
  usage: "snooze <to-do or reminder> <2h | tomorrow 9am>",
  help: "Put a to-do or a reminder off: for a while, or until a time.",
  examples: [
    { words: "snooze TD-7 2h", call: "todo.snooze", input: { ref: "TD-7", for_s: 7200 } },
    {
      words: "snooze RM-3 tomorrow 9am",
      call: "reminder.snooze",
      input: { ref: "RM-3", until: "2026-11-23T08:00:00.000Z" },
    },
  ],
  calls: [snoozeTodo, snoozeReminder],
  timed: true,
  read: readSnooze,
});

function readSnooze(line: Line, circumstances: Circumstances): Step {
  const said = line.tokens();
  const tokens = said.filter(
    ({ text }) => !untils.test(text) && !/^(for|to|für|pour|pendant|um)$/i.test(text),
  );
  // "9h" is two things: behind a day, or an "until", it is a time of day.
  const until =
    said.some(({ text }) => untils.test(text)) || tokens.some(({ text }) => isDay(text, circumstances));
  const length = until ? undefined : lengthAtEnd(tokens);
  const { words, input } = length
    ? { words: tokens.slice(0, -length.used), input: { for_s: length.seconds } }
    : untilOf(line, tokens, circumstances);
  const ref = join(words) || circumstances.record;
  if (!ref) throw new WordsUnclear("Say which to-do or reminder to put off.", line.typed.length);
  const call = (prefix: string | undefined) => (prefix === "RM" ? snoozeReminder : snoozeTodo);
  if (prefixOf(ref)) return make(call(prefixOf(ref)), { ref, ...input }, written);
  return about(ref, ["todo", "reminder"], (record) =>
    make(call(prefixOf(record.number)), { ref, ...input }, written),
  );
}

const untils = /^(until|till?|bis|jusqu'à|jusqu'au)$/i;
const isDay = (text: string, { locale }: Circumstances) =>
  relativeDay(text.toLowerCase()) !== undefined ||
  weekdayOf(text.toLowerCase(), locale?.slice(0, 2) ?? "en") !== undefined;

/** `2h`, `half an hour`, `1 Stunde` at the end. */
function lengthAtEnd(tokens: readonly Token[]): { seconds: number; used: number } | undefined {
  const words = wordsOf(tokens);
  for (const used of [3, 2, 1]) {
    const found = used < words.length + 1 ? amountAt(words, words.length - used) : undefined;
    const unit = found && { minutes: 60, hours: 3600, days: 86_400, weeks: 604_800 }[found.unit as "days"];
    if (unit && found.used === used && found.count > 0) return { seconds: found.count * unit, used };
  }
  return undefined;
}

function untilOf(line: Line, tokens: readonly Token[], circumstances: Circumstances) {
  const now = hereOf(circumstances);
  const { words, said, at } = splitTail(tokens, now, line.typed);
  const plan = settle(said, now, line.typed, at);
  if (!plan)
    throw new WordsUnclear("Until when?", line.typed.length, [], holeAt(line.typed, line.typed.length));
  if (plan.allDay)
    throw new WordsUnclear(
      "Until what time that day?",
      at,
      [9, 14].map((hour) => `${line.typed} ${String(hour).padStart(2, "0")}:00`),
    );
  return { words, input: { until: plan.starts } };
}
