/** Invoices from lines of a file: lines with one number, one after another, are one invoice. It is posted like any that is taken over. */
import { importDocuments } from "../../../contract/index.ts";
import { inputErrors } from "../../../api/validate.ts";
import { InputInvalid } from "../../../errors.ts";
import { grantsFor, mustHold } from "../../access/gate.ts";
import type { ChangeDraft, Ctx } from "../../context.ts";
import { granters } from "../../record/write.ts";
import { problemOf, RowRefused } from "../refused.ts";
import type { ImportRow, Staged } from "../staged.ts";
import { valuesOf, type Problem, type Values } from "../values.ts";
import { lookAhead } from "./ahead.ts";
import { knownOf, type Known } from "./known.ts";
import { withSource, type Part, type Settled } from "./settled.ts";
import { headerOf } from "./shape.ts";

interface LineOf {
  readonly row: ImportRow;
  readonly values: Values;
}

const numberOf = ({ values }: LineOf) => values.fields["number"] as string | undefined;

/** Of the rows given, those that make whole invoices: the last number may go on in the next part. */
export async function loadDocuments(ctx: Ctx, staged: Staged, rows: readonly ImportRow[]): Promise<Part> {
  mustHold(ctx.who, "ledger", "post", granters);
  const documents = whole(staged, rows);
  const values = documents.flat().map((line) => line.values);
  const known = knownOf(ctx, staged.plan.source, await lookAhead(ctx, staged.plan.source, values));
  const settled: Settled[] = [];
  for (const lines of documents) settled.push(...(await settleDocument(ctx, staged, lines, known)));
  await known.flush();
  return { settled, besides: known.made() };
}

function whole(staged: Staged, rows: readonly ImportRow[]): LineOf[][] {
  const groups: LineOf[][] = [];
  for (const row of rows) {
    const line = { row, values: valuesOf(staged.plan, row.problem ? [] : row.cells) };
    const last = groups.at(-1);
    const same = last && numberOf(last[0]!) !== undefined && numberOf(last[0]!) === numberOf(line);
    if (same && last.length < 500) last.push(line);
    else groups.push([line]);
  }
  const ends = rows.at(-1)?.row === staged.rows;
  return ends || groups.length < 2 ? groups : groups.slice(0, -1);
}

async function settleDocument(
  ctx: Ctx,
  staged: Staged,
  lines: readonly LineOf[],
  known: Known,
): Promise<Settled[]> {
  const bad = new Map(lines.flatMap((line) => wrongIn(staged, line) ?? []));
  const good = lines.filter(({ row }) => !bad.has(row.row));
  const refused = (row: number, problem: Problem): Settled => ({ row, state: "refused", problem });
  const others = [...bad].map(([row, problem]) => refused(row, problem));
  if (!good.length) return others;
  const drafts: ChangeDraft[] = [];
  await ctx.tx.query("savepoint import_row");
  try {
    const inRow = withSource(ctx, staged, good[0]!.row.row, drafts);
    known.begin(inRow);
    await post(inRow, staged, good, known);
    await ctx.tx.query("release savepoint import_row");
    for (const draft of drafts) ctx.record(draft);
    return [...others, ...good.map(({ row }): Settled => ({ row: row.row, state: "added", problem: null }))];
  } catch (error) {
    const why = problemOf(error, staged.plan);
    if (!why) throw error;
    await ctx.tx.query("rollback to savepoint import_row");
    known.forget();
    return [...others, ...good.map(({ row }) => refused(row.row, why))];
  }
}

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
