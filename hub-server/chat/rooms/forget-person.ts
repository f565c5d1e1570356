/** Somebody asked to be forgotten: their names leave the rooms, and newcomers no longer read what they said. */
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import type { Room } from "./room.ts";

/** Their account is closed already. Memberships stay, so that a room can still be read. May run twice. */
export async function forgetPerson(core: Core, userId: string): Promise<void> {
  const { rows } = await core.pool.query<{ room: string }>(
    `with told as (
       update chat.event set content = json_build_object('membership', content::json->>'membership')::text
       where type = 'm.room.member' and state_key = $1 and room in (select room from chat.membership where user_id = $1)
       returning room
     ) select distinct room from told`,
    [userId],
  );
  core.rooms.erase(userId);
  const rooms = await core.rooms.byNumbers(rows.map(({ room }) => Number(room)));
  for (const room of rooms.values()) forgetName(room, userId);
  await core.pool.query(
    "insert into chat.forgotten (user_id, at) values ($1, $2) on conflict (user_id) do nothing",
    [userId, core.clock()],
  );
}

/** The account is closed in another transaction than the names are taken out: a hub that was killed in between goes on here. */
export async function finishForgetting(core: Core): Promise<void> {
  const { rows } = await core.pool.query<{ user_id: string }>(
    `select a.user_id from identity.account a where a.erased_at is not null
       and not exists (select from chat.forgotten f where f.user_id = a.user_id)`,
  );
  for (const { user_id: userId } of rows) await forgetPerson(core, userId);
}

function forgetName(room: Room, userId: string): void {
  const isTheirs = (event: ChatEvent) => event.type === "m.room.member" && event.stateKey === userId;
  const current = room.get("m.room.member", userId);
  // The newest first: each older one then puts itself right in the one that replaced it.
  for (const event of [...(current ? [current] : []), ...room.ring.filter(isTheirs).toReversed()])
    room.replace(event.with({ text: JSON.stringify({ membership: event.content.membership }) }));
}
