/** The ledger's own calls: balances, entries by hand, periods, accounts. */
import {
  addAccount,
  closePeriod,
  ledgerBalance,
  ledgerEntries,
  listAccounts,
  listPeriods,
  postEntry,
  reverseEntry,
} from "../../../contract/index.ts";
import { Conflict, NotFound } from "../../../errors.ts";
import { mustHold } from "../../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Handler, type Undone } from "../../context.ts";
import { resolve, resolveIn } from "../../record/resolve.ts";
import { granters } from "../../record/write.ts";
import { today } from "../company.ts";
import { documentTablesOf, tableOf } from "../document/kinds.ts";
import { baseCurrency } from "../document/lines.ts";
import { balances } from "./balance.ts";
import { entriesPage, entryOf } from "./entries.ts";
import { post, reverse, type LineDraft } from "./post.ts";

/** Everybody who will read the answer must be allowed to. */
const forAll = (ctx: Ctx) => {
  for (const viewer of ctx.viewers) mustHold(viewer, "ledger", "view", granters);
};

const balance = does(ledgerBalance, async (ctx, { on, account }) => {
  forAll(ctx);
  const rows = (await balances(ctx.tx, on)).filter((row) => !account || row.code === account);
  return {
    base_currency: await baseCurrency(ctx),
    items: rows.map(({ code, name, type, purpose, currency, amount, base }) => ({
      code,
      name,
      type: type as "asset",
      purpose,
      currency,
      amount_minor: amount,
      base_minor: base,
    })),
    total_base_minor: rows.reduce((sum, row) => sum + row.base, 0),
  };
});

const entries = does(ledgerEntries, async (ctx, { account, document, party, limit = 50, after }) => {
  forAll(ctx);
  const documentId =
    document &&
    (await resolve(ctx, [...documentTablesOf(ctx), tableOf(ctx, "payment")], document, "any")).row.id;
  const partyId = party && (await resolveIn(ctx, tableOf(ctx, "party"), party)).id;
  return entriesPage(ctx, { account, document: documentId, party: partyId, limit, after });
});

/** Entries by hand are named after the call that posted them. */
const handKey = (change: string) => `hand:${change}`;

const byHand = does(
  postEntry,
  async (ctx, { date, memo, lines }) => {
    const base = await baseCurrency(ctx);
    const drafts: LineDraft[] = [];
    for (const line of lines) drafts.push(await lineOf(ctx, line, date, base));
    const key = handKey(ctx.change);
    if (drafts.filter((line) => line.amount !== 0).length < 2)
      throw new Conflict("An entry has at least two lines that are not zero.");
    const id = (await post(ctx.tx, [{ key, date, memo, lines: drafts }])).get(key)!;
    ctx.record({ entity: "ledger_entry", entityId: id, op: "add", patch: { memo: [null, memo] } });
    return { change: ctx.change, entry: await entryOf(ctx, id) };
  },
  (ctx, events) => undoByHand(ctx, events),
);

async function lineOf(
  ctx: Ctx,
  line: { account: string; amount_minor: number; currency?: string; party?: string },
  date: string,
  base: string,
): Promise<LineDraft> {
  const { account, amount_minor: amount, currency = base } = line;
  const party = line.party ? (await resolveIn(ctx, tableOf(ctx, "party"), line.party)).id : null;
  const [converted] = await ctx.tx.query<{ base: string }>(
    `select ledger.to_base($1::bigint, $2, ledger.rate($2, $3::date)) as base`,
    [amount, currency, date],
  );
  return { account, party, amount, currency, base: Number(converted!.base) };
}

async function undoByHand(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "ledger", "post", granters);
  const [event] = events;
  const entry = await entryOf(ctx, event!.entity_id);
  await reverse(ctx.tx, [entry.key], await today(ctx));
  ctx.record({
    entity: "ledger_entry",
    entityId: entry.id,
    op: "remove",
    patch: {},
    undoOf: event!.id,
    reversible: false,
  });
  return { summary: `Undone: "${entry.memo}" posted back.`, records: [] };
}

/** What belongs to a document is taken back with it and not here. */
const mirror = does(reverseEntry, async (ctx, { entry: id, date }) => {
  const entry = await entryOf(ctx, id);
  if (entry.document)
    throw new Conflict(`That entry belongs to ${entry.document.number}: take that back instead.`);
  if (!entry.key.startsWith("hand:"))
    throw new Conflict("That entry was not posted by hand: take back what posted it.");
  if (date !== undefined && date < entry.date)
    throw new Conflict(`That entry is of ${entry.date}: it is not reversed on an earlier day, ${date}.`);
  await reverse(ctx.tx, [entry.key], date ?? (await today(ctx)));
  const [row] = await ctx.tx.query<{ id: string }>(`select id from ledger.entry where reverses_id = $1`, [
    id,
  ]);
  ctx.record({
    entity: "ledger_entry",
    entityId: row!.id,
    op: "add",
    patch: { reverses: [null, id] },
    reversible: false,
  });
  return { change: ctx.change, entry: await entryOf(ctx, row!.id) };
});

async function setClosed(ctx: Ctx, month: string, at: string | null): Promise<void> {
  if (at)
    await ctx.tx.query(`insert into ledger.period (first_day) values ($1::date) on conflict do nothing`, [
      `${month}-01`,
    ]);
  const rows = await ctx.tx.query(
    `update ledger.period set closed_at = $2, closed_by = $3 where first_day = $1::date and (closed_at is null) = ($2::timestamptz is not null) returning first_day`,
    [`${month}-01`, at, at && ctx.who.id],
  );
  if (!rows.length) throw new Conflict(`${month} is ${at ? "closed" : "open"} already.`);
}

const close = does(
  closePeriod,
  async (ctx, { month }) => {
    const closed_at = ctx.now.toISOString();
    await setClosed(ctx, month, closed_at);
    ctx.record({
      entity: "ledger_period",
      entityId: ctx.change,
      op: "change",
      patch: { [month]: ["open", "closed"] },
    });
    return { change: ctx.change, month, closed_at };
  },
  async (ctx, [event]) => {
    mustHold(ctx.who, "ledger", "close", granters);
    const [month] = Object.keys(event!.patch);
    await setClosed(ctx, month!, null);
    ctx.record({
      entity: "ledger_period",
      entityId: event!.entity_id,
      op: "change",
      patch: { [month!]: ["closed", "open"] },
      undoOf: event!.id,
      reversible: false,
    });
    return { summary: `Undone: ${month} is open again.`, records: [] };
  },
);

const periods = does(listPeriods, async (ctx) => ({
  items: (
    await ctx.tx.query<{ month: string; closed_at: Date | null }>(
      `select to_char(first_day, 'YYYY-MM') as month, closed_at from ledger.period order by 1 desc`,
    )
  ).map((row) => ({ month: row.month, closed_at: row.closed_at?.toISOString() ?? null })),
}));

const accountSql = `select code, name, type, purpose from ledger.account`;
interface AccountRow {
  code: string;
  name: string;
  type: "asset";
  purpose: string | null;
}
const accounts = does(listAccounts, async (ctx) => ({
  items: await ctx.tx.query<AccountRow>(`${accountSql} where archived_at is null order by code`),
}));

const account = does(
  addAccount,
  async (ctx, { code, name, type }) => {
    const added = await ctx.tx.query<{ id: string }>(
      `insert into ledger.account (code, name, type) values ($1, $2, $3) on conflict do nothing returning id`,
      [code, name, type],
    );
    if (!added.length) throw new Conflict(`There is an account ${code} already.`);
    ctx.record({
      entity: "ledger_account",
      entityId: added[0]!.id,
      op: "add",
      patch: { code: [null, code], name: [null, name] },
    });
    const [row] = await ctx.tx.query<AccountRow>(`${accountSql} where id = $1`, [added[0]!.id]);
    return { change: ctx.change, account: row! };
  },
  async (ctx, [event]) => {
    mustHold(ctx.who, "ledger", "change", granters);
    const rows = await ctx.tx.query<{ code: string }>(
      `update ledger.account set archived_at = $2 where id = $1 returning code`,
      [event!.entity_id, ctx.now.toISOString()],
    );
    if (!rows.length) throw new NotFound("this account");
    ctx.record({
      entity: "ledger_account",
      entityId: event!.entity_id,
      op: "remove",
      patch: {},
      undoOf: event!.id,
      reversible: false,
    });
    return { summary: `Undone: account ${rows[0]!.code} takes no more entries.`, records: [] };
  },
);

export const ledgerHandlers: readonly Handler[] = [
  balance,
  entries,
  byHand,
  mirror,
  close,
  periods,
  accounts,
  account,
];
