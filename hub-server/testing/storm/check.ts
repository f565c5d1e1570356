/** Holds what the senders of a storm were told against what the database has. */
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import type { Acknowledged } from "./storm.ts";

interface Log {
  readonly messages: readonly Acknowledged[];
  readonly interactions: readonly Acknowledged[];
}

/** @returns what does not hold */
export async function compare(owner: Client, log: Log & { readonly again: Log }): Promise<string[]> {
  const { messages, interactions, again } = log;
  const left = await untilTold(owner);
  return [
    ...left,
    ...sameAnswers("message", messages, again.messages),
    ...sameAnswers("interaction", interactions, again.interactions),
    ...once("message", messages, (one) => [one.key, one.id], await stored(owner, storedMessages)),
    ...once("interaction", interactions, (one) => [one.key, one.id], await stored(owner, storedInteractions)),
    ...once("change event", interactions, (one) => [one.id, one.change!], await stored(owner, storedChanges)),
    ...once("card", interactions, (one) => [one.id, one.change!], await stored(owner, storedCards)),
  ];
}

const storedMessages = `select txn_id as key, event_id as id from chat.event where txn_id like 'storm-%'`;
const storedInteractions = `select subject as key, id::text from crm.interaction`;
const storedChanges = `select entity_id::text as key, change::text as id from hub.change_event where entity = 'interaction'`;
const storedCards = `select card -> 'record' ->> 'id' as key, card ->> 'change' as id
  from (select content::jsonb -> 'org.singularity.card' as card from chat.event where type = 'm.room.message') e
  where card -> 'record' ->> 'noun' = 'interaction'`;

interface Stored {
  readonly key: string;
  readonly id: string;
}

const stored = async (owner: Client, sql: string) => (await owner.query<Stored>(sql)).rows;

async function untilTold(owner: Client): Promise<string[]> {
  const waiting = `select count(*)::int as left, max(last_error) as reason from hub.outbox where done_at is null`;
  for (const deadline = Date.now() + 30_000; ; await pause(50)) {
    const { left, reason } = (await owner.query<{ left: number; reason: string | null }>(waiting)).rows[0]!;
    if (left === 0) return [];
    if (Date.now() > deadline) return [`${left} letters are still in the outbox: ${reason}`];
  }
}

function sameAnswers(what: string, first: readonly Acknowledged[], then: readonly Acknowledged[]): string[] {
  return first
    .filter((one, index) => one.id !== then[index]!.id || one.change !== then[index]!.change)
    .map(({ key }) => `The ${what} ${key} was answered differently when it was sent again.`);
}

function once(
  what: string,
  told: readonly Acknowledged[],
  pair: (one: Acknowledged) => readonly [string, string],
  rows: readonly Stored[],
): string[] {
  const found = Map.groupBy(rows, ({ key }) => key);
  const wrong = told.flatMap((one) => {
    const [key, id] = pair(one);
    const ids = (found.get(key) ?? []).map((row) => row.id);
    return ids.length === 1 && ids[0] === id
      ? []
      : [`The ${what} ${key} must be stored once, as ${id}; it is there as [${ids.join(", ")}].`];
  });
  return rows.length === told.length
    ? wrong
    : [...wrong, `There are ${rows.length} of ${what}; ${told.length} were acknowledged.`];
}
