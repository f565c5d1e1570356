/** Issuing and voiding: a document gets its number and is posted; void posts it back. Both through the database's own rules. */
import { Conflict } from "../../../errors.ts";
import { mustHold } from "../../access/gate.ts";
import type { ChangeEvent, Ctx, LinkValue, Undone } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import type { Row, Table } from "../../record/table.ts";
import { difference } from "../../record/values.ts";
import { asStored, granters, lockRow, rowFor } from "../../record/write.ts";
import { reverse } from "../ledger/post.ts";
import { giveBack } from "../payment/undo.ts";
import { refuseTwin } from "./convert.ts";
import { refuseTooMuch, useOnInvoice } from "./credit.ts";
import { today } from "../company.ts";
import { kinds, tableOf } from "./kinds.ts";
import { issueKey, postDocuments } from "./posting.ts";

/** @param date YYYY-MM-DD; the draft's own or today unless given */
export async function issueDocument(ctx: Ctx, table: Table, ref: string, date?: string): Promise<Row> {
  const before = await rowFor(ctx, table, ref, "issue");
  if (before["status"] !== "draft") throw new Conflict(`${before.number} is issued already.`);
  const on = date ?? String(before["issue_date"] ?? (await today(ctx)));
  if (table.noun.key === "credit_note") await refuseTooMuch(ctx, before, on);
  else await refuseTwin(ctx, table.noun.key, before);
  await ctx.tx.query(
    `update crm.commercial_doc set status = 'issued', issue_date = $2::date, version = version + 1, changed_at = $3
     where id = $1`,
    [before.id, on, ctx.now.toISOString()],
  );
  const after = await asStored(ctx, table, before);
  recordStep(ctx, table, before, after);
  await postDocuments(ctx, [after.id]);
  await markOrigin(ctx, after, "issued", "accepted");
  if (table.noun.key !== "credit_note") return after;
  await useOnInvoice(ctx, after);
  return asStored(ctx, table, after);
}

export async function voidDocument(ctx: Ctx, table: Table, id: string, undoOf?: string): Promise<Row> {
  const before = await lockRow({ ...ctx, version: ctx.version }, table, id, "void");
  if (before["status"] === "draft") throw new Conflict(`${before.number} is a draft: remove it.`);
  if (before["status"] === "void") throw new Conflict(`${before.number} is void already.`);
  if (table.noun.key === "credit_note")
    await giveBack(ctx, `credit_note_id = $1 and refund_id is null`, [id], undoOf);
  await ctx.tx.query(
    `update crm.commercial_doc set status = 'void', version = version + 1, changed_at = $2 where id = $1`,
    [id, ctx.now.toISOString()],
  );
  await reverse(ctx.tx, await postedKeys(ctx, id), await today(ctx));
  await markOrigin(ctx, before, "accepted", "issued");
  const after = await asStored(ctx, table, before);
  recordStep(ctx, table, before, after, undoOf);
  return after;
}

/** Quotes, orders and documents of nothing are not posted. */
async function postedKeys(ctx: Ctx, id: string): Promise<string[]> {
  const rows = await ctx.tx.query<{ key: string }>(`select key from ledger.entry where key = $1`, [
    issueKey(id),
  ]);
  return rows.map((row) => row.key);
}

/** Each step leaves its change; what was posted is taken back by a counter-entry, never by the inverse patch. */
export function recordStep(ctx: Ctx, table: Table, before: Row, after: Row, undoOf?: string): void {
  const patch = { ...difference(table.noun.fields, before, after) };
  if (before.number !== after.number) patch["number"] = [before.number, after.number];
  const voided = after["status"] === "void" && undoOf === undefined;
  ctx.record({
    entity: table.noun.key,
    entityId: after.id,
    op: "change",
    patch,
    reversible: !voided,
    ...(undoOf ? { undoOf } : {}),
  });
}

/** A quote that became an order, or an order that was invoiced, is accepted; which stands in its own history too. */
async function markOrigin(ctx: Ctx, document: Row, from: string, to: string): Promise<void> {
  if (!document["origin_id"]) return;
  const origins = await ctx.tx.query<{ id: string; kind: string }>(
    `update crm.commercial_doc set status = $3, version = version + 1, changed_at = $4
     where id = $1 and status = $2 and kind in ('quote', 'order') returning id, kind`,
    [document["origin_id"], from, to, ctx.now.toISOString()],
  );
  for (const { id, kind } of origins)
    ctx.record({ entity: kind, entityId: id, op: "change", patch: { status: [from, to] } });
}

/** Undo of what issued documents: they are voided. @throws NotAllowed without the right to */
export async function undoIssue(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const records: LinkValue[] = [];
  for (const event of events) {
    if (!(kinds as readonly string[]).includes(event.entity) || !event.patch["status"]) continue;
    if (!["draft", undefined, null].includes(event.patch["status"][0] as string)) continue; // was paid by it, not issued
    mustHold(ctx.who, event.entity, "void", granters);
    const table = tableOf(ctx, event.entity);
    records.push(
      linkOf(table, await voidDocument({ ...ctx, version: undefined }, table, event.entity_id, event.id)),
    );
  }
  const shown = records.map((record) => record.number);
  return {
    summary: `Undone: ${shown.slice(0, 3).join(", ")}${shown.length > 3 ? ` and ${shown.length - 3} more` : ""} voided by counter-entries.`,
    records,
  };
}
