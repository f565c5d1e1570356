/** `watch`, `notify`, `unwatch`: being told of what changes. */
import { minorDigits, questions, watches } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole } from "../words/hole.ts";
import { join, need, type Line } from "../words/line.ts";
import { readMoney } from "../words/money.ts";
import { about, command, make, written, type Circumstances, type Step } from "./command.ts";
import { rows } from "./present.ts";
import { readNotify, readWatch, type Notification, type StandingQuestion } from "./watch.ts";

const shown = 5;

export const watch = command({
  verb: "watch",
  aliases: ["follow", "subscribe"],
  group: "Team",
  usage: "watch [record] | watch list",
  help: "Be told what others change of a record, and what is logged about it.",
  examples: [
    { words: "watch CUS-12", call: "watch.add", input: { about: "CUS-12" } },
    { words: "watch list", call: "watch.list", input: { limit: shown + 1 } },
  ],
  calls: [watches.add, watches.list],
  read: (line, { record }) => {
    const words = join(line.tokens());
    if (/^list$/i.test(words)) return list();
    if (words === "" && !record)
      return about(undefined, [], ({ id }) => make(watches.add, { about: id }, written));
    return make(watches.add, { about: words === "" ? record! : readWatch(line).of }, written);
  },
});

function list(): Step {
  return make(watches.list, { limit: shown + 1 }, ({ items }) => ({
    lines: rows(
      items.map(({ number, title }) => `${number} ${title}`),
      shown,
      "You watch nothing. Say for example: watch acme",
    ),
  }));
}

export const unwatch = command({
  verb: "unwatch",
  aliases: ["unfollow", "unsubscribe"],
  group: "Team",
  usage: "unwatch <WAT-3 | ASK-2>",
  help: "Be told no more; or end a question that is asked again and again.",
  examples: [{ words: "unwatch WAT-3", call: "watch.remove", input: { ref: "WAT-3" } }],
  calls: [watches.remove, questions.remove],
  read: (line) => {
    const ref = need(line.tokens(), "which one: watch list shows them", line.typed.length);
    if (/^ASK-\d+$/i.test(ref)) return make(questions.remove, { ref }, written);
    return make(watches.remove, { ref }, written);
  },
});

export const notify = command({
  verb: "notify",
  aliases: ["alert"],
  group: "Team",
  usage: "notify <#room | here | me> when <deal> [> 50k] <moves to won | changes>",
  help: "Be told, or have a room told, when something fits: a stage, an amount, a field.",
  wordsOnly: true,
  examples: [
    {
      words: "notify #sales when deal > 50k moves to won",
      call: "watch.add",
      input: {
        name: "deal > 50k moves to won",
        of: "deal",
        rule: {
          all: [
            { op: "above", value: 50_000 },
            { field: "stage", op: "is", value: "won" },
          ],
        },
        room: "#sales",
      },
    },
  ],
  calls: [watches.add],
  read: readNotification,
});

function readNotification(line: Line, { room }: Circumstances): Step {
  const { to, of, condition, event, stage } = readNotify(line);
  const when = /\b(?:when|if|wenn|quand)\b\s*(?:an?\b|the\b|any\b)?\s*([\s\S]+)$/i
    .exec(line.typed)![1]!
    .trim();
  const conditions = [
    ...(condition ? [conditionOf(condition, line)] : []),
    ...(stage ? [{ field: "stage", op: "is", value: stage }] : []),
  ];
  if (event === "added" || event === "removed")
    throw new WordsUnclear(
      "I can tell of what changes, moves to a stage, or fits a condition.",
      line.typed.length,
    );
  if (conditions.length === 0)
    throw new WordsUnclear(
      "When what fits? For one record say watch.",
      line.typed.length,
      [`watch ${of}`],
      `${line.typed.trimEnd()} ${hole}`,
    );
  return make(
    watches.add,
    {
      name: when.slice(0, 300),
      of,
      rule: { all: conditions },
      ...(event === "changes" && condition && /\bchanges?\b/i.test(when)
        ? { event: "changes" as const }
        : {}),
      ...roomOf(to, room, line),
    },
    written,
  );
}

/** A sum without its currency is in the company's own. */
function conditionOf({ field, op, value }: NonNullable<Notification["condition"]>, line: Line) {
  const plain = /^(\d+(?:\.\d+)?)([km])?$/i.exec(value);
  const factor = { k: 1000, m: 1_000_000 }[plain?.[2]?.toLowerCase() ?? ""] ?? 1;
  const said = field ? { field } : {};
  if (plain) return { ...said, op, value: Number(plain[1]) * factor };
  if (!/\d/.test(value)) return { ...said, op, value };
  const { amount_minor: minor, currency } = readMoney(value, line.typed.indexOf(value));
  return { ...said, op, value: { amount: minor / 10 ** minorDigits(currency), currency } };
}

/** Everybody watches for themselves; what others are to hear is said in a room. */
function roomOf(to: Notification["to"], room: string | null, line: Line): { room?: string } {
  if (to.kind === "me") return {};
  if (to.kind === "person")
    throw new WordsUnclear(
      `${to.name} watches for themselves. Name a room, here, or me.`,
      line.typed.indexOf(to.name),
    );
  if (to.kind === "room") return { room: `#${to.name.replace(/^#/, "")}` };
  if (!room) throw new WordsUnclear("There is no room here that could be told.", line.typed.length);
  return { room };
}

/** A question that the hub asks again and again. */
export function standing(asked: StandingQuestion, line: Line, { room }: Circumstances): Step {
  const { question, at, time_zone, rrule, to, text } = asked;
  const input = { question: question.slice(0, 300), starts: at, time_zone, rrule, ...roomOf(to, room, line) };
  return make(questions.add, input, (output) => ({ ...written(output), lines: [`Understood: ${text}`] }));
}
