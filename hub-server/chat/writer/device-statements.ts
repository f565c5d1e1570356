/** The statements of a batch that are about devices. */
import { columns } from "./columns.ts";
import type { Batch } from "./jobs.ts";
import type { Statement } from "./statements.ts";

export const upsertDeviceChanges = (rows: Batch["devices"]): Statement => ({
  name: "chat-write-device-changes",
  text: `insert into chat.device_change (user_id, reader, seq)
    select * from unnest($1::text[], $2::text[], $3::bigint[])
    on conflict (user_id, reader) do update set seq = excluded.seq`,
  values: columns(
    rows,
    (row) => row.userId,
    (row) => row.reader,
    (row) => row.seq,
  ),
});

export const insertToDeviceTxns = (rows: Batch["toDeviceTxns"], now: Date): Statement => ({
  name: "chat-write-to-device-txns",
  text: `insert into chat.to_device_txn (user_id, device_id, txn_id, at)
    select *, $4::timestamptz from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
  values: [
    ...columns(
      rows,
      (row) => row.sender,
      (row) => row.device,
      (row) => row.id,
    ),
    now,
  ],
});

/** A device that was removed meanwhile gets nothing. */
export const insertToDevice = (rows: Batch["toDevice"], now: Date): Statement => ({
  name: "chat-write-to-device",
  text: `insert into chat.to_device (user_id, device_id, seq, event, at)
    select n.*, $5::timestamptz from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as n(user_id, device_id, seq, event)
    join identity.device using (user_id, device_id)`,
  values: [
    ...columns(
      rows,
      (row) => row.userId,
      (row) => row.deviceId,
      (row) => row.seq,
      (row) => row.text,
    ),
    now,
  ],
});
