/** Sending a paper to the party: the PDF, with a few words. A mail that was sent cannot be taken back. */
import {
  creditNoteVerbs,
  invoiceVerbs,
  orderVerbs,
  quoteVerbs,
  type AnyCall,
} from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import type { Handler } from "../../context.ts";
import { rowFor, written } from "../../record/write.ts";
import { readCompany } from "../company.ts";
import { mailPaper } from "./letter.ts";
import { tableOf } from "./kinds.ts";

const sends: readonly (readonly [string, AnyCall])[] = [
  ["quote", quoteVerbs.send],
  ["order", orderVerbs.send],
  ["invoice", invoiceVerbs.send],
  ["credit_note", creditNoteVerbs.send],
];

export const sendHandlers: readonly Handler[] = sends.map(([noun, call]) => ({
  call,
  run: async (ctx, { ref, to, message }) => {
    const table = tableOf(ctx, noun);
    const row = await rowFor(ctx, table, String(ref), "send");
    if (["draft", "void"].includes(String(row["status"])))
      throw new Conflict(`${row.number} is ${String(row["status"])}; only what is issued is sent.`);
    const company = (await readCompany(ctx)).name;
    const name = `${table.noun.label} ${row.number}`;
    const mail = await mailPaper(ctx, table, row, {
      purpose: "paper",
      subject: `${name} from ${company}`,
      text: message ? String(message) : `Good day,\n\nplease find ${name} attached.\n\n${company}\n`,
      to: to as string | undefined,
    });
    ctx.record({
      entity: noun,
      entityId: row.id,
      op: "change",
      patch: { mailed: [null, ctx.now.toISOString()] },
      reversible: false,
    });
    return { ...(await written(ctx, table, row, call.name, "sent by mail", [])), to: mail.to };
  },
}));
