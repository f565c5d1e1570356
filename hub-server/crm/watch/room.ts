/** Rooms in which something is said again and again: found by name, and asked each time who reads there. */
import { InputInvalid } from "../../errors.ts";
import { standingsOf, type Standing } from "../access/standing.ts";
import type { Ctx, Parts } from "../context.ts";
import type { Tx } from "../tx.ts";

/**
 * The id of a room by its id, its alias, or the key of a group of colleagues.
 * @throws InputInvalid unless the asker and the bot are both in it
 */
export async function roomFor(ctx: Ctx, said: string): Promise<string> {
  const { rooms } = ctx.parts.chat;
  const room = await found(ctx, said.trim());
  const both = [ctx.who.userId, ctx.parts.bot];
  const inside = room ? await Promise.all(both.map((user) => rooms.membership(room, user))) : [];
  if (room && inside.every((membership) => membership === "join")) return room;
  const allowed = inside[0] === "join" ? "a room to which the bot is invited" : "a room in which you are";
  throw new InputInvalid([{ field: "/room", allowed, got: `"${said}"` }]);
}

async function found(ctx: Ctx, said: string): Promise<string | undefined> {
  if (said.startsWith("!")) return said;
  const name = said.replace(/^#/, "");
  const alias = name.includes(":") ? `#${name}` : `#${name}:${ctx.parts.identity.serverName}`;
  const known = await ctx.parts.chat.rooms.resolveAlias(alias);
  if (known) return known;
  const [group] = await ctx.tx.query<{ room_id: string }>(
    `select r.room_id from crm."group" g join crm.room r on r.record_id = g.id
     where g.removed_at is null and g.key = lower($1)`,
    [name],
  );
  return group?.room_id;
}

export interface Readers {
  /** Everybody who reads there, the owner first. */
  readonly viewers: readonly Standing[];
  /** Why it cannot be said there; the sentence goes to the owner. */
  readonly refused?: string;
}

/** Who reads in a room now. @param owner in whose name something is to be said there */
export async function readersOf(
  parts: Pick<Parts, "chat" | "bot" | "identity">,
  tx: Tx,
  owner: Standing,
  room: string,
): Promise<Readers> {
  const members = await parts.chat.rooms.members(room);
  const refuse = (refused: string) => ({ viewers: [owner], refused });
  if (!members.includes(parts.bot)) return refuse("I am no longer in the room where this was to be said.");
  if (!members.includes(owner.userId))
    return refuse("You are no longer in the room where this was to be said.");
  const services = new Set(parts.identity.appservices.map((service) => service.sender));
  const others = members.filter((id) => id !== parts.bot && id !== owner.userId && !services.has(id));
  const known = await standingsOf(tx, others);
  return known.length < others.length
    ? refuse("Not said in the room: somebody there is not of the company.")
    : { viewers: [owner, ...known] };
}
