/** A document as a PDF in the company's look. The same document gives the same bytes. */
import { documentPdf, type Output } from "../../../contract/index.ts";
import { hiddenFromAny, mustShow } from "../../access/gate.ts";
import { does, type Ctx } from "../../context.ts";
import { resolve } from "../../record/resolve.ts";
import type { Row, Table } from "../../record/table.ts";
import { readCompany } from "../company.ts";
import { documentTablesOf } from "./kinds.ts";
import { drawPaper, type PaperLine } from "./paper.ts";

export const pdf = does(documentPdf, async (ctx, { ref }) => {
  const { table, row } = await resolve(ctx, documentTablesOf(ctx), ref, "any");
  return paperOf(ctx, table, row);
});

/** Fields that stand on the paper. */
const printed =
  "party status issue_date due_date reference lines currency net tax gross paid note origin".split(" ");

/** A document as a file, for everybody concerned. @throws FieldHidden when somebody may not see what stands on it */
export async function paperOf(ctx: Ctx, table: Table, row: Row): Promise<Output<typeof documentPdf>> {
  mustShow(hiddenFromAny(ctx.viewers, table.noun.key, row), printed);
  const currency = String(row["currency"]);
  const file = await drawPaper({
    company: await readCompany(ctx),
    kind: table.noun.label,
    number: row.number,
    status: String(row["status"]),
    to: await addressOf(ctx, row),
    facts: [...factsOf(row, table.noun.fields["due_date"]!.label), ...(await originOf(ctx, table, row))],
    lines: row["lines"] as PaperLine[],
    note: row["note"] as string | null,
    currency,
    net: Number(row["net_minor"]),
    tax: Number(row["tax_minor"]),
    gross: Number(row["gross_minor"]),
    paid: table.noun.fields["paid"] ? Number(row["paid_minor"]) : 0,
    asksForMoney: table.noun.key === "invoice",
    made: row.created_at,
  });
  return {
    file_name: `${row.number}.pdf`,
    media_type: "application/pdf",
    base64: file.toString("base64"),
  };
}

/** An issued paper goes to whom it went; a draft to where the party is now. */
async function addressOf(ctx: Ctx, row: Row): Promise<string[]> {
  if (row["addressee"]) return row["addressee"] as string[];
  const [party] = await ctx.tx.query<{ lines: string[] | null }>(`select crm.address_lines($1) as lines`, [
    row["party_id"],
  ]);
  return party?.lines ?? [];
}

/** A credit note names the invoice that it credits: without that it corrects nothing. */
async function originOf(ctx: Ctx, { noun }: Table, row: Row): Promise<[string, string][]> {
  if (noun.key !== "credit_note" || !row["origin_id"]) return [];
  const [origin] = await ctx.tx.query<{ number: string }>(
    `select number from crm.commercial_doc where id = $1`,
    [row["origin_id"]],
  );
  return origin ? [[noun.fields["origin"]!.label, origin.number]] : [];
}

function factsOf(row: Row, due: string): [string, string][] {
  const facts: [string, unknown][] = [
    ["Date", row["issue_date"]],
    [due, row["due_date"]],
    ["Your reference", row["reference"]],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
