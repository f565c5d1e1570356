/** The drawing of a payslip, on the same sheet as invoices. */
import type { Company } from "../money/company.ts";
import {
  bottom,
  drawSheet,
  left,
  letterhead,
  right,
  rule,
  write,
  type Doc,
} from "../money/document/sheet.ts";
import { asText } from "../record/values.ts";
import type { Slip } from "./run.ts";
import type { PayKind } from "./slip.ts";

const titles: Readonly<Record<PayKind, string>> = {
  earning: "Earnings",
  deduction: "Deductions",
  employer: "Paid by the company besides",
};

/** @returns the file's bytes; the same slip gives the same bytes */
export function drawPayslip(company: Company, slip: Slip): Promise<Buffer> {
  const { number, month, person, currency } = slip;
  const title = `Payslip ${month}`;
  const facts = [
    ["Number", number],
    ["Month", month],
    ["Personnel number", person.number],
  ] as const;
  const made = new Date(`${month}-01T00:00:00Z`);
  return drawSheet({ title: `${title}, ${person.title}`, author: company.name, made }, (doc) => {
    letterhead(doc, company, { to: [person.title], title, facts });
    let y = 252;
    y = block(doc, slip, "earning", ["Gross pay", slip.gross_minor], y);
    y = block(doc, slip, "deduction", ["Deductions", slip.deductions_minor], y);
    y = total(doc, "Net pay", slip.net_minor, currency, y + 4) + 14;
    block(doc, slip, "employer", ["Besides", slip.employer_minor], y);
    write(doc, company.footer ?? "", left, 780, { width: right - left, size: 9 });
  });
}

/** Lines of one kind and their sum; nothing when there are none. @returns where they end */
function block(
  doc: Doc,
  { lines, currency }: Slip,
  kind: PayKind,
  [label, sum]: readonly [string, number],
  from: number,
): number {
  const mine = lines.filter((line) => line.kind === kind);
  if (!mine.length) return from;
  let y = fit(doc, from, 60);
  write(doc, titles[kind], left, y, { width: 300, size: 9, weight: "bold" });
  rule(doc, y + 14);
  y += 20;
  for (const line of mine) {
    y = fit(doc, y, 20);
    write(doc, line.label, left, y, { width: 340, size: 9 });
    amount(doc, line.amount_minor, currency, y, "regular");
    y += 15;
  }
  return total(doc, label, sum, currency, y);
}

function total(doc: Doc, label: string, sum: number, currency: string, from: number): number {
  const y = fit(doc, from, 30);
  rule(doc, y);
  write(doc, label, left, y + 4, { width: 300, size: 10, weight: "bold" });
  amount(doc, sum, currency, y + 4, "bold");
  return y + 30;
}

function amount(
  doc: Doc,
  amount_minor: number,
  currency: string,
  y: number,
  weight: "regular" | "bold",
): void {
  const text = asText({ type: "money" }, { amount_minor, currency });
  write(doc, text, 400, y, { width: right - 400, align: "right", size: weight === "bold" ? 10 : 9, weight });
}

function fit(doc: Doc, y: number, height: number): number {
  if (y + height <= bottom) return y;
  doc.addPage();
  return left;
}
