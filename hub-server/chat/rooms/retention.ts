/**
 * Messages that are older than their room keeps them (m.room.retention, MSC1763) are taken out of the database, out of memory
 * and out of the search. State stays: the room goes on as it was.
 */
import type { Core } from "../core.ts";
import type { Room } from "./room.ts";

/** Rows per statement: short transactions, whatever the backlog. */
const step = 1000;

/** @returns how many messages were taken away */
export async function purgeExpired(core: Core): Promise<number> {
  const rooms = await core.rooms.byNumbers(await roomsThatForget(core));
  let purged = 0;
  for (const room of rooms.values()) {
    const oldest = oldestKept(room, core.clock().getTime());
    if (oldest !== undefined) purged += await purge(core, room, oldest);
  }
  return purged;
}

async function roomsThatForget({ pool }: Core): Promise<number[]> {
  const { rows } = await pool.query<{ room: string }>(
    "select room from chat.current_state where type = 'm.room.retention' and state_key = ''",
  );
  return rows.map((row) => Number(row.room));
}

/** @returns milliseconds since 1970; undefined when the room keeps everything */
function oldestKept(room: Room, now: number): number | undefined {
  const { max_lifetime: lifetime } = room.get("m.room.retention", "")?.content ?? {};
  return typeof lifetime === "number" && lifetime > 0 ? now - lifetime : undefined;
}

async function purge(core: Core, room: Room, oldest: number): Promise<number> {
  let purged = 0;
  for (;;) {
    const { rows } = await core.pool.query<{ seq: string }>({
      name: "chat-purge",
      text: `with old as (
          select seq from chat.event where room = $1 and state_key is null and ts < $2 order by seq limit ${step}
        ), words as (delete from chat.search s using old where s.seq = old.seq)
        delete from chat.event e using old where e.seq = old.seq returning e.seq`,
      values: [room.id, oldest],
    });
    if (!rows.length) return purged;
    purged += rows.length;
    room.purge(new Set(rows.map((row) => Number(row.seq))));
    core.streams.countAnew(room.id);
  }
}
