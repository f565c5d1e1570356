/** What a sliding sync tells besides rooms. Each extension is asked for by name and answers under it. */
import { deviceListChanges } from "../keys/device-lists.ts";
import { deliver } from "../keys/to-device.ts";
import { badJson } from "../refusals.ts";
import { ruleSetOf, rulesType } from "../push/rule-set.ts";
import type { Room } from "../rooms/room.ts";
import { asObject } from "../rules/notify.ts";
import { keyCountsOf } from "../sync/device-news.ts";
import { receiptsJson, receiptsOn, typingJson } from "../sync/ephemeral.ts";
import { readPlace, writeSeq } from "../sync/token.ts";
import type { Content } from "../types.ts";
import type { RoomAnswer, SlidingView } from "./room-result.ts";
import { threadUpdates } from "./thread-updates.ts";

export interface ExtensionView extends SlidingView {
  /** Rooms that lists and subscriptions ask for; those in which the user is. */
  readonly joined: readonly Room[];
  /** Names of the lists in which a room stands, by room id; a subscription is not among them. */
  readonly listsOf: ReadonlyMap<string, readonly string[]>;
  /** Rooms in this answer. */
  readonly answers: ReadonlyMap<string, RoomAnswer>;
}

export interface ExtensionAnswer {
  /** JSON text. */
  readonly json: string;
  /** Whether it is worth an answer by itself. */
  readonly isNews: boolean;
}

type Extension = (view: ExtensionView, asked: Content) => Promise<ExtensionAnswer | undefined>;

const extensions: Readonly<Record<string, Extension>> = {
  to_device: toDevice,
  e2ee,
  account_data: accountData,
  receipts,
  typing,
  threads: threadUpdates,
  "io.element.msc4360.threads": threadUpdates,
};

/** In the order of the list above: keys come before what they open. */
export async function extensionResults(view: ExtensionView): Promise<ReadonlyMap<string, ExtensionAnswer>> {
  const answers = new Map<string, ExtensionAnswer>();
  for (const [name, extension] of Object.entries(extensions)) {
    const asked = view.request.extensions[name];
    if (asked === undefined || asked === null) continue;
    const config = asObject(asked);
    if (!config) throw badJson(`The extension ${name} must be asked for by an object.`);
    const answer = config.enabled === true ? await extension(view, config) : undefined;
    if (answer) answers.set(name, answer);
  }
  return answers;
}

/** Messages to this device have a place of their own, so that none is lost with a connection. */
async function toDevice(view: ExtensionView, { since, limit }: Content): Promise<ExtensionAnswer> {
  const { core, stream, device, upTo } = view;
  const from = typeof since === "string" && since !== "" ? readPlace(since, "since").seq : 0;
  const most = typeof limit === "number" && limit > 0 ? limit : undefined;
  const { events, upTo: next } = await deliver(core.pool, stream, device, from, upTo.seq, most);
  return {
    isNews: events.length > 0,
    json: `{"next_batch":"${writeSeq(next)}","events":[${events.join(",")}]}`,
  };
}

async function e2ee({ core, stream, device, sent, upTo }: ExtensionView): Promise<ExtensionAnswer> {
  const lists = await deviceListChanges(core, stream, sent.seq, upTo.seq);
  const { counts, unused } = await keyCountsOf(core, stream, device);
  return {
    isNews: lists.changed.length + lists.left.length > 0,
    json: JSON.stringify({
      ...(sent.seq > 0 && { device_lists: lists }),
      device_one_time_keys_count: counts,
      device_unused_fallback_key_types: unused,
    }),
  };
}

/** Rooms that this extension is asked for: those of its lists and its own, all unless it says. */
function* roomsFor(view: ExtensionView, { lists, rooms }: Content): Iterable<Room> {
  const named = (value: unknown) =>
    !Array.isArray(value) || value.includes("*") ? undefined : new Set<unknown>(value);
  const [wantedLists, wantedRooms] = [named(lists), named(rooms)];
  for (const room of view.joined) {
    const inLists = view.listsOf.get(room.roomId) ?? [];
    const isListed = inLists.some((list) => !wantedLists || wantedLists.has(list));
    const isSubscribed =
      view.sent.subscriptions.has(room.roomId) || view.request.subscriptions.has(room.roomId);
    if (isListed || wantedRooms?.has(room.roomId) || (isSubscribed && !wantedRooms)) yield room;
  }
}

const isNewTo = (view: ExtensionView, room: Room) => view.sent.rooms.get(room.id)?.membership !== "join";

async function accountData(view: ExtensionView, asked: Content): Promise<ExtensionAnswer> {
  const { stream, sent } = view;
  const event = (type: string, text: string) => `{"type":${JSON.stringify(type)},"content":${text}}`;
  const rules = () => event(rulesType, JSON.stringify({ global: ruleSetOf(stream) }));
  const global = sent.seq === 0 ? [rules()] : [];
  for (const { type, text, seq } of stream.dataOf(0)) {
    if (seq <= sent.seq) continue;
    if (type !== rulesType) global.push(event(type, text));
    else if (sent.seq > 0) global.push(rules());
  }
  const rooms: string[] = [];
  for (const room of roomsFor(view, asked)) {
    const since = isNewTo(view, room) ? 0 : sent.seq;
    const news = [...stream.dataOf(room.id)].filter((datum) => datum.seq > since);
    const texts = news.map(({ type, text }) => event(type, text));
    if (texts.length) rooms.push(`${JSON.stringify(room.roomId)}:[${texts.join(",")}]`);
  }
  return {
    isNews: global.length > 0 || rooms.length > 0,
    json: `{"global":[${global.join(",")}],"rooms":{${rooms.join(",")}}}`,
  };
}

/** Of a room that is new to the client only receipts on what it is shown, and the reader's own. */
async function receipts(view: ExtensionView, asked: Content): Promise<ExtensionAnswer> {
  const { userId } = view.stream;
  return byRoom(roomsFor(view, asked), (room) => {
    if (!isNewTo(view, room)) return receiptsJson(room, view.sent.seq, userId);
    return receiptsOn(room, view.answers.get(room.roomId)?.events ?? new Set(), userId);
  });
}

async function typing(view: ExtensionView, asked: Content): Promise<ExtensionAnswer> {
  return byRoom(roomsFor(view, asked), (room) => {
    const since = isNewTo(view, room) ? 0 : view.sent.typing;
    return room.typing.size || since > 0 ? typingJson(room, since) : undefined;
  });
}

function byRoom(rooms: Iterable<Room>, textOf: (room: Room) => string | undefined): ExtensionAnswer {
  const texts: string[] = [];
  for (const room of rooms) {
    const text = textOf(room);
    if (text) texts.push(`${JSON.stringify(room.roomId)}:${text}`);
  }
  return { isNews: texts.length > 0, json: `{"rooms":{${texts.join(",")}}}` };
}
