/** Taking documents over from elsewhere, many at once: inserted as issued, posted, paid; a few statements a batch, whatever its size. */
import { randomUUIDv7 } from "node:crypto";
import { importDocuments, type Input } from "../../../contract/index.ts";
import { Conflict, InputInvalid } from "../../../errors.ts";
import { mustHold } from "../../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../../context.ts";
import { findPerson, takeFields } from "../../record/take.ts";
import { resolveIn } from "../../record/resolve.ts";
import type { Row } from "../../record/table.ts";
import { difference } from "../../record/values.ts";
import { granters } from "../../record/write.ts";
import { allocate } from "../payment/allocate.ts";
import { bookPayments, recordBooked } from "../payment/record.ts";
import { undoPayments } from "../payment/undo.ts";
import { undoIssue } from "./issue.ts";
import { rowsById, tableOf } from "./kinds.ts";
import { baseCurrency, complete, type LineIn } from "./lines.ts";
import { postDocuments } from "./posting.ts";

type In = Input<typeof importDocuments>["rows"][number];
interface Taken extends Omit<In, "lines" | "party" | "owner"> {
  readonly id: string;
  readonly place: number;
  readonly party: string;
  readonly owner: string | null;
  readonly currency: string;
  readonly lines: readonly LineIn[];
}

export const importDocs = does(
  importDocuments,
  async (ctx, { rows }) => {
    for (const kind of new Set(rows.map((row) => row.kind))) mustHold(ctx.who, kind, "issue", granters);
    await refuseKnown(ctx, rows);
    const taken = await take(ctx, rows);
    await insert(ctx, taken);
    await postDocuments(
      ctx,
      taken.map((row) => row.id),
    );
    const stored = await storedRows(ctx, taken);
    for (const { kind, row } of stored)
      ctx.record({
        entity: kind,
        entityId: row.id,
        op: "add",
        patch: difference(tableOf(ctx, kind).noun.fields, null, row),
      });
    await pay(ctx, taken, new Map(stored.map(({ row }) => [row.id, row])));
    return {
      change: ctx.change,
      added: stored.map(({ row }) => ({
        id: row.id,
        number: row.number,
        external_id: String(row.external_id),
      })),
    };
  },
  undoImport,
);

async function undoImport(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  if (events.some((event) => event.entity === "payment")) await undoPayments(ctx, events);
  return undoIssue(ctx, events);
}

async function refuseKnown(ctx: Ctx, rows: readonly In[]): Promise<void> {
  const ids = rows.map((row) => row.external_id);
  const [known] = await ctx.tx.query<{ external_id: string; number: string }>(
    `select external_id, number from crm.commercial_doc where external_id = any ($1) limit 1`,
    [ids],
  );
  if (known) throw new Conflict(`${known.external_id} was imported already: it is ${known.number}.`);
  const twice = ids.findIndex((id, place) => ids.indexOf(id) !== place);
  if (twice >= 0)
    throw new InputInvalid([
      {
        field: `/rows/${twice}/external_id`,
        allowed: "an id that no row before it has",
        got: `"${ids[twice]}"`,
      },
    ]);
}

/** Resolves what the rows point to, each reference once. */
async function take(ctx: Ctx, rows: readonly In[]): Promise<Taken[]> {
  const once = remembering();
  const base = await baseCurrency(ctx);
  const party = tableOf(ctx, "party");
  const taken: Taken[] = [];
  for (const [place, row] of rows.entries()) {
    const currency = row.currency ?? base;
    const found = await once(`party ${row.party}`, () => resolveIn(ctx, party, row.party));
    const owner =
      row.owner === undefined
        ? found.owner_id
        : (await once(`person ${row.owner}`, () => findPerson(ctx, row.owner!))).id;
    const lines = await productsTaken(ctx, row.lines, once);
    taken.push({ ...row, id: randomUUIDv7(), place, currency, party: found.id, owner, lines });
  }
  return priced(ctx, taken);
}

/** Prices of products are those in the currency of the row; rows of one currency are completed together. */
async function priced(ctx: Ctx, rows: readonly Taken[]): Promise<Taken[]> {
  const done = new Map<string, readonly LineIn[]>();
  for (const [currency, group] of Map.groupBy(rows, (row) => row.currency)) {
    const lines = group.flatMap((row) => row.lines);
    const completed = await complete(ctx, lines, currency, "/rows/lines");
    let at = 0;
    for (const row of group) done.set(row.id, completed.slice(at, (at += row.lines.length)));
  }
  return rows.map((row) => ({ ...row, lines: done.get(row.id)! }));
}

type Once = <R>(key: string, ask: () => Promise<R>) => Promise<R>;

function remembering(): Once {
  const known = new Map<string, unknown>();
  return async <R>(key: string, ask: () => Promise<R>) => {
    if (!known.has(key)) known.set(key, await ask());
    return known.get(key) as R;
  };
}

async function productsTaken(ctx: Ctx, lines: readonly LineIn[], once: Once): Promise<LineIn[]> {
  const table = tableOf(ctx, "invoice");
  const taken: LineIn[] = [];
  for (const line of lines) {
    if (!line.product) taken.push(line);
    else {
      const one = await once(`product ${line.product}`, () =>
        takeFields(ctx, table, { lines: [{ product: line.product }] }),
      );
      taken.push({ ...line, product: (one["lines"] as { product: string }[])[0]!.product });
    }
  }
  return taken;
}

/** Inserted in the order of the rows, so that numbers follow it; the database computes, numbers and checks. */
async function insert(ctx: Ctx, rows: readonly Taken[]): Promise<void> {
  await ctx.tx.query(
    `insert into crm.commercial_doc (id, kind, number, party_id, owner_id, subject, reference, currency, issue_date, due_date, lines, status, external_id, origin_id, created_at, changed_at)
     select id, kind, 'DRAFT-' || id, party, owner, subject, reference, currency, issue_date, due_date, lines, 'issued', external_id,
       (select o.id from crm.commercial_doc o where o.external_id = r.origin), $2, $2
     from jsonb_to_recordset($1::jsonb) as r (id uuid, place int, kind text, party uuid, owner uuid, subject text, reference text, currency text,
       issue_date date, due_date date, lines jsonb, external_id text, origin text) order by place`,
    [JSON.stringify(rows), ctx.now.toISOString()],
  );
  await ctx.tx.query(
    `update crm.commercial_doc o set status = 'accepted', version = o.version + 1
     from crm.commercial_doc d where d.id = any ($1) and o.id = d.origin_id and o.status = 'issued' and o.kind in ('quote', 'order')`,
    [rows.map((row) => row.id)],
  );
}

async function storedRows(ctx: Ctx, rows: readonly Taken[]): Promise<{ kind: string; row: Row }[]> {
  const found = new Map<string, Row>();
  for (const kind of new Set(rows.map((row) => row.kind)))
    for (const row of await rowsById(
      ctx,
      tableOf(ctx, kind),
      rows.filter((one) => one.kind === kind).map((one) => one.id),
    ))
      found.set(row.id, row);
  return rows.map((row) => ({ kind: row.kind, row: found.get(row.id)! }));
}

async function pay(ctx: Ctx, rows: readonly Taken[], stored: ReadonlyMap<string, Row>): Promise<void> {
  const paid = rows.filter(
    (row) => row.paid && row.kind !== "order" && Number(stored.get(row.id)!["gross_minor"]) > 0,
  );
  const drafts = paid.map((row) => ({
    party: row.party,
    owner: row.owner,
    direction: row.kind === "bill" ? ("out" as const) : ("in" as const),
    amount: Number(stored.get(row.id)!["gross_minor"]),
    currency: row.currency,
    method: row.paid!.method,
    on: row.paid!.on,
    reference: stored.get(row.id)!.number,
  }));
  const payments = await recordBooked(ctx, await bookPayments(ctx, drafts));
  await allocate(
    ctx,
    payments.map((source, place) => ({
      source,
      noun: "payment" as const,
      document: paid[place]!.id,
      amount: drafts[place]!.amount,
      on: drafts[place]!.on,
    })),
  );
}
