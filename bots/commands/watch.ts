/** Words that will be told about later, taken apart: what is watched, when to tell, whom; and questions that are asked again and again. */
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { personIn } from "../words/people.ts";
import { readRecurrence } from "../words/recur.ts";
import { wordsOf } from "../words/moment.ts";
import { settle } from "../words/plan.ts";
import { takeRun } from "../words/tail.ts";
import type { Circumstances } from "./command.ts";
import { hereOf } from "./time.ts";

/** `notify #sales when deal > 50k moves to won` */
export interface Notification {
  /** A person, a room, or where it was said. */
  readonly to: { readonly kind: "me" | "here" } | { readonly kind: "person" | "room"; readonly name: string };
  /** Noun or record that is watched. */
  readonly of: string;
  readonly condition?: {
    readonly field?: string;
    readonly op: "above" | "below" | "at_least" | "at_most" | "is";
    readonly value: string;
  };
  readonly event: "changes" | "moves" | "added" | "removed";
  /** Stage it moves to. */
  readonly stage?: string;
}

/** A question asked again and again: `ask every monday 9am post here: pipeline by stage`. */
export interface StandingQuestion {
  readonly question: string;
  readonly at: string;
  readonly time_zone: string;
  readonly rrule: string;
  readonly to: Notification["to"];
  readonly text: string;
}

export function readWatch(line: Line): Notification {
  const of = join(line.tokens());
  if (of === "")
    throw new WordsUnclear(
      "What is to be watched?",
      line.typed.length,
      [],
      holeAt(line.typed, line.typed.length),
    );
  return { to: { kind: "me" }, of, event: "changes" };
}

const ops = {
  ">": "above",
  "<": "below",
  ">=": "at_least",
  "<=": "at_most",
  "=": "is",
  over: "above",
  above: "above",
  under: "below",
  below: "below",
} as const;

export function readNotify(line: Line): Notification {
  const tokens = line.tokens();
  const at = tokens.findIndex(({ kind, text }) => kind === "word" && /^(when|if|wenn|quand)$/i.test(text));
  if (at < 0) throw new WordsUnclear("Say when: notify #sales when deal moves to won.", line.typed.length);
  const to = readTo(tokens.slice(0, at));
  const words = tokens.slice(at + 1).flatMap(splitOp);
  const [of, ...rest] = words.filter((word) => !/^(a|an|the|any)$/i.test(word));
  if (!of) throw new WordsUnclear("Say of what: deal, case, or a record.", line.typed.length);
  const condition = readCondition(rest);
  const event = rest.slice(condition?.used ?? 0);
  const moves = /^(moves?|goes|enters|reaches|becomes|is)$/i.test(event[0] ?? "");
  const stage = event.slice(/^(to|into)$/i.test(event[1] ?? "") ? 2 : 1).join(" ");
  if (moves && stage === "")
    throw new WordsUnclear("To which stage?", line.typed.length, [], holeAt(line.typed, line.typed.length));
  return {
    to,
    of,
    ...(condition ? { condition: condition.condition } : {}),
    event: moves
      ? "moves"
      : /^(added|new|created|comes)$/i.test(event.join(" "))
        ? "added"
        : /^removed$/i.test(event.join(" "))
          ? "removed"
          : "changes",
    ...(moves ? { stage } : {}),
  };
}

/** `>50k` is two words. */
const splitOp = ({ text }: Token): string[] => {
  const found = /^(>=|<=|>|<|=)(.+)$/.exec(text);
  return found ? [found[1]!, found[2]!] : [text];
};

function readCondition(words: readonly string[]) {
  const index = words.slice(0, 2).findIndex((word) => Object.hasOwn(ops, word.toLowerCase()));
  const value = words[index + 1];
  if (index < 0 || value === undefined) return undefined;
  const currency = /^[A-Z]{3}$/i.test(words[index + 2] ?? "") ? ` ${words[index + 2]}` : "";
  return {
    used: index + 2 + (currency ? 1 : 0),
    condition: {
      ...(index === 1 ? { field: words[0]! } : {}),
      op: ops[words[index]!.toLowerCase() as keyof typeof ops],
      value: value + currency,
    },
  };
}

function readTo(tokens: readonly Token[]): Notification["to"] {
  const [first] = tokens;
  if (!first || /^me$/i.test(first.text)) return { kind: "me" };
  if (/^(here|us)$/i.test(first.text)) return { kind: "here" };
  if (first.kind === "tag") return { kind: "room", name: first.text };
  const person = personIn(first);
  return person ? { kind: "person", name: person } : { kind: "room", name: join(tokens) };
}

/** Undefined for a question that is asked once. @throws WordsUnclear for a rhythm without a time or a question */
export function readStanding(line: Line, circumstances: Circumstances): StandingQuestion | undefined {
  const tokens = line.tokens();
  if (!readRecurrence(wordsOf(tokens), 0, circumstances.locale?.slice(0, 2) ?? "en")) return undefined;
  const now = hereOf(circumstances);
  const run = takeRun(tokens, wordsOf(tokens), 0, now);
  const plan = settle(run.said, now, line.typed, tokens[0]!.at);
  const rest = line.typed.slice(tokens[run.used - 1]!.end).trim();
  const found = /^(?:post )?(here|me|to me|#[\p{L}\p{N}_-]+)?\s*[:—–-]*\s*([\s\S]*)$/u.exec(rest)!;
  if (!plan?.rrule || plan.allDay)
    throw new WordsUnclear("At what time? ask every monday 9am post here: …", tokens[run.used - 1]!.end);
  if (!found[2])
    throw new WordsUnclear("Ask what?", line.typed.length, [], holeAt(line.typed, line.typed.length));
  const where = found[1] ?? "me";
  const to =
    where === "here"
      ? ({ kind: "here" } as const)
      : where.startsWith("#")
        ? ({ kind: "room", name: where.slice(1) } as const)
        : ({ kind: "me" } as const);
  return {
    question: found[2],
    at: plan.starts,
    time_zone: plan.zone,
    rrule: plan.rrule,
    to,
    text: plan.text,
  };
}
