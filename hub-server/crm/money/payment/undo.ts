/** Taking money back: allocations are given back and entries mirrored; the rows stay and say so. */
import { Conflict } from "../../../errors.ts";
import { mustHold } from "../../access/gate.ts";
import type { ChangeEvent, Ctx, LinkValue, Undone } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import type { Row, Table } from "../../record/table.ts";
import { difference } from "../../record/values.ts";
import { asStored, granters, lockRow } from "../../record/write.ts";
import { today } from "../company.ts";
import { kinds, rowsById, tableOf } from "../document/kinds.ts";
import { reverse } from "../ledger/post.ts";
import { release } from "./allocate.ts";
import { paymentKey, paymentTable } from "./record.ts";

interface Kept {
  readonly table: Table;
  readonly rows: readonly Row[];
}

async function documentsBy(ctx: Ctx, ids: readonly string[]): Promise<Kept[]> {
  const found = await ctx.tx.query<{ id: string; kind: string }>(
    `select id, kind from crm.commercial_doc where id = any ($1)`,
    [ids],
  );
  const kept: Kept[] = [];
  for (const kind of kinds) {
    const table = tableOf(ctx, kind);
    const mine = found.filter((row) => row.kind === kind).map((row) => row.id);
    if (mine.length) kept.push({ table, rows: await rowsById(ctx, table, mine) });
  }
  return kept;
}

/** Does something that changes what is paid of documents, and leaves their history. */
export async function recordTouched(
  ctx: Ctx,
  ids: readonly string[],
  work: () => Promise<unknown>,
  undoOf?: string,
): Promise<void> {
  const before = await documentsBy(ctx, ids);
  await work();
  for (const { table, rows } of before)
    for (const after of await rowsById(
      ctx,
      table,
      rows.map((row) => row.id),
    )) {
      const patch = difference(
        table.noun.fields,
        rows.find((row) => row.id === after.id)!,
        after,
      );
      ctx.record({
        entity: table.noun.key,
        entityId: after.id,
        op: "change",
        patch,
        ...(undoOf ? { undoOf } : {}),
      });
    }
}

/** Gives back what these allocations used. */
export async function giveBack(
  ctx: Ctx,
  where: string,
  values: readonly unknown[],
  undoOf?: string,
): Promise<void> {
  const rows = await ctx.tx.query<{ id: string; touched: string[] }>(
    `select id, array_remove(array[document_id, credit_note_id], null) as touched from crm.allocation where reversed_on is null and ${where} order by id`,
    values,
  );
  const ids = [...new Set(rows.flatMap((row) => row.touched))];
  const on = await today(ctx);
  const work = () =>
    release(
      ctx,
      rows.map((row) => row.id),
      on,
    );
  await recordTouched(ctx, ids, work, undoOf);
}

/** Takes a payment back with everything that it pays, or a refund with what it paid back. */
export async function takeBack(ctx: Ctx, id: string, undoOf?: string): Promise<Row> {
  const table = paymentTable(ctx);
  const before = await lockRow(undoOf ? { ...ctx, version: undefined } : ctx, table, id, "record");
  if (before["status"] === "void") throw new Conflict(`${before.number} is taken back already.`);
  const [refunded] = await ctx.tx.query<{ number: string }>(
    `select r.number from crm.allocation a join crm.payment r on r.id = a.refund_id where a.payment_id = $1 and a.reversed_on is null`,
    [id],
  );
  if (refunded)
    throw new Conflict(`${before.number} was paid back by ${refunded.number}: take that back first.`);
  await giveBack(ctx, `(payment_id = $1 or refund_id = $1)`, [id], undoOf);
  if (!before["refund"]) await reverse(ctx.tx, [paymentKey(id)], await today(ctx));
  await ctx.tx.query(
    `update crm.payment set status = 'void', version = version + 1, changed_at = $2 where id = $1`,
    [id, ctx.now.toISOString()],
  );
  const after = await asStored(ctx, table, before);
  const reversible = undoOf !== undefined;
  ctx.record({
    entity: "payment",
    entityId: id,
    op: "change",
    patch: { status: ["recorded", "void"] },
    reversible,
    ...(undoOf ? { undoOf } : {}),
  });
  return after;
}

export async function undoPayments(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "payment", "record", granters);
  const records: LinkValue[] = [];
  for (const event of events.filter((one) => one.entity === "payment"))
    records.push(linkOf(paymentTable(ctx), await takeBack(ctx, event.entity_id, event.id)));
  return {
    summary: `Undone: ${records.map((record) => record.number).join(", ")} taken back by counter-entries.`,
    records,
  };
}

export async function undoAllocations(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "payment", "allocate", granters);
  const [event] = events;
  const change = await changeOf(ctx, event!.id);
  await giveBack(ctx, `change = $1`, [change], event!.id);
  const records = (
    await documentsBy(
      ctx,
      events.map((one) => one.entity_id),
    )
  ).flatMap(({ table, rows }) => rows.map((row) => linkOf(table, row)));
  return { summary: `Undone: ${records.map((record) => record.number).join(", ")} open again.`, records };
}

async function changeOf(ctx: Ctx, event: string): Promise<string> {
  const [row] = await ctx.tx.query<{ change: string }>(`select change from hub.change_event where id = $1`, [
    event,
  ]);
  return row!.change;
}
