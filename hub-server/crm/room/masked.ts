/** A card in a room says only what everybody there may see: of a record that somebody may not see, that something happened to it. */
import { Op, type Sequelize, type WhereOptions } from "sequelize";
import type { Card } from "../../contract/index.ts";
import { grantsFor, predicate } from "../access/gate.ts";
import { enterAs, standingsOf } from "../access/standing.ts";
import type { Parts, Tell } from "../context.ts";
import type { Table } from "../record/table.ts";
import { inTransaction, type Tx } from "../tx.ts";

type Told = Extract<Tell, { kind: "card" }> & { readonly by: string };

/** The card as it stands in the room of what it is about. That everybody there may see; what else the card tells of, perhaps not. */
export async function maskedFor(
  parts: Parts,
  sequelize: Sequelize,
  { card, about, by }: Told,
  room: string,
): Promise<Card> {
  const { record, text: _, ...rest } = card;
  const table = parts.tables.find((candidate) => candidate.noun.key === record?.noun);
  if (!record || !table || record.id === about.id) return card;
  const members = await parts.chat.rooms.members(room);
  const others = members.filter((user) => user !== parts.bot && user !== by);
  if (!others.length) return card;
  if (await inTransaction(sequelize, (tx) => allSee(tx, table, record.id, by, others))) return card;
  return {
    ...rest,
    record: { ...record, title: record.number },
    title: `${table.noun.label} ${record.number}: not everybody here may see it`,
    facts: [],
  };
}

/** @param by whoever did it, in whose name it is asked @param others by their Matrix ids */
async function allSee(
  tx: Tx,
  table: Table,
  id: string,
  by: string,
  others: readonly string[],
): Promise<boolean> {
  await enterAs(tx, by);
  const viewers = await standingsOf(tx, others);
  if (!viewers.every((viewer) => grantsFor(viewer, table.noun.key, "view").length)) return false;
  const where = { [Op.and]: [{ id }, predicate(table, viewers, "view")] } as WhereOptions;
  return (await table.model.count({ where, transaction: tx.transaction })) > 0;
}
