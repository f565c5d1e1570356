/** POST /createRoom, and the same for other parts of the hub: all first events in one commit. */
import { randomBytes } from "node:crypto";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { badJson, invalidParam, notFound } from "../refusals.ts";
import type { Draft } from "../rules/authorise.ts";
import type { Content, NewRoom, StateDraft } from "../types.ts";
import { checkedAlias, refuseHeldAlias } from "./aliases.ts";
import { checkEvent } from "./check-event.ts";
import { memberContents, memberDraft } from "./memberships.ts";
import { Room } from "./room.ts";

export const defaultVersion = "11";

/** Labels that are accepted; all follow the rules of version 11. */
export const versions = Array.from({ length: 11 }, (_, index) => String(index + 1));

export const newRoomId = ({ serverName }: Core) => `!${randomBytes(13).toString("base64url")}:${serverName}`;

/** @throws MatrixError M_UNSUPPORTED_ROOM_VERSION */
export function checkedVersion(version: string): string {
  if (versions.includes(version)) return version;
  throw new MatrixError(
    "M_UNSUPPORTED_ROOM_VERSION",
    400,
    `Room versions are ${versions.join(", ")}; got ${version.slice(0, 30)}.`,
  );
}

/** @returns the room id, after COMMIT */
export async function createRoom(core: Core, wanted: NewRoom): Promise<string> {
  const version = checkedVersion(wanted.version ?? defaultVersion);
  const row = {
    id: core.writer.roomNumber(),
    roomId: newRoomId(core),
    version,
    creator: wanted.creator,
    governed: wanted.governed === true,
  };
  const room = new Room(row);
  const alias =
    wanted.aliasLocalpart === undefined ? undefined : aliasOf(core, wanted.aliasLocalpart, wanted.creator);
  const drafts = await firstEvents(core, wanted, version, alias);
  for (const { type, stateKey, content } of drafts) checkEvent(type, stateKey, content);
  if (alias) await reserveAlias(core, alias, room.id, wanted.creator);
  try {
    await core.writer.write({ kind: "events", room, drafts, isNew: { isPublic: wanted.isPublic === true } });
  } catch (error) {
    if (alias) await core.aliases.remove(alias, room.id);
    throw error;
  }
  return room.roomId;
}

function aliasOf(core: Core, localpart: string, creator: string): string {
  if (localpart.includes(":")) throw invalidParam("room_alias_name has no colon; the server is added.");
  const alias = checkedAlias(`#${localpart}:${core.serverName}`);
  refuseHeldAlias(core, alias, core.identity.exclusiveOwner(creator)?.id);
  return alias;
}

async function reserveAlias(core: Core, alias: string, room: number, creator: string): Promise<void> {
  if (!(await core.aliases.add(alias, room, creator)))
    throw new MatrixError("M_ROOM_IN_USE", 400, `The alias ${alias} is taken.`);
}

/** In the order of the specification: later ones may override earlier ones. */
async function firstEvents(core: Core, wanted: NewRoom, version: string, alias?: string): Promise<Draft[]> {
  const { creator } = wanted;
  const members = [...new Set(wanted.members ?? [])].filter((userId) => userId !== creator);
  const invited = [...new Set(wanted.invite ?? [])].filter((userId) => userId !== creator);
  const joins = await memberContents(core, [creator, ...members], "join");
  await checkUsers(core, invited);
  const invites = await memberContents(core, invited, "invite");
  const state = (type: string, content: Content, stateKey = ""): Draft => ({
    type,
    stateKey,
    sender: creator,
    content,
  });
  const initial = wanted.initialState ?? [];
  const preset = rules(wanted).filter(
    ({ type }) => !initial.some((own) => own.type === type && own.state_key === ""),
  );
  return [
    state("m.room.create", {
      ...wanted.creationContent,
      // Version 11 needs it no more; old clients still read it.
      creator,
      room_version: version,
    }),
    memberDraft(creator, creator, joins.get(creator)!),
    state("m.room.power_levels", powerLevels(wanted, invited)),
    ...(alias ? [state("m.room.canonical_alias", { alias })] : []),
    ...[...preset, ...initial].map(({ type, state_key, content }) => state(type, content, state_key)),
    ...(wanted.name === undefined ? [] : [state("m.room.name", { name: wanted.name })]),
    ...(wanted.topic === undefined ? [] : [state("m.room.topic", topic(wanted.topic))]),
    ...(wanted.avatarUrl === undefined ? [] : [state("m.room.avatar", { url: wanted.avatarUrl })]),
    ...invited.map((userId) =>
      memberDraft(creator, userId, { ...invites.get(userId)!, ...(wanted.isDirect && { is_direct: true }) }),
    ),
    ...members.map((userId) => memberDraft(userId, userId, joins.get(userId)!, true)),
  ];
}

const topic = (text: string): Content => ({ topic: text, "m.topic": { "m.text": [{ body: text }] } });

function rules({ preset, isPublic, governed }: NewRoom): StateDraft[] {
  const chosen = preset ?? (isPublic ? "public_chat" : "private_chat");
  const rule = chosen === "public_chat" && !governed ? "public" : "invite";
  return [
    { type: "m.room.join_rules", state_key: "", content: { join_rule: rule } },
    { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } },
    // Where it is missing, guests are forbidden.
    ...(chosen === "public_chat" || governed
      ? []
      : [{ type: "m.room.guest_access", state_key: "", content: { guest_access: "can_join" } }]),
  ];
}

function powerLevels(
  { creator, preset, governed, powerLevels: own }: NewRoom,
  invited: readonly string[],
): Content {
  const peers = preset === "trusted_private_chat" ? invited : [];
  const content: Content = {
    users: Object.fromEntries([creator, ...peers].map((userId) => [userId, 100])),
    users_default: 0,
    events: {
      "m.room.name": 50,
      "m.room.power_levels": 100,
      "m.room.history_visibility": 100,
      "m.room.canonical_alias": 50,
      "m.room.avatar": 50,
      "m.room.tombstone": 100,
      "m.room.server_acl": 100,
      "m.room.encryption": 100,
    },
    events_default: 0,
    state_default: 50,
    ban: governed ? 100 : 50,
    kick: governed ? 100 : 50,
    redact: 50,
    invite: governed ? 100 : 0,
    historical: 100,
  };
  return { ...content, ...own };
}

async function checkUsers(core: Core, userIds: readonly string[]): Promise<void> {
  if (!userIds.every((userId) => /^@[^:]+:.+/.test(userId)))
    throw badJson("invite must be a list of user ids.");
  const known = new Set((await core.identity.accounts(userIds)).map((account) => account.userId));
  for (const userId of userIds)
    if (!known.has(userId) && (await core.appservices.ask.user(userId))) known.add(userId);
  const missing = userIds.find((userId) => !known.has(userId));
  if (missing !== undefined) throw notFound(`There is no user ${missing.slice(0, 255)}.`);
}
