/** People without an account: made on the way in, let into rooms that say so, and shown out when these say so no more. */
import { randomBytes } from "node:crypto";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { noGuests } from "../http/guests.ts";
import type { OpenCall } from "../http/endpoint.ts";
import { optionalText } from "../http/read.ts";
import { change } from "../rooms/memberships.ts";
import type { Room } from "../rooms/room.ts";
import type { Content } from "../types.ts";
import { openSession } from "./login.ts";

export async function registerGuest(call: OpenCall): Promise<object> {
  const { core, request, body } = call;
  if (!core.guests) throw new MatrixError("M_GUEST_ACCESS_FORBIDDEN", 403, "There is no access for guests.");
  core.limits.take("register", request.ip);
  const localpart = `guest-${randomBytes(6).toString("hex")}`;
  const { userId } = await core.identity.createAccount({ localpart, guest: true });
  const name = optionalText(body, "initial_device_display_name");
  // "All other parameters are ignored": a guest has no say in their ids.
  return openSession(call, userId, name === undefined ? {} : { initial_device_display_name: name });
}

/** The guest whose token came with a registration; they keep their id. @throws MatrixError when it is not theirs */
export async function guestOf(core: Core, body: Content, localpart: string): Promise<string | undefined> {
  const token = optionalText(body, "guest_access_token");
  if (token === undefined) return undefined;
  const principal = await core.identity.authenticate(token);
  if (!principal?.guest || principal.userId !== `@${localpart}:${core.serverName}`)
    throw new MatrixError("M_FORBIDDEN", 403, "guest_access_token must be the token of this very guest.");
  return principal.userId;
}

const letsGuestsIn = (room: Room) => room.get("m.room.guest_access", "")?.content.guest_access === "can_join";

/** @throws MatrixError M_GUEST_ACCESS_FORBIDDEN */
export async function needGuestAccess(core: Core, isGuest: boolean, roomId: string): Promise<void> {
  const room = isGuest ? await core.rooms.byId(roomId) : undefined;
  if (room && !letsGuestsIn(room)) throw noGuests();
}

/** After a change of m.room.guest_access: guests leave a room that lets them in no more. */
export async function showGuestsOut(core: Core, roomId: string): Promise<void> {
  const room = await core.rooms.byId(roomId);
  if (!room || letsGuestsIn(room)) return;
  const accounts = await core.identity.accounts([...room.joined]);
  for (const { userId } of accounts.filter((account) => account.guest))
    await change(core, roomId, { sender: userId, target: userId, membership: "leave" });
}
