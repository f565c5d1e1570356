/** A sheet of paper in the company's look, drawn with pdfkit: what invoices and payslips share. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type PDFDocument from "pdfkit";
import type { Company } from "../company.ts";

export const left = 56;
export const right = 539;
export const bottom = 760;

export type Doc = InstanceType<typeof PDFDocument>;
export type Weight = "regular" | "bold";

const require = createRequire(import.meta.url);
const file = (name: string) => readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${name}`));
/** Noto Sans (SIL Open Font Licence) knows Latin, Greek and Cyrillic. Read once, with the first paper. */
let fonts: Readonly<Record<Weight, Buffer>> | undefined;

function loadFonts(): Readonly<Record<Weight, Buffer>> {
  fonts ??= {
    regular: file("400Regular/NotoSans_400Regular.ttf"),
    bold: file("700Bold/NotoSans_700Bold.ttf"),
  };
  return fonts;
}

/**
 * Draws a sheet. Only the glyphs that it uses are embedded.
 * @param made stands in the file as its date, so that drawing again gives the same bytes
 */
export async function drawSheet(
  { title, author, made }: { title: string; author: string; made: Date },
  draw: (doc: Doc) => void,
): Promise<Buffer> {
  const info = { Title: title, Author: author, CreationDate: made, ModDate: made };
  const { default: Sheet } = await import("pdfkit"); // a tenth of a second, which only those pay who print
  const doc = new Sheet({ size: "A4", margin: left, info, lang: "en", font: "" });
  for (const [weight, data] of Object.entries(loadFonts())) doc.registerFont(weight, data);
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
  draw(doc);
  doc.end();
  return whole;
}

/** Who writes, to whom, what it is called, and facts beside the address. */
export function letterhead(
  doc: Doc,
  company: Company,
  {
    to,
    title,
    facts,
  }: { to: readonly string[]; title: string; facts: readonly (readonly [string, string])[] },
): void {
  const colour = company.colour ?? "#1f2a44";
  doc.rect(0, 0, 595, 12).fill(colour);
  write(doc, company.name, left, 40, { width: 300, weight: "bold", size: 16, colour });
  const sender = [company.address, company.tax_id && `Tax id ${company.tax_id}`].filter(Boolean).join("\n");
  write(doc, sender, 340, 42, { width: right - 340, align: "right", size: 9 });
  write(doc, to.join("\n"), left, 120, { width: 260, size: 10 });
  write(doc, title, left, 220, { width: right - left, weight: "bold", size: 14, colour });
  for (const [place, [label, value]] of facts.entries()) {
    write(doc, label, 340, 120 + place * 15, { width: 90, size: 10, colour: "#555555" });
    write(doc, value, 430, 120 + place * 15, { width: right - 430, align: "right", size: 10 });
  }
}

/** A thin line over the width of the text. */
export function rule(doc: Doc, y: number): void {
  doc.moveTo(left, y).lineTo(right, y).lineWidth(0.5).stroke("#999999");
}

export interface Style {
  readonly width: number;
  readonly align?: "left" | "right";
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
}

export function write(
  doc: Doc,
  text: string,
  x: number,
  y: number,
  { width, align = "left", size, weight = "regular", colour = "#111111" }: Style,
): void {
  if (!text) return;
  doc.font(weight).fontSize(size).fillColor(colour);
  doc.text(printable(doc, text), x, y, { width, align });
}

/** How high a text becomes, in points. */
export function heightOf(doc: Doc, text: string, { width, size }: Pick<Style, "width" | "size">): number {
  doc.font("regular").fontSize(size);
  return doc.heightOfString(printable(doc, text), { width });
}

interface Known {
  readonly hasGlyphForCodePoint: (point: number) => boolean;
}

/** What the font cannot draw is written without its accent, or as "?": an empty box would say less. */
function printable(doc: Doc, text: string): string {
  const { font } = Reflect.get(doc, "_font") as { font: Known }; // pdfkit tells it nowhere else
  const drawn = (sign: string) => sign === "\n" || font.hasGlyphForCodePoint(sign.codePointAt(0)!);
  const letter = (sign: string) => {
    if (drawn(sign)) return sign;
    const plain = sign.normalize("NFKD").replaceAll(/\p{M}/gu, "");
    return plain && Array.from(plain).every(drawn) ? plain : "?";
  };
  return Array.from(text, letter).join("");
}
