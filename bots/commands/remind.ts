/** `remind`: somebody, or a room, is told something at a time. */
import { reminders } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole, holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { endOf, join, splitText, type Line } from "../words/line.ts";
import { wordsOf } from "../words/moment.ts";
import { personIn } from "../words/people.ts";
import { settle } from "../words/plan.ts";
import { saysWhen, splitTail, takeRun } from "../words/tail.ts";
import { command, make, understood, type Circumstances, type Step } from "./command.ts";
import { rows, moment } from "./present.ts";
import { hereOf } from "./time.ts";

const shown = 5;

export const remind = command({
  verb: "remind",
  aliases: ["reminder", "erinnere", "rappelle", "rappelle-moi"],
  group: "Work",
  usage: "remind <me|@who|here> <tomorrow 9am> -- <what> | remind list",
  help: "Be reminded of something, or remind a colleague or this room; once or again and again.",
  examples: [
    {
      words: "remind me tomorrow 9am -- call back",
      call: "reminder.add",
      input: { text: "call back", at: "2026-11-23T08:00:00.000Z", time_zone: "Europe/Berlin" },
    },
    {
      words: "remind @raj to water the plants every monday 8:30",
      call: "reminder.add",
      input: {
        text: "water the plants",
        at: "2026-11-23T07:30:00.000Z",
        time_zone: "Europe/Berlin",
        rrule: "FREQ=WEEKLY;BYDAY=MO",
        owner: "@raj",
      },
    },
    {
      words: "remind here in 2h -- stand-up",
      call: "reminder.add",
      input: {
        text: "stand-up",
        at: "2026-11-22T14:00:00.000Z",
        time_zone: "Europe/Berlin",
        room: "!here:hub.localhost",
      },
    },
  ],
  calls: [reminders.add, reminders.list],
  timed: true,
  read: readRemind,
});

function readRemind(line: Line, circumstances: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  if (tokens.length === 1 && /^(list|all)$/i.test(tokens[0]!.text)) return list();
  const whom = readWhom(tokens, circumstances);
  const { words, plan, at } = readParts(line, tokens, whom.used, circumstances);
  const what = [join(withoutTo(words)), text].filter(Boolean).join(" — ");
  if (!plan) throw new WordsUnclear("When?", at, [], holeAt(line.typed, at));
  if (what === "")
    throw new WordsUnclear("Of what?", line.typed.length, [], `${line.typed.trimEnd()} -- ${hole}`);
  if (plan.allDay) throw whatTime(line, at, endOf(line, tokens));
  return make(
    reminders.add,
    {
      text: what,
      at: plan.starts,
      time_zone: plan.zone,
      ...(plan.rrule ? { rrule: plan.rrule } : {}),
      ...whom.input,
    },
    understood(plan.text),
  );
}

/** The line with a time of day behind the moment: nine in the morning is not for everybody. */
function whatTime(line: Line, at: number, end: number): WordsUnclear {
  const timed = (clock: string) => `${line.typed.slice(0, end)} ${clock}${line.typed.slice(end)}`;
  return new WordsUnclear("At what time that day?", at, [timed("09:00"), timed("14:00")], timed(hole));
}

/** `me`, `@raj`, `here`; nobody said means me. */
function readWhom(tokens: readonly Token[], { room }: Circumstances) {
  const [first] = tokens;
  const person = first && personIn(first);
  const word = first?.kind === "word" ? first.text.toLowerCase() : "";
  if (person) return { used: 1, input: { owner: person } };
  if (/^(me|mich|moi)$/.test(word)) return { used: 1, input: {} };
  if (!/^(here|us|hier|everybody|everyone|uns)$/.test(word) || (tokens.length > 1 && word === "hier"))
    return { used: 0, input: {} };
  if (!room) throw new WordsUnclear("There is no room here that could be reminded.", first!.at);
  return { used: 1, input: { room } };
}

/** The moment stands first, before `to …`, or last. */
function readParts(line: Line, all: readonly Token[], from: number, circumstances: Circumstances) {
  const now = hereOf(circumstances);
  const tokens = all.slice(from);
  const first = takeRun(tokens, wordsOf(tokens), 0, now);
  if (saysWhen(first.said)) {
    const at = tokens[0]!.at;
    return { words: tokens.slice(first.used), plan: settle(first.said, now, line.typed, at), at };
  }
  const { words, said, at } = splitTail(tokens, now, line.typed);
  return { words, plan: settle(said, now, line.typed, at), at: saysWhen(said) ? at : endOf(line, all) };
}

/** `to call`, `an Acme`, `d'appeler`: what joins the moment to what is to be done. */
function withoutTo(words: readonly Token[]): readonly Token[] {
  const [first, ...rest] = words;
  if (first?.kind !== "word") return words;
  if (/^(to|of|about|that|an|de|zu|:)$/i.test(first.text)) return rest;
  return /^d'\p{L}/u.test(first.text) ? [{ ...first, text: first.text.slice(2) }, ...rest] : words;
}

function list(): Step {
  return make(reminders.list, { sort: "at", limit: shown + 1 }, ({ items }, circumstances) => ({
    lines: rows(
      items.map(({ number, title, next_at: next }) =>
        [`${number} ${title}`, next ? moment(next, circumstances) : ""].filter(Boolean).join(" · "),
      ),
      shown,
      "No reminder is set.",
    ),
  }));
}
