/** What rows point to: parties, products, colleagues, and records by the ids of other programs. Each is asked for once a part. */
import { grantsFor } from "../../access/gate.ts";
import type { Ctx } from "../../context.ts";
import { colleagues } from "../../record/colleague.ts";
import type { Table } from "../../record/table.ts";
import { addRow } from "../../record/write.ts";
import { partyExtras } from "../../party/index.ts";
import { RowRefused } from "../refused.ts";

/** A noun and, of parties, their kind: programs number people and companies apart. */
export type Space = string;

export interface Known {
  /** The party that a name means; made when there is none. */
  readonly party: (name: string, column: string) => Promise<string>;
  /** Stands for what the file leaves open. */
  readonly nobody: (file: string) => Promise<string>;
  readonly product: (name: string) => Promise<string | undefined>;
  readonly colleague: (name: string) => Promise<string | undefined>;
  readonly email: (address: string) => Promise<string | undefined>;
  /** The record of an id that was imported before, while it is there. */
  readonly external: (spaces: readonly Space[], id: string) => Promise<string | undefined>;
  readonly remember: (space: Space, id: string, record: string) => Promise<void>;
  /** Parties made because rows name them. */
  readonly made: () => number;
}

export const tableOf = (ctx: Ctx, noun: string): Table =>
  ctx.parts.tables.find((table) => table.noun.key === noun)!;

export function knownOf(ctx: Ctx, source: string): Known {
  let made = 0;
  const parties = new Map<string, string>();
  const products = once((name) => productOf(ctx, name));
  const people = once((name) => colleagueOf(ctx, name));
  const make = async (name: string) => {
    if (!grantsFor(ctx.who, "party", "add").length)
      throw new RowRefused(
        null,
        name,
        "there is no such party, and you may not add one",
        "the name of a party",
      );
    const { id } = await addRow(ctx, tableOf(ctx, "party"), { name, kind: "organisation" }, partyExtras);
    made++;
    return id;
  };
  const party = async (name: string, column: string) => {
    const key = name.toLowerCase();
    const id = parties.get(key) ?? (await namedParty(ctx, name, column)) ?? (await make(name.slice(0, 300)));
    parties.set(key, id);
    return id;
  };
  return {
    party,
    nobody: (file) => party(`Not named in ${file}`.slice(0, 200), ""),
    product: products,
    colleague: people,
    email: async (address) => {
      const [row] = await ctx.tx.query<{ party_id: string }>(
        `select party_id from crm.contact_point where lower(value) = lower($1) and removed_at is null order by id limit 1`,
        [address],
      );
      return row?.party_id;
    },
    external: (spaces, id) => externalOf(ctx, source, spaces, id),
    remember: async (space, id, record) => {
      await ctx.tx.query(
        `insert into crm.external_id (noun, source, external_id, record_id) values ($1, $2, $3, $4)
         on conflict (noun, source, external_id) do update set record_id = excluded.record_id`,
        [space, source, id, record],
      );
    },
    made: () => made,
  };
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

async function externalOf(
  ctx: Ctx,
  source: string,
  spaces: readonly Space[],
  id: string,
): Promise<string | undefined> {
  const [row] = await ctx.tx.query<{ record_id: string; noun: string }>(
    `select record_id, noun from crm.external_id where noun = any ($1) and source = $2 and external_id = $3 limit 1`,
    [spaces, source, id],
  );
  if (!row) return undefined;
  const table = row.noun.split(":")[0]!;
  const [gone] = await ctx.tx.query(
    `select from crm."${tableOf(ctx, table).noun.key}" where id = $1 and removed_at is not null`,
    [row.record_id],
  );
  return gone ? undefined : row.record_id;
}
