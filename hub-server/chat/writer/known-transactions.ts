/** Which transaction ids were stored before: the recent ones from memory, the others by one statement per batch, if need be. */
import type { ClientBase } from "pg";
import { toDeviceKey, txnKey, type Job, type ToDeviceJob } from "./jobs.ts";

export interface KnownTransactions {
  /**
   * Event ids by `txnKey` for those of the jobs that were stored before.
   * @param sure false: of events only what memory holds; the database will refuse those that it has
   */
  readonly find: (
    client: ClientBase,
    jobs: readonly Job[],
    sure: boolean,
  ) => Promise<ReadonlyMap<string, string>>;
  readonly remember: (key: string, eventId: string) => void;
}

/** @param limit ids to keep in memory */
export function knownTransactions(limit: number): KnownTransactions {
  const recent = new Map<string, string>();
  return {
    remember: (key, eventId) => {
      recent.set(key, eventId);
      if (recent.size > limit) recent.delete(recent.keys().next().value!);
    },
    find: async (client, jobs, sure) => {
      const known = new Map<string, string>();
      const unsure = [];
      for (const job of jobs) {
        if (job.kind !== "events" || !job.txn) continue;
        const asked = [job.drafts[0]!.sender, job.room.id, job.txn.device, job.txn.id] as const;
        const eventId = recent.get(txnKey(...asked));
        if (eventId === undefined) unsure.push(asked);
        else known.set(txnKey(...asked), eventId);
      }
      if (sure && unsure.length) await lookUp(client, unsure, known);
      const toDevice = jobs.filter((job) => job.kind === "to device");
      if (toDevice.length) await lookUpToDevice(client, toDevice, known);
      return known;
    },
  };
}

async function lookUp(
  client: ClientBase,
  asked: readonly (readonly [string, number, string, string])[],
  known: Map<string, string>,
): Promise<void> {
  const { rows } = await client.query<{
    sender: string;
    room: string;
    txn_device: string;
    txn_id: string;
    event_id: string;
  }>({
    name: "chat-known-transactions",
    text: `select e.sender, e.room, e.txn_device, e.txn_id, e.event_id
      from unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) as w(sender, room, device, id)
      join chat.event e on e.sender = w.sender and e.room = w.room and e.txn_device = w.device and e.txn_id = w.id`,
    values: [0, 1, 2, 3].map((column) => asked.map((row) => row[column])),
  });
  for (const row of rows)
    known.set(txnKey(row.sender, Number(row.room), row.txn_device, row.txn_id), row.event_id);
}

async function lookUpToDevice(
  client: ClientBase,
  jobs: readonly ToDeviceJob[],
  known: Map<string, string>,
): Promise<void> {
  const { rows } = await client.query<{ user_id: string; device_id: string; txn_id: string }>({
    name: "chat-known-to-device",
    text: `select user_id, device_id, txn_id from chat.to_device_txn
      join unnest($1::text[], $2::text[], $3::text[]) as w(user_id, device_id, txn_id) using (user_id, device_id, txn_id)`,
    values: [jobs.map((job) => job.sender), jobs.map((job) => job.txn.device), jobs.map((job) => job.txn.id)],
  });
  for (const row of rows) known.set(toDeviceKey(row.user_id, { device: row.device_id, id: row.txn_id }), "");
}
