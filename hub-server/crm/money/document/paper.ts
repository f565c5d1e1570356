/** The drawing of a paper with pdfkit: letterhead, address, lines over as many pages as it takes, totals. */
// oxlint-disable-next-line import/no-named-as-default -- the types declare the default only
import PDFDocument from "pdfkit";
import { asText } from "../../record/values.ts";
import type { Company } from "../company.ts";

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
  /** Stands in the file as its date, so that drawing again gives the same bytes. */
  readonly made: Date;
}

const left = 56;
const right = 539;
const bottom = 760;
const columns = [
  { title: "Description", x: left, width: 223, align: "left" },
  { title: "Quantity", x: 284, width: 55, align: "right" },
  { title: "Price", x: 344, width: 70, align: "right" },
  { title: "Discount", x: 419, width: 45, align: "right" },
  { title: "Net", x: 469, width: 70, align: "right" },
] as const;

/** @returns the file's bytes */
export function drawPaper(paper: Paper): Promise<Buffer> {
  const title = `${paper.status === "draft" ? "Draft of " : ""}${paper.kind} ${paper.number}`;
  const info = { Title: title, Author: paper.company.name, CreationDate: paper.made, ModDate: paper.made };
  const doc = new PDFDocument({ size: "A4", margin: left, info, lang: "en" });
  const chunks: Buffer[] = [];
  const file = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
  letterhead(doc, paper, title);
  const y = table(doc, paper);
  totals(doc, paper, y);
  doc.end();
  return file;
}

type Doc = InstanceType<typeof PDFDocument>;

function letterhead(doc: Doc, { company, to, facts, status }: Paper, title: string): void {
  const colour = company.colour ?? "#1f2a44";
  doc.rect(0, 0, 595, 12).fill(colour);
  write(doc, company.name, left, 40, { width: 300, font: "Helvetica-Bold", size: 16, colour });
  write(
    doc,
    [company.address, company.tax_id && `Tax id ${company.tax_id}`].filter(Boolean).join("\n"),
    340,
    42,
    { width: right - 340, align: "right", size: 9 },
  );
  write(doc, to.join("\n"), left, 120, { width: 260, size: 10 });
  write(doc, title, left, 220, { width: right - left, font: "Helvetica-Bold", size: 14, colour });
  if (status === "void")
    write(doc, "VOID", 340, 220, {
      width: right - 340,
      align: "right",
      font: "Helvetica-Bold",
      size: 14,
      colour: "#b3261e",
    });
  for (const [place, [label, value]] of facts.entries()) {
    write(doc, label, 340, 120 + place * 15, { width: 90, size: 10, colour: "#555555" });
    write(doc, value, 430, 120 + place * 15, { width: right - 430, align: "right", size: 10 });
  }
}

function head(doc: Doc, y: number): number {
  for (const { title, x, width, align } of columns)
    write(doc, title, x, y, { width, align, font: "Helvetica-Bold", size: 9 });
  doc
    .moveTo(left, y + 14)
    .lineTo(right, y + 14)
    .lineWidth(0.5)
    .stroke("#999999");
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
    doc.font("Helvetica").fontSize(9);
    const height = doc.heightOfString(printable(texts[0]!), { width: columns[0].width }) + 5;
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
    const font = strong ? "Helvetica-Bold" : "Helvetica";
    write(doc, label, 344, y, { width: 110, size: 10, font });
    write(doc, money(amount, currency), 454, y, { width: right - 454, align: "right", size: 10, font });
    y += 16;
  }
  const closing = [note, company.bank && `Please pay to: ${company.bank}`, company.footer]
    .filter(Boolean)
    .join("\n\n");
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

interface Style {
  readonly width: number;
  readonly align?: "left" | "right";
  readonly size: number;
  readonly font?: string;
  readonly colour?: string;
}

function write(
  doc: Doc,
  text: string,
  x: number,
  y: number,
  { width, align = "left", size, font = "Helvetica", colour = "#111111" }: Style,
): void {
  if (text) doc.font(font).fontSize(size).fillColor(colour).text(printable(text), x, y, { width, align });
}

/** The standard fonts know Windows-1252; a letter beyond it is written without its accent, another sign as "?". */
function printable(text: string): string {
  const known = /[\n\u0020-\u007e\u00a1-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;
  const letter = (sign: string) => {
    if (known.test(sign)) return sign;
    const plain = sign.normalize("NFKD").replaceAll(/\p{M}/gu, "");
    return plain && Array.from(plain).every((one) => known.test(one)) ? plain : "?";
  };
  return Array.from(text, letter).join("");
}
