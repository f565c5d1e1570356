/** Joining, inviting, leaving, removing. */
import type { Core } from "../core.ts";
import { forbidden, notFound } from "../refusals.ts";
import type { Draft } from "../rules/authorise.ts";
import { membershipOf } from "../rules/state-view.ts";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import { followFromPredecessor } from "./follow.ts";
import type { Room } from "./room.ts";
import { roomOf } from "./speak.ts";

/** Content of a membership event of a user, with their profile in it. */
export async function memberContent(core: Core, userId: string, membership: string): Promise<Content> {
  return (await memberContents(core, [userId], membership)).get(userId)!;
}

/** The same for several, by one statement. */
export async function memberContents(core: Core, userIds: readonly string[], membership: string) {
  const accounts = await core.identity.accounts(userIds);
  const known = new Map(accounts.map((account) => [account.userId, account]));
  return new Map(
    userIds.map((userId): [string, Content] => {
      const { displayName, avatarUrl } = known.get(userId) ?? {};
      const content: Content = { membership };
      if (displayName) content.displayname = displayName;
      if (avatarUrl) content.avatar_url = avatarUrl;
      return [userId, content];
    }),
  );
}

/** A person joins by themselves; the rules of the room decide. */
export async function join(core: Core, roomId: string, userId: string, extra: Content = {}): Promise<void> {
  const room = await core.rooms.byId(roomId);
  if (!room) throw notFound(`There is no room ${roomId.slice(0, 255)}.`);
  const content = { ...extra, ...(await memberContent(core, userId, "join")) };
  const admitted = await isAdmitted(core, room, userId);
  await write(core, room, [memberDraft(userId, userId, content, admitted)]);
  await followFromPredecessor(core, room, userId);
}

/** Restricted rooms admit members of the rooms that they name (MSC3083). */
export async function isAdmitted(core: Core, room: Room, userId: string): Promise<boolean> {
  const { join_rule: rule, allow } = room.get("m.room.join_rules", "")?.content ?? {};
  if ((rule !== "restricted" && rule !== "knock_restricted") || !Array.isArray(allow)) return false;
  for (const entry of allow) {
    const roomId = asObject(entry)?.room_id;
    const other = typeof roomId === "string" ? await core.rooms.byId(roomId) : undefined;
    if (other?.joined.has(userId)) return true;
  }
  return false;
}

/** The server makes them members, whatever the join rules say, all or none; who is a member already stays as they are. */
export async function admit(core: Core, roomId: string, userIds: readonly string[]): Promise<void> {
  const room = await roomOf(core, roomId);
  const joining = [...new Set(userIds)].filter((userId) => !room.joined.has(userId));
  if (!joining.length) return;
  const contents = await memberContents(core, joining, "join");
  await write(
    core,
    room,
    joining.map((userId) => memberDraft(userId, userId, contents.get(userId)!, true)),
  );
}

/** Ends memberships in the name of `by`; those who are not there are passed over. */
export async function remove(
  core: Core,
  roomId: string,
  userIds: readonly string[],
  reason?: string,
  by?: string,
): Promise<void> {
  const room = await roomOf(core, roomId);
  const there = [...new Set(userIds)].filter((userId) =>
    /^(join|invite|knock)$/.test(membershipOf(room, userId)),
  );
  const content: Content = { membership: "leave", ...(reason !== undefined && { reason }) };
  const sender = by ?? room.row.creator;
  if (there.length)
    await write(
      core,
      room,
      there.map((userId) => memberDraft(sender, userId, content)),
    );
}

/** Leave, kick, ban and unban: one change of membership by `sender`. */
export async function change(
  core: Core,
  roomId: string,
  {
    sender,
    target,
    membership,
    reason,
  }: { sender: string; target: string; membership: string; reason?: string },
): Promise<void> {
  const room = await roomOf(core, roomId);
  const content: Content = { membership, ...(reason !== undefined && { reason }) };
  await write(core, room, [memberDraft(sender, target, content)]);
}

export async function invite(
  core: Core,
  roomId: string,
  target: string,
  sender: string,
  extra: Content = {},
): Promise<void> {
  const room = await roomOf(core, roomId);
  if (!(await isKnown(core, target))) throw notFound(`There is no user ${target.slice(0, 255)}.`);
  if (room.row.governed)
    throw forbidden("The server decides who is in this room; nobody can be invited to it.");
  await write(core, room, [
    memberDraft(sender, target, { ...extra, ...(await memberContent(core, target, "invite")) }),
  ]);
}

/** An application service that holds the name may make the account when it is asked for. */
async function isKnown(core: Core, userId: string): Promise<boolean> {
  if (await core.identity.account(userId)) return true;
  return (await core.appservices.ask.user(userId)) && Boolean(await core.identity.account(userId));
}

/** Leaves the room out of the user's lists and history. */
export async function forget(core: Core, roomId: string, userId: string): Promise<void> {
  const room = await roomOf(core, roomId);
  if (/^(join|invite|knock)$/.test(membershipOf(room, userId)))
    throw forbidden("Leave the room before you forget it.");
  await core.pool.query("update chat.membership set forgotten = true where user_id = $1 and room = $2", [
    userId,
    room.id,
  ]);
  core.streams.setForgotten(userId, room.id);
}

/** A new name or picture goes into every room that the user is in. */
export async function spreadProfile(core: Core, userId: string): Promise<void> {
  const stream = await core.streams.get(userId);
  const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
  const content = await memberContent(core, userId, "join");
  const rooms = await core.rooms.byNumbers(ids);
  await Promise.all(
    [...rooms.values()].map((room) => write(core, room, [memberDraft(userId, userId, content)])),
  );
}

export function memberDraft(sender: string, target: string, content: Content, admitted = false): Draft {
  return { type: "m.room.member", stateKey: target, sender, content, ...(admitted && { admitted }) };
}

const write = (core: Core, room: Room, drafts: readonly Draft[]) =>
  core.writer.write({ kind: "events", room, drafts });
