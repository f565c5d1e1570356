/** `salary`, `payroll`, `payslip`: what people are paid. Said and told only between the bot and the person, never in a room. */
import {
  approvePayRun,
  listPayRuns,
  listPayslips,
  listSalaries,
  payPayRun,
  payRunDetails,
  postPayRun,
  preparePayRun,
  reversePayRun,
  setSalary,
  type AnyCall,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { amountIn } from "../words/sum.ts";
import { monthOf } from "../words/vocabulary.ts";
import { readDay } from "../words/day.ts";
import { wordsOf } from "../words/moment.ts";
import { command, look, make, type Circumstances, type Reply, type Step } from "./command.ts";
import { amount, rows } from "./present.ts";
import { hereOf } from "./time.ts";

const shown = 5;

export const salary = command({
  verb: "salary",
  aliases: ["gehalt", "salaire"],
  group: "Money",
  usage: "salary [@jane] | salary @jane 4200 eur from 2026-12-01",
  help: "Show or set what somebody is paid. Only in private.",
  examples: [
    {
      words: "salary @jane 4200 eur from 2026-12-01",
      call: "salary.set",
      input: { person: "@jane", amount: { amount_minor: 420_000, currency: "EUR" }, from: "2026-12-01" },
    },
    { words: "salary @jane", call: "salary.list", input: { person: "@jane" } },
  ],
  calls: [listSalaries, setSalary],
  timed: true,
  secret: true,
  read: readSalary,
});

function readSalary(line: Line, circumstances: Circumstances): Step {
  const tokens = line.tokens();
  const at = tokens.findIndex((_, index) => amountIn(tokens, index) !== undefined);
  const hourly = tokens.some(({ text }) => /^(hourly|hour|per-hour|\/h)$/i.test(text));
  const words = tokens.filter(
    ({ text }) => !/^(per|an?|hourly|hour|month|monthly|of|for|to|list)$/i.test(text),
  );
  if (at < 0) {
    const number = tokens.find(({ text }) => /^\d[\d.,]*k?$/.test(text));
    if (number)
      throw new WordsUnclear(`"${number.text}" has no currency. Write ${number.text} EUR.`, number.at);
    const person = join(words);
    return make(listSalaries, person ? { person } : {}, ({ items }) => ({
      lines: rows(
        items.map(
          ({ person: who, amount: paid, per, from, until }) =>
            `${who.title}: ${amount(paid)} per ${per} from ${from}${until ? ` until ${until}` : ""}`,
        ),
        shown,
        "No salary that you can see.",
      ),
      isPrivate: true,
    }));
  }
  const { amount: paid, used } = amountIn(tokens, at)!;
  const person = join(tokens.slice(0, at).filter((token) => words.includes(token)));
  if (person === "")
    throw new WordsUnclear("Whose salary?", tokens[at]!.at, [], holeAt(line.typed, tokens[at]!.at));
  const rest = tokens
    .slice(at + used)
    .filter((token) => words.includes(token) && !/^(from|ab|since)$/i.test(token.text));
  const from = readFrom(line, rest, circumstances);
  return make(
    setSalary,
    { person, amount: paid, ...(hourly ? { per: "hour" as const } : {}), from },
    ({ person: who }) => ({
      lines: [`${who.title} is paid ${amount(paid)} per ${hourly ? "hour" : "month"} from ${from}.`],
      isPrivate: true,
    }),
  );
}

/** A day, or the first of a month. Of a bare month two years could be meant: it is asked back unless it is this one. */
function readFrom(line: Line, tokens: readonly Token[], circumstances: Circumstances): string {
  const end = tokens.at(-1)?.end ?? line.typed.trimEnd().length;
  const [first, second] = tokens;
  if (!first) throw new WordsUnclear("From which day?", end, [], holeAt(line.typed, end, "from "));
  const now = hereOf(circumstances);
  const month = monthOf(first.text.toLowerCase());
  const today = now.now.toPlainDate();
  const ofYear = (year: number) => `${year}-${String(month).padStart(2, "0")}-01`;
  if (month && second && /^20\d{2}$/.test(second.text) && tokens.length === 2)
    return ofYear(Number(second.text));
  if (month && tokens.length === 1) {
    if (month === today.month) return ofYear(today.year);
    const years = month < today.month ? [today.year, today.year + 1] : [today.year - 1, today.year];
    throw new WordsUnclear(
      `"${first.text}" of which year?`,
      first.at,
      years.map((year) => line.typed.slice(0, first.at) + ofYear(year)),
    );
  }
  const day = readDay(wordsOf(tokens), 0, now);
  if (!day || day.wrong || day.used < tokens.length)
    throw new WordsUnclear(day?.wrong ?? "From which day? Write it as 2026-12-01.", first.at);
  if (day.either)
    throw new WordsUnclear(
      `"${join(tokens)}" could be ${day.either.join(" or ")}.`,
      first.at,
      day.either.map((one) => line.typed.slice(0, first.at) + one),
    );
  return day.date.toString();
}

const runs: Readonly<Record<string, AnyCall>> = {
  post: postPayRun,
  pay: payPayRun,
  reverse: reversePayRun,
};

export const payroll = command({
  verb: "payroll",
  aliases: ["payrun"],
  group: "Money",
  usage: "payroll preview oct | payroll [list] | payroll <show|approve|post|pay|reverse> RUN-3",
  help: "Prepare, approve, post and pay a month's pay. Only in private.",
  examples: [
    { words: "payroll preview oct", call: "pay_run.prepare", input: { month: "2026-10" } },
    {
      words: "payroll approve RUN-3",
      call: "pay_run.approve",
      input: { ref: "RUN-3", hash: "5e".repeat(32) },
      found: { "pay_run.details": { hash: "5e".repeat(32) } },
    },
    { words: "payroll", call: "pay_run.list", input: {} },
  ],
  calls: [listPayRuns, preparePayRun, payRunDetails, approvePayRun, postPayRun, payPayRun, reversePayRun],
  timed: true,
  secret: true,
  read: readPayroll,
});

function readPayroll(line: Line, circumstances: Circumstances): Step {
  const [first, ...rest] = line.tokens();
  const word = first?.text.toLowerCase() ?? "list";
  const ref = join(rest);
  if (word === "list")
    return make(listPayRuns, {}, ({ items }) => ({
      lines: rows(items.map(runLine), shown, "There is no pay run."),
      isPrivate: true,
    }));
  if (/^(preview|prepare|run|draft)$/.test(word)) return prepare(line, rest, circumstances);
  if (ref === "" || !/^[A-Z]{2,6}-\d+$/i.test(ref))
    throw new WordsUnclear("Say payroll preview oct, or payroll approve RUN-3.", line.typed.length);
  if (word === "show")
    return make(payRunDetails, { ref }, ({ gross_minor: gross, net_minor: net, notes, ...run }) => ({
      lines: [
        runLine(run),
        `Gross ${amount({ amount_minor: gross, currency: run.currency })}, net ${amount({ amount_minor: net, currency: run.currency })}`,
        ...notes.slice(0, 3).map(({ text }) => text),
      ],
      isPrivate: true,
    }));
  // What is approved is the run as it is now, even when it is prepared anew before the yes.
  if (word === "approve")
    return look(payRunDetails, { ref }, ({ hash }) => make(approvePayRun, { ref, hash }, tellRun));
  const call = Object.hasOwn(runs, word) ? runs[word] : undefined;
  if (!call) throw new WordsUnclear("Say show, approve, post, pay or reverse.", first!.at);
  return make(call, { ref }, tellRun);
}

type Run = {
  readonly number: string;
  readonly month: string;
  readonly status: string;
  readonly people: number;
  readonly warnings: number;
};

const runLine = ({ number, month, status, people, warnings }: Run) =>
  `${number} ${month}: ${status}, ${people} ${people === 1 ? "person" : "people"}${warnings ? `, ${warnings} warnings` : ""}`;

const tellRun = (output: unknown): Reply => {
  const { run, change } = output as { run: Run; change: string };
  return {
    lines: [runLine(run)],
    choices: [
      { label: "Show it", words: `payroll show ${run.number}` },
      { label: "Take back", words: `undo ${change}` },
    ],
    isPrivate: true,
  };
};

/** The latest month of that name: nobody is paid for one that is to come. */
function prepare(line: Line, tokens: readonly Token[], circumstances: Circumstances): Step {
  const end = tokens.at(-1)?.end ?? line.typed.trimEnd().length;
  const [first, second] = tokens;
  if (!first) throw new WordsUnclear("For which month?", end, [], holeAt(line.typed, end));
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(first.text)) return make(preparePayRun, { month: first.text }, tellRun);
  const today = hereOf(circumstances, "past").now;
  if (/^(last month|(?:der )?letzter? monat|(?:le )?mois dernier)$/i.test(join(tokens)))
    return make(
      preparePayRun,
      { month: today.subtract({ months: 1 }).toPlainDate().toString().slice(0, 7) },
      tellRun,
    );
  const month = monthOf(first.text.toLowerCase());
  const year = second && /^20\d{2}$/.test(second.text) ? Number(second.text) : undefined;
  if (!month || tokens.length > (year ? 2 : 1))
    throw new WordsUnclear("For which month? Write oct, or 2026-10.", first.at);
  const latest = year ?? (month <= today.month ? today.year : today.year - 1);
  return make(preparePayRun, { month: `${latest}-${String(month).padStart(2, "0")}` }, tellRun);
}

export const payslip = command({
  verb: "payslip",
  aliases: ["payslips"],
  group: "Money",
  usage: "payslip",
  help: "Show your latest payslips. Only in private.",
  examples: [{ words: "payslip", call: "payslip.list", input: {} }],
  calls: [listPayslips],
  secret: true,
  read: () =>
    make(listPayslips, {}, ({ items }) => ({
      lines: rows(
        items.map(
          ({ number, month, person, currency, gross_minor: gross, net_minor: net }) =>
            `${number} ${month} ${person.title}: gross ${amount({ amount_minor: gross, currency })}, net ${amount({ amount_minor: net, currency })}`,
        ),
        shown,
        "No payslip that you can see.",
      ),
      isPrivate: true,
    })),
});
