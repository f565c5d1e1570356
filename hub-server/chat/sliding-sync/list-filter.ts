/** Which rooms belong to a list ("SlidingRoomFilter" of MSC4186). */
import { optionalFlag, optionalText, optionalTexts } from "../http/read.ts";
import { badJson } from "../refusals.ts";
import type { Content, Json } from "../types.ts";
import type { ListedRoom } from "./room-list.ts";

export type ListFilter = (listed: ListedRoom) => boolean;

/** @throws MatrixError M_BAD_JSON */
export function readListFilter(json: Content): ListFilter {
  const tests = [
    flag(json, "is_dm", ({ isDm }) => isDm),
    flag(json, "is_encrypted", ({ room }) => room.get("m.room.encryption", "") !== undefined),
    flag(json, "is_invite", isInvited),
    flag(json, "is_invited", isInvited),
    types(json, "room_types", true),
    types(json, "not_room_types", false),
    texts(json, "tags", (wanted, { tags }) => wanted.some((tag) => tags.has(tag))),
    texts(json, "not_tags", (wanted, { tags }) => !wanted.some((tag) => tags.has(tag))),
    texts(json, "spaces", (wanted, { spaces }) => wanted.some((space) => spaces().has(space))),
    name(json),
  ].filter((one) => one !== undefined);
  return (listed) => tests.every((one) => one(listed));
}

const isInvited: ListFilter = ({ entry }) => entry.membership === "invite";

function flag(json: Content, key: string, value: ListFilter): ListFilter | undefined {
  const wanted = optionalFlag(json, key);
  return wanted === undefined ? undefined : (listed) => value(listed) === wanted;
}

function texts(
  json: Content,
  key: string,
  fits: (wanted: readonly string[], listed: ListedRoom) => boolean,
): ListFilter | undefined {
  const wanted = optionalTexts(json, key);
  return wanted?.length ? (listed) => fits(wanted, listed) : undefined;
}

/** `null` stands for rooms without a type. */
function types(json: Content, key: string, areWanted: boolean): ListFilter | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  const isType = (one: Json) => one === null || typeof one === "string";
  if (!Array.isArray(value) || !value.every(isType)) throw badJson(`${key} must be a list of types or null.`);
  return ({ room }) =>
    value.includes((room.get("m.room.create", "")?.content.type as string | undefined) ?? null) === areWanted;
}

/** Of the older proposal; apps still send it. */
function name(json: Content): ListFilter | undefined {
  const wanted = optionalText(json, "room_name_like")?.toLowerCase();
  if (!wanted) return undefined;
  return ({ room }) => {
    const { name: own } = room.get("m.room.name", "")?.content ?? {};
    return typeof own === "string" && own.toLowerCase().includes(wanted);
  };
}
