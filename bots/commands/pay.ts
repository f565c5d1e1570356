/** `pay`, `refund`, `overdue`, `approve`: money that comes and goes. Each is told before it is done. */
import {
  approveBill,
  bills,
  invoices,
  listDunning,
  paymentMethods,
  payments,
  recordPayment,
  refundPayment,
  type Output,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, need, splitText, type Line } from "../words/line.ts";
import { readMoney } from "../words/money.ts";
import { isNumber, prefixOf } from "../words/people.ts";
import { amountIn } from "../words/sum.ts";
import { relativeDay } from "../words/vocabulary.ts";
import { command, look, make, written, type Circumstances, type Reply, type Step } from "./command.ts";
import { amount, rows } from "./present.ts";

const shown = 5;
type Method = (typeof paymentMethods)[number];

interface Heard {
  readonly refs: Token[];
  /** As it was typed: the currency may be that of the paper. */
  sum?: { readonly text: string; readonly at: number; readonly full: boolean };
  method?: Method;
  reference?: string;
}

export const pay = command({
  verb: "pay",
  aliases: ["paid", "payment"],
  group: "Money",
  usage: "pay <INV-2 | BIL-3> [600 eur] [by bank] [ref:778]",
  help: "Record that a customer paid an invoice, or that we paid a bill; all that is open unless told.",
  examples: [
    {
      words: "pay INV-204 600 by bank ref:778",
      call: "payment.record",
      found: { "invoice.details": { party: { id: "p" }, open: { amount_minor: 90_000, currency: "EUR" } } },
      input: {
        party: "p",
        direction: "in",
        amount: { amount_minor: 60_000, currency: "EUR" },
        method: "bank",
        reference: "778",
        pays: [{ document: "INV-204", amount_minor: 60_000 }],
      },
    },
    {
      words: "pay acme 600 eur",
      call: "payment.record",
      input: {
        party: "acme",
        direction: "in",
        amount: { amount_minor: 60_000, currency: "EUR" },
        oldest: true,
      },
    },
  ],
  calls: [recordPayment],
  read: readPay,
});

function readPay(line: Line, { record }: Circumstances): Step {
  const heard = readHeard(line);
  const ref = join(heard.refs) || record;
  const end = line.typed.trimEnd().length;
  if (!ref) throw new WordsUnclear("Which invoice is paid?", end, [], holeAt(line.typed, end));
  const prefix = prefixOf(ref);
  if (prefix === "INV") return look(invoices.details, { ref }, (paper) => paying(ref, "in", paper, heard));
  if (prefix === "BIL") return look(bills.details, { ref }, (paper) => paying(ref, "out", paper, heard));
  if (!heard.sum?.full)
    throw new WordsUnclear("How much, with its currency?", end, [], holeAt(line.typed, end));
  const sum = readMoney(heard.sum.text, heard.sum.at);
  return make(
    recordPayment,
    { party: ref, direction: "in", amount: sum, ...extras(heard), oldest: true },
    tell,
  );
}

type Paper = Pick<Output<typeof invoices.details>, "party" | "open">;

function paying(ref: string, direction: "in" | "out", paper: Paper, heard: Heard): Step {
  const { party, open } = paper;
  if (!party || !open) throw new WordsUnclear(`You may not see whose ${ref} is, or what is open.`, 0);
  const sum = heard.sum ? inCurrency(heard.sum, open.currency) : open;
  if (sum.amount_minor <= 0) throw new WordsUnclear(`Nothing is open on ${ref}.`, heard.sum?.at ?? 0);
  const pays = [{ document: ref, amount_minor: Math.min(sum.amount_minor, open.amount_minor) }];
  return make(
    recordPayment,
    {
      party: party.id,
      direction,
      amount: sum,
      ...extras(heard),
      ...(pays[0]!.amount_minor > 0 ? { pays } : {}),
    },
    tell,
  );
}

const tell = written;
const extras = ({ method, reference }: Heard) => ({
  ...(method ? { method } : {}),
  ...(reference ? { reference } : {}),
});

function inCurrency({ text, at, full }: NonNullable<Heard["sum"]>, currency: string) {
  return readMoney(full ? text : `${text} ${currency}`, at);
}

function readHeard(line: Line): Heard {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const heard: Heard = { refs: [], ...(text ? { reference: text.slice(0, 300) } : {}) };
  for (let at = 0; at < tokens.length;) at += takeOne(tokens, at, heard);
  return heard;
}

function takeOne(tokens: readonly Token[], at: number, heard: Heard): number {
  const token = tokens[at]!;
  const word = token.kind === "word" ? token.text.toLowerCase() : "";
  const money = amountIn(tokens, at);
  const next = tokens[at + 1]?.text.toLowerCase() ?? "";
  const figure = /^\d[\d.,']*[km]?$/.test(word);
  if (money || (figure && (heard.refs.length > 0 || heard.sum !== undefined || at === 0))) {
    if (heard.sum) throw new WordsUnclear("Here are two amounts.", token.at);
    const text = tokens
      .slice(at, at + (money?.used ?? 1))
      .map((part) => part.text)
      .join(" ");
    heard.sum = { text, at: token.at, full: money !== undefined };
    return money?.used ?? 1;
  }
  if (/^(by|per|via|in|mit)$/.test(word) && isMethod(next)) {
    heard.method = next;
    return 2;
  }
  if (isMethod(word) && heard.refs.length > 0) heard.method = word;
  else if (token.kind === "pair") takePair(token, heard);
  else if (wholly.test(word) && heard.refs.length > 0) return 1;
  else if (word === "in" && wholly.test(next)) return 2;
  else if (!/^(for|of|from|on)$/.test(word)) takeRef(token, heard);
  return 1;
}

/** All that is open, as it would be without a word. */
const wholly = /^(full|fully|all|everything|ganz|alles|tout)$/;

/** Who pays, or which paper is paid: one, and named in one place. A day is none: money is noted with the day on which it is said. */
function takeRef(token: Token, heard: Heard): void {
  const closed = heard.refs.length > 0 && heard.sum !== undefined && heard.sum.at > heard.refs[0]!.at;
  const day = heard.refs.length > 0 && relativeDay(token.text.toLowerCase()) !== undefined;
  if (closed || (day && token.kind === "word"))
    throw new WordsUnclear(`I do not know what "${token.text}" means here. Put notes after --.`, token.at);
  if ((isNumber(token) && heard.refs.length > 0) || heard.refs.some(isNumber))
    throw new WordsUnclear("Say one paper, and how much. Notes go after --.", token.at);
  heard.refs.push(token);
}

const isMethod = (word: string): word is Method => (paymentMethods as readonly string[]).includes(word);

function takePair({ key, text, at }: Token, heard: Heard): void {
  const word = key!.toLowerCase();
  if (/^(ref|reference)$/.test(word) && text) heard.reference = text;
  else if (/^(by|method)$/.test(word) && isMethod(text.toLowerCase()))
    heard.method = text.toLowerCase() as Method;
  else throw new WordsUnclear(`There is no field "${key}" here; there are ref and method.`, at);
}

export const refund = command({
  verb: "refund",
  aliases: [],
  group: "Money",
  usage: "refund <PAY-9 | CRN-4> [100 eur] [by bank]",
  help: "Pay back what is left of a payment or a credit note.",
  examples: [
    {
      words: "refund PAY-9 100",
      call: "payment.refund",
      found: { "payment.details": { amount: { amount_minor: 50_000, currency: "EUR" } } },
      input: { ref: "PAY-9", amount_minor: 10_000 },
    },
  ],
  calls: [refundPayment],
  read: (line, { record }) => {
    const heard = readHeard(line);
    const ref = join(heard.refs) || record;
    if (!ref || !isNumber({ kind: "word", text: ref, at: 0, end: 0 }))
      throw new WordsUnclear("Say which payment: refund PAY-9.", line.typed.trimEnd().length);
    const { sum } = heard;
    if (!sum) return make(refundPayment, { ref, ...extras(heard) }, tell);
    const give = (currency: string) => {
      const money = inCurrency(sum, currency);
      if (money.currency !== currency) throw new WordsUnclear(`${ref} is in ${currency}.`, sum.at);
      return make(refundPayment, { ref, amount_minor: money.amount_minor, ...extras(heard) }, tell);
    };
    return look(payments.details, { ref }, ({ amount: paid }) => give(paid?.currency ?? ""));
  },
});

export const approve = command({
  verb: "approve",
  aliases: [],
  group: "Money",
  usage: "approve <BIL-3>",
  help: "Approve a supplier's bill that somebody else issued.",
  examples: [{ words: "approve BIL-3", call: "bill.approve", input: { ref: "BIL-3" } }],
  calls: [approveBill],
  read: (line, { record }) =>
    make(
      approveBill,
      { ref: join(line.tokens()) || record || need([], "which bill to approve", line.typed.length) },
      tell,
    ),
});

export const overdue = command({
  verb: "overdue",
  aliases: ["dunning"],
  group: "Money",
  usage: "overdue",
  help: "List the invoices that are overdue, and which reminder is next.",
  examples: [{ words: "overdue", call: "invoice.overdue", input: { limit: shown + 1 } }],
  calls: [listDunning],
  read: () => make(listDunning, { limit: shown + 1 }, tellOverdue),
});

function tellOverdue({ items }: Output<typeof listDunning>): Reply {
  const told = items.map(({ invoice: paper, party, open, days, remind_now: now }) =>
    [
      paper.number,
      party?.title ?? "",
      amount(open),
      `${days} days`,
      now ? `remind: invoice remind ${paper.number}` : "",
    ]
      .filter(Boolean)
      .join(" · "),
  );
  return { lines: rows(told, shown, "Nothing is overdue.") };
}
