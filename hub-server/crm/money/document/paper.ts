/** The drawing of an invoice and its kin: address, lines over as many pages as it takes, totals. */
import { asText } from "../../record/values.ts";
import type { Company } from "../company.ts";
import { bottom, drawSheet, heightOf, left, letterhead, right, rule, write, type Doc } from "./sheet.ts";

export interface PaperLine {
  readonly description: string;
  readonly quantity: number;
  readonly unit_price_minor: number;
  readonly discount?: number;
  readonly tax?: string;
  readonly tax_percent?: number | null;
  readonly tax_minor: number;
  readonly net_minor: number;
}

export interface Paper {
  readonly company: Company;
  readonly kind: string;
  readonly number: string;
  readonly status: string;
  readonly to: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly lines: readonly PaperLine[];
  readonly note: string | null;
  readonly currency: string;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly paid: number;
  /** Whether it says where to pay: a credit note or a quote that does asks for what nobody owes. */
  readonly asksForMoney: boolean;
  /** Stands in the file as its date, so that drawing again gives the same bytes. */
  readonly made: Date;
}

const columns = [
  { title: "Description", x: left, width: 223, align: "left" },
  { title: "Quantity", x: 284, width: 55, align: "right" },
  { title: "Price", x: 344, width: 70, align: "right" },
  { title: "Discount", x: 419, width: 45, align: "right" },
  { title: "Net", x: 469, width: 70, align: "right" },
] as const;

/** @returns the file's bytes */
export function drawPaper(paper: Paper): Promise<Buffer> {
  const { company, to, facts, status, made } = paper;
  const title = `${status === "draft" ? "Draft of " : ""}${paper.kind} ${paper.number}`;
  return drawSheet({ title, author: company.name, made }, (doc) => {
    letterhead(doc, company, { to, title, facts });
    if (status === "void") stamp(doc, "VOID");
    totals(doc, paper, table(doc, paper));
  });
}

function stamp(doc: Doc, word: string): void {
  const style = { width: right - 340, align: "right", weight: "bold", size: 14, colour: "#b3261e" } as const;
  write(doc, word, 340, 220, style);
}

function head(doc: Doc, y: number): number {
  for (const { title, x, width, align } of columns)
    write(doc, title, x, y, { width, align, weight: "bold", size: 9 });
  rule(doc, y + 14);
  return y + 20;
}

/** @returns where the lines end */
function table(doc: Doc, paper: Paper): number {
  let y = head(doc, 252);
  for (const line of paper.lines) {
    const texts = [
      line.description,
      String(line.quantity),
      money(line.unit_price_minor, paper.currency),
      line.discount ? `${line.discount} %` : "",
      money(line.net_minor, paper.currency),
    ];
    const height = heightOf(doc, texts[0]!, { width: columns[0].width, size: 9 }) + 5;
    if (y + height > bottom) {
      doc.addPage();
      y = head(doc, left);
    }
    for (const [place, { x, width, align }] of columns.entries())
      write(doc, texts[place]!, x, y, { width, align, size: 9 });
    y += height;
  }
  return y;
}

function totals(doc: Doc, paper: Paper, from: number): void {
  const { company, currency, note } = paper;
  const rows: [string, number, boolean][] = [
    ["Net", paper.net, false],
    ...taxes(paper.lines).map(([label, amount]): [string, number, boolean] => [label, amount, false]),
    ["Total", paper.gross, true],
    ...(paper.paid > 0
      ? ([
          ["Paid", -paper.paid, false],
          ["Open", paper.gross - paper.paid, true],
        ] as [string, number, boolean][])
      : []),
  ];
  let y = from + 8;
  if (y + rows.length * 16 + 80 > bottom) {
    doc.addPage();
    y = left;
  }
  for (const [label, amount, strong] of rows) {
    const weight = strong ? "bold" : "regular";
    write(doc, label, 344, y, { width: 110, size: 10, weight });
    write(doc, money(amount, currency), 454, y, { width: right - 454, align: "right", size: 10, weight });
    y += 16;
  }
  const pay = paper.asksForMoney && company.bank && `Please pay to: ${company.bank}`;
  const closing = [note, pay, company.footer].filter(Boolean).join("\n\n");
  if (closing) write(doc, closing, left, y + 20, { width: right - left, size: 9 });
}

/** Tax by code and rate. */
function taxes(lines: readonly PaperLine[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const line of lines) {
    if (!line.tax) continue;
    const label = `${line.tax} ${line.tax_percent ?? 0} %`;
    sums.set(label, (sums.get(label) ?? 0) + line.tax_minor);
  }
  return [...sums];
}

const money = (amount_minor: number, currency: string) =>
  asText({ type: "money" }, { amount_minor, currency });
