/** What rows point to: parties, products, colleagues, and records by the ids of other programs. Each is asked for once a part. */
import { grantsFor } from "../../access/gate.ts";
import type { Ctx } from "../../context.ts";
import { colleagues } from "../../record/colleague.ts";
import { madeHere } from "../../record/made.ts";
import type { Table } from "../../record/table.ts";
import { addRow } from "../../record/write.ts";
import { partyExtras } from "../../party/index.ts";
import { RowRefused } from "../refused.ts";
import { keepIds, keyOf, overlay, type Ahead } from "./ahead.ts";

/** A noun and, of parties, their kind: programs number people and companies apart. */
export type Space = string;

export interface Known {
  /** What was made so far stays. */
  readonly begin: () => void;
  /** What is made from here on is made by this row. */
  readonly as: (row: Ctx) => void;
  /** What was done since the beginning was taken back, and what it made with it. */
  readonly forget: () => void;
  /** Keeps what rows remembered; once, at the end. */
  readonly flush: () => Promise<void>;
  /** The party that a name means; made when there is none. */
  readonly party: (name: string, column: string) => Promise<string>;
  /** Stands for what the file leaves open. */
  readonly nobody: (file: string) => Promise<string>;
  readonly product: (name: string) => Promise<string | undefined>;
  readonly colleague: (name: string) => Promise<string | undefined>;
  readonly email: (address: string) => Promise<string | undefined>;
  /** The record of an id that was imported before, while it is there. */
  readonly external: (spaces: readonly Space[], id: string) => Promise<string | undefined>;
  readonly remember: (space: Space, id: string, record: string) => void;
  readonly address: (email: string, party: string) => void;
  /** Parties made because rows name them. */
  readonly made: () => number;
}

export const tableOf = (ctx: Ctx, noun: string): Table =>
  ctx.parts.tables.find((table) => table.noun.key === noun)!;

export function knownOf(ctx: Ctx, source: string, ahead: Ahead): Known {
  let row = ctx;
  const made = { before: 0, here: 0 };
  const parties = overlay<string>();
  const emails = overlay<string>(ahead.emails);
  const ids = overlay<string>(ahead.ids);
  const layers = [parties, emails, ids];
  const party = async (name: string, column: string) => {
    const key = name.toLowerCase();
    const there = parties.get(key) ?? (await namedParty(ctx, name, column));
    const id = there ?? (await makeParty(row, name.slice(0, 300)));
    if (!there) made.here++;
    parties.set(key, id);
    return id;
  };
  return {
    as: (next) => {
      row = next;
    },
    begin: () => {
      made.before += made.here;
      made.here = 0;
      for (const layer of layers) layer.keep();
    },
    forget: () => {
      made.here = 0;
      parties.undo((id) => madeHere(ctx.tx).delete(id));
      for (const layer of layers) layer.undo();
    },
    flush: () => keepIds(ctx, source, ids.added()),
    party,
    nobody: (file) => party(`Not named in ${file}`.slice(0, 200), ""),
    product: once((name) => productOf(ctx, name)),
    colleague: once((name) => colleagueOf(ctx, name)),
    email: async (address) => emails.get(address.toLowerCase()),
    address: (email, id) => emails.set(email.toLowerCase(), id),
    external: async (spaces, id) => spaces.flatMap((space) => ids.get(keyOf(space, id)) ?? [])[0],
    remember: (space, id, record) => ids.set(keyOf(space, id), record),
    made: () => made.before + made.here,
  };
}

async function makeParty(ctx: Ctx, name: string): Promise<string> {
  if (!grantsFor(ctx.who, "party", "add").length)
    throw new RowRefused(
      null,
      name,
      "there is no such party, and you may not add one",
      "the name of a party",
    );
  return (await addRow(ctx, tableOf(ctx, "party"), { name, kind: "organisation" }, partyExtras)).id;
}

/** Asks once for each text, also when there was nothing. A row that is taken back takes nothing of these with it. */
function once(ask: (text: string) => Promise<string | undefined>) {
  const asked = new Map<string, string | undefined>();
  return async (text: string) => {
    const key = text.toLowerCase();
    if (!asked.has(key)) asked.set(key, await ask(text));
    return asked.get(key);
  };
}

async function namedParty(ctx: Ctx, name: string, column: string): Promise<string | undefined> {
  const rows = await ctx.tx.query<{ id: string; number: string; kind: string }>(
    `select id, number, kind from crm.party where name_key = lower($1) and removed_at is null order by id limit 6`,
    [name],
  );
  const organisations = rows.filter((row) => row.kind === "organisation");
  const fitting = organisations.length ? organisations : rows;
  if (fitting.length > 1)
    throw new RowRefused(
      column,
      name,
      `several parties are called so: ${fitting.map((row) => row.number).join(", ")}`,
      "a name that only one has, or its number",
    );
  return fitting[0]?.id;
}

/** By SKU or name; `GTXPro` is `GTX Pro`. */
async function productOf(ctx: Ctx, name: string): Promise<string | undefined> {
  const rows = await ctx.tx.query<{ id: string }>(
    `select id from crm.product where removed_at is null
       and (sku = $1 or regexp_replace(lower(name), '[^[:alnum:]]', '', 'g') = regexp_replace(lower($1), '[^[:alnum:]]', '', 'g'))
     order by (sku = $1) desc nulls last, id limit 1`,
    [name],
  );
  return rows[0]?.id;
}

async function colleagueOf(ctx: Ctx, name: string): Promise<string | undefined> {
  const exact = (await colleagues(ctx, name)).filter((person) => person.exact);
  return exact.length === 1 ? exact[0]!.id : undefined;
}
