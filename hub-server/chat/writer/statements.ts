/** The statements of one batch, each over arrays of columns, each with a name so that it is planned once. */
import { columns } from "./columns.ts";
import { insertToDevice, insertToDeviceTxns, upsertDeviceChanges } from "./device-statements.ts";
import { visibilityOf } from "../rooms/room.ts";
import type { ChatEvent } from "../event.ts";
import type { AccountDatum, Batch, NewReceipt, NewRoomRow, Redaction } from "./jobs.ts";

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

export function statements(batch: Batch, now: Date): Statement[] {
  const events = batch.events.map(({ event }) => event);
  const state = events.filter((event) => event.stateKey !== null);
  const members = last(
    state.filter((event) => event.type === "m.room.member"),
    (event) => `${event.fields.room} ${event.stateKey}`,
  );
  const current = last(state, (event) => `${event.fields.room}\n${event.type}\n${event.stateKey}`);
  return [
    ...when(batch.newRooms, (rows) => insertRooms(rows, now)),
    ...when(events, insertEvents),
    ...when(state, insertState),
    ...when(current, upsertCurrentState),
    ...when(members, upsertMemberships),
    ...when(batch.redactions, redactEvents),
    ...when(batch.redactions, forgetWords),
    ...when(batch.receipts, upsertReceipts),
    ...when(
      last(batch.accountData, (d) => `${d.userId} ${d.room} ${d.type}`),
      upsertAccountData,
    ),
    ...when(
      last(batch.devices, (change) => `${change.userId} ${change.reader}`),
      upsertDeviceChanges,
    ),
    ...when(batch.toDeviceTxns, (rows) => insertToDeviceTxns(rows, now)),
    ...when(batch.toDevice, (rows) => insertToDevice(rows, now)),
  ];
}

const when = <T>(rows: T[], make: (rows: T[]) => Statement) => (rows.length ? [make(rows)] : []);

/** The last row for each key: one statement may not touch a row twice. */
const last = <T>(rows: readonly T[], key: (row: T) => string): T[] => [
  ...new Map(rows.map((row) => [key(row), row])).values(),
];

const insertRooms = (rows: readonly NewRoomRow[], now: Date): Statement => ({
  name: "chat-write-rooms",
  text: `insert into chat.room (id, room_id, version, creator, governed, is_public, created_at)
    select *, $7::timestamptz from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::bool[])`,
  values: [
    ...columns(
      rows,
      ({ room }) => room.id,
      ({ room }) => room.roomId,
      ({ room }) => room.row.version,
      ({ room }) => room.row.creator,
      ({ room }) => room.row.governed,
      ({ isPublic }) => isPublic,
    ),
    now,
  ],
});

const insertEvents = (rows: readonly ChatEvent[]): Statement => ({
  name: "chat-write-events",
  text: `insert into chat.event (seq, room, event_id, type, state_key, sender, ts, content, rel_type, relates_to, replaces,
      txn_device, txn_id, notify, mentions)
    select seq, room, event_id, type, state_key, sender, ts, content, rel_type, relates_to, replaces, txn_device, txn_id,
      notify, string_to_array(mentions, ' ')
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
      $9::text[], $10::text[], $11::bigint[], $12::text[], $13::text[], $14::smallint[], $15::text[])
      as e(seq, room, event_id, type, state_key, sender, ts, content, rel_type, relates_to, replaces, txn_device, txn_id,
        notify, mentions)`,
  values: columns(
    rows.map((event) => event.fields),
    (e) => e.seq,
    (e) => e.room,
    (e) => e.eventId,
    (e) => e.type,
    (e) => e.stateKey,
    (e) => e.sender,
    (e) => e.ts,
    (e) => e.text,
    (e) => e.relType,
    (e) => e.relatesTo,
    (e) => e.previous?.seq ?? null,
    (e) => e.txnDevice,
    (e) => e.txnId,
    (e) => e.notify,
    (e) => e.mentions?.join(" ") ?? null,
  ),
});

const insertState = (rows: readonly ChatEvent[]): Statement => ({
  name: "chat-write-state",
  text: `insert into chat.state (room, type, state_key, seq, value)
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[])`,
  values: columns(
    rows,
    (e) => e.fields.room,
    (e) => e.type,
    (e) => e.stateKey,
    (e) => e.seq,
    stateValue,
  ),
});

function stateValue(event: ChatEvent): string | null {
  if (event.type === "m.room.member") return event.content.membership as string;
  return event.type === "m.room.history_visibility" ? visibilityOf(event) : null;
}

const upsertCurrentState = (rows: readonly ChatEvent[]): Statement => ({
  name: "chat-write-current-state",
  text: `insert into chat.current_state (room, type, state_key, seq)
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])
    on conflict (room, type, state_key) do update set seq = excluded.seq`,
  values: columns(
    rows,
    (e) => e.fields.room,
    (e) => e.type,
    (e) => e.stateKey,
    (e) => e.seq,
  ),
});

/** `seq` stays where the membership itself stays, e.g. when only a name in it changes. */
const upsertMemberships = (rows: readonly ChatEvent[]): Statement => ({
  name: "chat-write-memberships",
  text: `insert into chat.membership as m (user_id, room, membership, seq)
    select * from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
    on conflict (user_id, room) do update set membership = excluded.membership,
      forgotten = m.forgotten and m.membership = excluded.membership,
      seq = case when m.membership = excluded.membership then m.seq else excluded.seq end`,
  values: columns(
    rows,
    (e) => e.stateKey,
    (e) => e.fields.room,
    (e) => e.content.membership,
    (e) => e.seq,
  ),
});

const redactEvents = (rows: readonly Redaction[]): Statement => ({
  name: "chat-write-redactions",
  text: `update chat.event e set content = r.content, redacted_by = r.by, rel_type = null, relates_to = null, notify = 0,
      mentions = null
    from unnest($1::bigint[], $2::text[], $3::bigint[]) as r(seq, content, by) where e.seq = r.seq`,
  values: columns(
    rows,
    ({ emptied }) => emptied.seq,
    ({ emptied }) => emptied.fields.text,
    ({ emptied }) => emptied.fields.because!.seq,
  ),
});

const forgetWords = (rows: readonly Redaction[]): Statement => ({
  name: "chat-write-forget-words",
  text: "delete from chat.search where seq = any($1)",
  values: [rows.map(({ emptied }) => emptied.seq)],
});

const upsertReceipts = (rows: readonly NewReceipt[]): Statement => ({
  name: "chat-write-receipts",
  text: `insert into chat.receipt as r (room, user_id, kind, thread, event_id, event_seq, ts, seq)
    select distinct on (room, user_id, kind, thread) * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[],
      $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
      as n(room, user_id, kind, thread, event_id, event_seq, ts, seq) order by room, user_id, kind, thread, seq desc
    on conflict (room, user_id, kind, thread) do update set event_id = excluded.event_id,
      event_seq = excluded.event_seq, ts = excluded.ts, seq = excluded.seq`,
  values: columns(
    rows,
    ({ room }) => room.id,
    ({ receipt }) => receipt.userId,
    ({ receipt }) => receipt.kind,
    ({ receipt }) => receipt.thread,
    ({ receipt }) => receipt.eventId,
    ({ receipt }) => receipt.eventSeq,
    ({ receipt }) => receipt.ts,
    ({ receipt }) => receipt.seq,
  ),
});

const upsertAccountData = (rows: readonly AccountDatum[]): Statement => ({
  name: "chat-write-account-data",
  text: `insert into chat.account_data (user_id, room, type, content, seq)
    select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
    on conflict (user_id, room, type) do update set content = excluded.content, seq = excluded.seq`,
  values: columns(
    rows,
    (d) => d.userId,
    (d) => d.room,
    (d) => d.type,
    (d) => d.text,
    (d) => d.seq,
  ),
});
