/** Invoices from lines of a file: lines with one number are one invoice, wherever they stand. It is posted like any that is taken over. */
import { importDocuments } from "../../../contract/index.ts";
import { inputErrors } from "../../../api/validate.ts";
import { InputInvalid } from "../../../errors.ts";
import { grantsFor, mustHold } from "../../access/gate.ts";
import type { Ctx } from "../../context.ts";
import { granters } from "../../record/write.ts";
import { cut } from "../file/cell.ts";
import { RowRefused } from "../refused.ts";
import { refusedBefore, type PaperRow } from "../papers.ts";
import type { ImportRow, Staged } from "../staged.ts";
import { valuesOf, type Problem, type Values } from "../values.ts";
import { lookAhead } from "./ahead.ts";
import { attempt } from "./attempt.ts";
import { knownOf, type Known } from "./known.ts";
import { withSource, type Part, type Settled } from "./settled.ts";
import { headerOf } from "./name.ts";

interface LineOf {
  readonly row: ImportRow;
  readonly values: Values;
  /** Of its invoice; read also where the rest of the row cannot be. */
  readonly number: string | undefined;
}

/** Lines of one invoice, as `document.import` has it. */
const mostLines = 500;

/**
 * Of the rows given, those that make whole invoices: the last may go on in the next part.
 * @param ends the last paper does not
 */
export async function loadDocuments(
  ctx: Ctx,
  staged: Staged,
  rows: readonly PaperRow[],
  ends: boolean,
): Promise<Part> {
  mustHold(ctx.who, "ledger", "post", granters);
  const papers = [...Map.groupBy(rows, ({ paper }) => paper).values()];
  const documents = (ends || papers.length < 2 ? papers : papers.slice(0, -1)).map((paper) =>
    paper.map((row) => lineFrom(staged, row)),
  );
  const goesOn = await refusedBefore(ctx, staged, rows[0]!.paper);
  const values = documents.flat().map((line) => line.values);
  const known = knownOf(ctx, staged.plan.source, await lookAhead(ctx, staged.plan.source, values));
  const settled: Settled[] = [];
  for (const [place, one] of documents.entries())
    settled.push(...(await settleDocument(ctx, staged, one, known, place === 0 && goesOn)));
  await known.flush();
  return { settled, besides: known.made() };
}

function lineFrom({ plan }: Staged, row: ImportRow): LineOf {
  const read = valuesOf(plan, row.cells);
  const values = row.problem ? valuesOf(plan, []) : read;
  return { row, values, number: read.fields["number"] as string | undefined };
}

/** An invoice is posted whole or not at all: what is missing from it would be missing from the books. */
async function settleDocument(
  ctx: Ctx,
  staged: Staged,
  lines: readonly LineOf[],
  known: Known,
  goesOn: boolean,
): Promise<Settled[]> {
  const wrong = wrongLines(staged, lines, goesOn);
  if (wrong) return wrong;
  const { why } = await attempt({ ctx, staged, known }, async (drafts) => {
    const inRow = withSource(ctx, staged, lines[0]!.row.row, drafts);
    known.as(inRow);
    await post(inRow, staged, lines, known);
  });
  return lines.map(({ row }) => (why ? refused(row, why) : { row: row.row, state: "added", problem: null }));
}

const refused = ({ row }: ImportRow, problem: Problem): Settled => ({ row, state: "refused", problem });

/** All of its lines, when one is wrong. */
function wrongLines(staged: Staged, lines: readonly LineOf[], goesOn: boolean): Settled[] | undefined {
  const one = (column: string | null, value: string, reason: string, allowed: string): Problem => ({
    column,
    value,
    reason,
    allowed,
  });
  const number = headerOf(staged.plan, "number");
  if (goesOn || lines.length > mostLines) {
    const long = one(
      number,
      lines[0]!.number ?? "",
      `this invoice has more than ${mostLines} lines`,
      `at most ${mostLines} lines with one number`,
    );
    return lines.map(({ row }) => refused(row, long));
  }
  const bad = new Map(lines.flatMap((line) => wrongIn(staged, line) ?? []));
  const first = lines.find(({ row }) => bad.has(row.row));
  const apart = first ? undefined : disagreement(staged, lines);
  if (!first && !apart) return undefined;
  const rest = first
    ? one(
        null,
        "",
        `line ${first.row.line} of the file, which belongs to this invoice, is not right`,
        "all lines of an invoice right",
      )
    : apart!;
  return lines.map(({ row }) => refused(row, bad.get(row.row) ?? rest));
}

/** What lines of one number say differently, though an invoice has one of it. */
function disagreement({ plan }: Staged, lines: readonly LineOf[]): Problem | undefined {
  const ways = [
    ["unit_price", "currency", currencyOf],
    ["party", "customer", ({ fields }: Values) => fields["party"]],
    ["issue_date", "date", ({ fields }: Values) => fields["issue_date"]],
  ] as const;
  for (const [field, word, read] of ways) {
    const said = new Map(lines.toReversed().flatMap((line) => entryOf(read(line.values), line)));
    if (said.size < 2) continue;
    const places = [...said.values()].map(({ row }) => row.line).toSorted((one, other) => one - other);
    const column = field === "unit_price" ? null : headerOf(plan, field);
    const value = cut([...said.keys()].join(", "), 100);
    const reason = `its lines are not of one ${word}: see lines ${places.join(" and ")} of the file`;
    return { column, value, reason, allowed: `one ${word} an invoice` };
  }
  return undefined;
}

/** Capitals make no other customer. */
const entryOf = (said: unknown, line: LineOf): [string, LineOf][] =>
  typeof said === "string" ? [[said.toLowerCase(), line]] : [];

const currencyOf = (values: Values) =>
  (values.fields["unit_price"] as { currency: string } | undefined)?.currency;

/** What is wrong with a line by itself. */
function wrongIn({ plan }: Staged, { row, values }: LineOf): [number, Problem][] | undefined {
  const said = (field: string, reason: string, allowed: string): [number, Problem][] => [
    [row.row, { column: headerOf(plan, field), value: String(values.fields[field] ?? ""), reason, allowed }],
  ];
  if (row.problem) return [[row.row, row.problem]];
  if (values.problems[0]) return [[row.row, values.problems[0]]];
  for (const field of ["number", "quantity", "issue_date"])
    if (values.fields[field] === undefined) return said(field, "it is empty", "filled in every line");
  const price = (values.fields["unit_price"] as { amount_minor: number } | undefined)?.amount_minor;
  if (price === undefined) return said("unit_price", "it is empty", "a price in every line");
  if (Number(values.fields["quantity"]) <= 0)
    return said(
      "quantity",
      "a return or correction is a credit note, which is issued against its invoice",
      "more than 0",
    );
  return price < 0 ? said("unit_price", "an invoice has no negative prices", "0 or more") : undefined;
}

async function post(ctx: Ctx, staged: Staged, lines: readonly LineOf[], known: Known): Promise<void> {
  const head = lines[0]!.values.fields;
  const { plan } = staged;
  const name = head["party"] as string | undefined;
  const spaces = ["party:organisation", "party:person"];
  const party =
    (name && (await known.external(spaces, name))) ||
    (name
      ? await known.party(
          /^\d+(\.0)?$/.test(name) ? `Customer ${Number(name)}` : name,
          headerOf(plan, "party"),
        )
      : await known.nobody(staged.file));
  const taken = [];
  for (const line of lines) taken.push(await lineOf(line, known));
  const input = {
    kind: "invoice",
    external_id: `${plan.source}:${String(head["number"])}`.slice(0, 100),
    party,
    reference: String(head["number"]),
    issue_date: head["issue_date"],
    ...(head["due_date"] ? { due_date: head["due_date"] } : {}),
    currency: (head["unit_price"] as { currency: string }).currency,
    lines: taken,
  };
  const errors = inputErrors(importDocuments, { rows: [input] });
  if (errors.length)
    throw new InputInvalid(
      errors.slice(0, 5).map((error) => ({ ...error, field: error.field.replace("/rows/0", "") })),
    );
  if (!grantsFor(ctx.who, "party", "view").length)
    throw new RowRefused(null, "", "you may not see parties", "the right party:view");
  const handler = ctx.parts.handlers.find(({ call }) => call.name === importDocuments.name)!;
  await handler.run(ctx, { rows: [input] });
}

async function lineOf({ values: { fields } }: LineOf, known: Known) {
  const code = fields["product"] as string | undefined;
  const product = code && (await known.product(code));
  const words = [code, fields["description"]].filter(Boolean).join(" ");
  return {
    ...(product ? { product } : { description: (words || "Item").slice(0, 500) }),
    quantity: Number(fields["quantity"]),
    unit_price_minor: (fields["unit_price"] as { amount_minor: number }).amount_minor,
  };
}
