/** `quote` and `invoice`: papers drafted from a line, and what is done with them. */
import {
  billVerbs,
  creditInvoice,
  creditNoteVerbs,
  invoiceOrder,
  invoices,
  invoiceVerbs,
  NotRead,
  orderQuote,
  orderVerbs,
  quotes,
  quoteVerbs,
  readLineItems,
  remindInvoice,
  type AnyCall,
  type Card,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole, holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { isNumber, prefixOf } from "../words/people.ts";
import { amountIn, noCurrency, refuseRough } from "../words/sum.ts";
import { about, command, make, written, type Circumstances, type Step } from "./command.ts";

/** What is done with a paper that exists, by its noun and the word. */
const acts: Readonly<Record<string, Readonly<Record<string, AnyCall>>>> = {
  quote: { issue: quoteVerbs.issue, void: quoteVerbs.void, order: orderQuote },
  order: { issue: orderVerbs.issue, void: orderVerbs.void, invoice: invoiceOrder },
  invoice: {
    issue: invoiceVerbs.issue,
    void: invoiceVerbs.void,
    credit: creditInvoice,
    remind: remindInvoice,
  },
  credit_note: { issue: creditNoteVerbs.issue, void: creditNoteVerbs.void },
  bill: { issue: billVerbs.issue, void: billVerbs.void },
};
const byPrefix: Readonly<Record<string, string>> = {
  QUO: "quote",
  ORD: "order",
  INV: "invoice",
  CRN: "credit_note",
  BIL: "bill",
};
const words = new Set(Object.values(acts).flatMap((known) => Object.keys(known)));

export const invoice = command({
  verb: "invoice",
  aliases: ["inv", "rechnung", "facture"],
  group: "Money",
  usage:
    "invoice <who> <1200 eur> [net30] [vat:VAT19] -- for what | invoice <who> -- 3 x PRD-3; Setup 900 eur | invoice <issue|void|credit|remind> INV-2",
  help: "Draft an invoice, of several lines too; issue it, void it, credit it, or note a reminder.",
  examples: [
    {
      words: "invoice acme 1200 eur net30 -- Oct seats",
      call: "invoice.add",
      input: {
        party: "acme",
        currency: "EUR",
        terms_days: 30,
        lines: [{ description: "Oct seats", quantity: 1, unit_price_minor: 120_000 }],
      },
    },
    { words: "invoice issue INV-2", call: "invoice.issue", input: { ref: "INV-2" } },
    { words: "invoice ORD-7", call: "order.invoice", input: { ref: "ORD-7" } },
  ],
  calls: [invoices.add, invoiceVerbs.issue, invoiceVerbs.void, creditInvoice, remindInvoice, invoiceOrder],
  read: (line, circumstances) => readPaper(line, circumstances, invoices.add, "ORD", invoiceOrder),
});

export const quote = command({
  verb: "quote",
  aliases: ["offer", "angebot", "devis"],
  group: "Money",
  usage:
    "quote <who> <1200 eur> -- for what | quote <who> -- 3 x PRD-3; Setup 900 eur | quote <issue|void|order> QUO-2",
  help: "Draft a quote, of several lines too; issue it, void it, or make an order of it.",
  examples: [
    {
      words: "quote acme 3 x PRD-3 900 eur",
      call: "quote.add",
      input: {
        party: "acme",
        currency: "EUR",
        lines: [{ product: "PRD-3", quantity: 3, unit_price_minor: 90_000 }],
      },
    },
    {
      words: "quote acme -- 3 x PRD-3; Setup at 900 eur",
      call: "quote.add",
      input: {
        party: "acme",
        currency: "EUR",
        lines: [
          { product: "PRD-3", quantity: 3 },
          { description: "Setup", quantity: 1, unit_price_minor: 90_000 },
        ],
      },
    },
    { words: "quote order QUO-2", call: "quote.order", input: { ref: "QUO-2" } },
  ],
  calls: [quotes.add, quoteVerbs.issue, quoteVerbs.void, orderQuote],
  read: (line, circumstances) => readPaper(line, circumstances, quotes.add),
});

type AddPaper = typeof invoices.add | typeof quotes.add;
const tell = (output: unknown) => written(output as { card: Card; room: string | null });

function readPaper(
  line: Line,
  { record }: Circumstances,
  add: AddPaper,
  origin?: string,
  from?: AnyCall,
): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const act = readAct(tokens, text, record);
  if (act) return act;
  const [first] = tokens;
  if (from && tokens.length === 1 && prefixOf(first!.text) === origin)
    return make(from, { ref: first!.text }, tell);
  return draft(line, tokens, text, add);
}

/** `issue INV-2`, `INV-2 issue`, or `issue` said to its card. */
function readAct(
  tokens: readonly Token[],
  text: string | undefined,
  record: string | undefined,
): Step | undefined {
  const [one, two] = tokens.map((token) => (token.kind === "word" ? token.text : ""));
  if (tokens.length > 2 || !one) return undefined;
  const pairs = [
    [one, two],
    [two, one],
    [record, two === undefined ? one : ""],
  ] as const;
  for (const [ref, word] of pairs) {
    const act = word?.toLowerCase() ?? "";
    const prefix = prefixOf(ref ?? "");
    if (!prefix || !words.has(act)) continue;
    if (byPrefix[prefix]) return actOn(byPrefix[prefix], act, ref!, text);
    // A draft has no number of its kind yet: what it is decides.
    if (prefix === "DRAFT") return about(ref, Object.keys(acts), ({ noun }) => actOn(noun, act, ref!, text));
  }
  return undefined;
}

function actOn(noun: string, act: string, ref: string, text: string | undefined): Step {
  const known = acts[noun] ?? {};
  const call = Object.hasOwn(known, act) ? known[act] : undefined;
  if (!call)
    throw new WordsUnclear(`${ref} can be: ${Object.keys(known).join(", ") || "nothing of that"}.`, 0);
  return make(call, { ref, ...(text && act === "void" ? { reason: text.slice(0, 300) } : {}) }, tell);
}

interface Heard {
  readonly who: Token[];
  quantity?: number;
  product?: string;
  terms?: number;
  tax?: string;
  price?: { readonly amount_minor: number; readonly currency: string };
}

function draft(line: Line, tokens: Token[], text: string | undefined, add: AddPaper): Step {
  const heard: Heard = { who: [] };
  for (let at = 0; at < tokens.length;) at += takeOne(line, tokens, at, heard);
  const end = tokens.at(-1)?.end ?? line.typed.trimEnd().length;
  const several = text && !heard.price && !heard.product ? itemsIn(text, line) : undefined;
  if (!several && !heard.price && !heard.product)
    throw new WordsUnclear("How much, with its currency?", end, [], holeAt(line.typed, end));
  if (!several && !heard.product && !text)
    throw new WordsUnclear("For what?", end, [], `${line.typed.trimEnd()} -- ${hole}`);
  const item = {
    ...(heard.product ? { product: heard.product } : {}),
    ...(text ? { description: text.slice(0, 500) } : {}),
    quantity: heard.quantity ?? 1,
    ...(heard.price ? { unit_price_minor: heard.price.amount_minor } : {}),
    ...(heard.tax ? { tax: heard.tax } : {}),
  };
  const given = {
    ...(heard.price ? { currency: heard.price.currency } : {}),
    ...(heard.terms === undefined ? {} : { terms_days: heard.terms }),
    ...(several ?? { lines: [item] }),
  };
  const ref = join(
    heard.who.filter(({ text: word }, place) => place > 0 || !/^(to|for|an|für|pour)$/i.test(word)),
  );
  if (ref) return make(add, { party: ref, ...given }, written);
  return about(undefined, ["party"], (record) => make(add, { party: record.id, ...given }, written));
}

/** The text as lines of the paper, when it names a sum or a product at all. */
function itemsIn(text: string, line: Line): ReturnType<typeof readLineItems> | undefined {
  try {
    return readLineItems(text);
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    if (!/[\n;]/.test(text)) return undefined;
    throw new WordsUnclear(error.message, Math.max(0, line.typed.indexOf(text)));
  }
}

/** `3 x PRD-3`, `1200 eur`, `net30`, `vat:VAT19`; other words name the customer. */
function takeOne(line: Line, tokens: readonly Token[], at: number, heard: Heard): number {
  const token = tokens[at]!;
  const money = amountIn(tokens, at);
  if (money) {
    refuseRough(tokens[at - 1]);
    if (heard.price) throw new WordsUnclear("Here are two amounts.", token.at);
    heard.price = money.amount;
    return money.used;
  }
  const many =
    /^(\d{1,6})\s?[x×]$/i.exec(token.text) ??
    (/^\d{1,6}$/.test(token.text) ? [token.text, token.text] : null);
  const sign = many && many[0] !== many[1] ? 0 : /^[x×]$/i.test(tokens[at + 1]?.text ?? "") ? 1 : -1;
  const product = many && sign >= 0 ? tokens[at + 1 + sign] : undefined;
  if (product && (isNumber(product) || product.kind === "string")) {
    heard.quantity = Number(many![1]);
    heard.product = product.text;
    return 2 + sign;
  }
  const next = tokens[at + 1]?.text ?? "";
  if (token.kind === "word" && /^net$/i.test(token.text) && /^\d{1,3}$/.test(next)) {
    heard.terms = Number(next);
    return 2;
  }
  const terms = token.kind === "word" ? /^net[-]?(\d{1,3})$/i.exec(token.text) : null;
  if (terms) heard.terms = Number(terms[1]);
  else if (token.kind === "pair") takePair(token, heard);
  else if (token.kind === "word" && /^\d[\d.,]*[km]?$/i.test(token.text))
    throw noCurrency(line.typed, token, tokens[at + 1]);
  else if (token.kind === "word" && prefixOf(token.text) === "PRD") heard.product = token.text;
  else heard.who.push(token);
  return 1;
}

function takePair({ key, text, at }: Token, heard: Heard): void {
  if (/^(vat|tax|mwst|tva)$/i.test(key!) && text) heard.tax = text;
  else if (/^(terms|net|days)$/i.test(key!) && /^\d{1,3}$/.test(text)) heard.terms = Number(text);
  else throw new WordsUnclear(`There is no field "${key}" here; there are vat and terms.`, at);
}
