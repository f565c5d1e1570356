/**
 * Simplified sliding sync (MSC4186): the client says which rooms it looks at, and gets what is new in those. Rooms, their order and
 * their state come from memory; what a request costs in statements does not grow with the number of rooms.
 */
import type { Core } from "../core.ts";
import { openReads } from "../rooms/reads.ts";
import { seersOf } from "../rooms/seer.ts";
import type { UserStream } from "../sync/streams.ts";
import type { Place } from "../sync/token.ts";
import { freshenUnread } from "../sync/unread.ts";
import { moved, waitForNews } from "../sync/wait.ts";
import { connectionKey, nothingSent, type Sent, type SentRoom } from "./connections.ts";
import { extensionResults } from "./extensions.ts";
import type { ListConfig, RoomConfig, SlidingRequest } from "./request.ts";
import { listRooms, type ListedRoom } from "./room-list.ts";
import { roomResult, type RoomAnswer, type SlidingView, type WantedRoom } from "./room-result.ts";
import { WantedState } from "./wanted-state.ts";

export interface Reader {
  readonly userId: string;
  readonly device: string;
  /** Fires when the client goes away. */
  readonly gone: AbortSignal;
  /** Waits until a large answer may be made. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @returns the answer as JSON text. @throws MatrixError M_UNKNOWN_POS */
export async function slidingSync(core: Core, reader: Reader, request: SlidingRequest): Promise<string> {
  const key = connectionKey(reader.userId, reader.device, request.connId);
  const { slidingConnections: connections } = core;
  const deadline = Date.now() + request.timeout;
  for (;;) {
    const before = connections.at(key, request.pos);
    const sent = { ...before, subscriptions: subscriptionsOf(before, request) };
    const stream = await core.streams.get(reader.userId);
    const seq = core.writer.head();
    const upTo: Place = { seq, typing: core.typing.head(), device: seq };
    const left = deadline - Date.now();
    const isOver = left <= 0 || core.stopping.aborted || reader.gone.aborted;
    const mayWait = request.pos !== undefined && !isOver;
    if (!mayWait || !isQuiet(stream, sent, request, reader.device)) {
      const view: SlidingView = {
        core,
        stream,
        device: reader.device,
        request,
        sent,
        upTo,
        seers: new Map(),
        reads: openReads(core.pool),
      };
      const answer = await (isLarge(view) ? reader.turn(() => answerOf(view)) : answerOf(view));
      if (answer.isNews || !mayWait) {
        const pos = connections.put(key, request.pos, answer.sent);
        return `{"pos":"${pos}",${answer.json}}`;
      }
    }
    await waitForNews(core, stream, upTo, left, reader.gone);
  }
}

/** Commits, of all rooms: who is further behind was away. */
const farBehind = 2000;

/** An answer of any size: the first one, one to other wishes, one for somebody who was away. */
const isLarge = ({ stream, sent, request, upTo }: SlidingView): boolean =>
  sent.request !== request.key || sent.seq < Math.max(stream.from, upTo.seq - farBehind);

/** The same wishes as last time, and nothing has come. */
function isQuiet(stream: UserStream, sent: Sent, request: SlidingRequest, device: string): boolean {
  const place = { seq: sent.seq, typing: sent.typing, device: sent.seq };
  const isSame = sent.request === request.key && sent.seq >= stream.from;
  return isSame && !moved(stream, place) && !stream.pending.has(device);
}

/** Clients of the older proposal, which name no connection, say only what they subscribe to anew. */
const isCumulative = ({ words, connId }: SlidingRequest) => words !== "v4" && connId === "";

function subscriptionsOf(sent: Sent, request: SlidingRequest): ReadonlyMap<string, RoomConfig> {
  if (!isCumulative(request)) return request.subscriptions;
  const all = new Map([...sent.subscriptions, ...request.subscriptions]);
  for (const roomId of request.unsubscribed) all.delete(roomId);
  return new Map([...all].slice(-100));
}

interface Answer {
  readonly isNews: boolean;
  /** Everything but `pos`. */
  readonly json: string;
  readonly sent: Sent;
}

async function answerOf(asked: SlidingView): Promise<Answer> {
  const { core, stream, request, sent, upTo } = asked;
  const all = await listRooms(core, stream, (room) => sent.rooms.has(room));
  const { wanted, counts } = choose(all, request, sent);
  const joined = wanted.flatMap(({ listed }) => (listed.entry.membership === "join" ? [listed.room] : []));
  await freshenUnread(core.pool, stream, joined);
  const view = { ...asked, seers: await seersOf(core.pool, joined, stream.userId) };
  const rooms = new Map<number, SentRoom>(sent.rooms);
  const answers = new Map<string, RoomAnswer>();
  const results = await Promise.all(wanted.map((one) => roomResult(view, one)));
  for (const [index, one] of wanted.entries()) {
    const answer = results[index];
    if (!answer) continue;
    answers.set(one.listed.room.roomId, answer);
    rooms.set(one.listed.room.id, answer.sent);
  }
  const listsOf = new Map(wanted.map(({ listed, lists }) => [listed.room.roomId, lists]));
  const extensions = await extensionResults({ ...view, joined, listsOf, answers });
  const texts = (entries: Iterable<[string, { json: string }]>) =>
    [...entries].map(([name, { json }]) => `${JSON.stringify(name)}:${json}`).join(",");
  const txn = request.txnId === undefined ? "" : `"txn_id":${JSON.stringify(request.txnId)},`;
  return {
    isNews: answers.size > 0 || [...extensions.values()].some(({ isNews }) => isNews),
    json: `${txn}"lists":${JSON.stringify(counts)},"rooms":{${texts(answers)}},"extensions":{${texts(extensions)}}`,
    sent: {
      seq: upTo.seq,
      typing: upTo.typing,
      rooms: answers.size ? rooms : sent.rooms,
      // In the new words each request says all of them.
      subscriptions: isCumulative(request) ? sent.subscriptions : nothingSent.subscriptions,
      request: request.key,
    },
  };
}

interface Chosen {
  readonly wanted: readonly WantedRoom[];
  readonly counts: Readonly<Record<string, { readonly count: number }>>;
}

/** Rooms that a list shows or a subscription names, each with all that they ask of it. */
function choose(all: readonly ListedRoom[], request: SlidingRequest, sent: Sent): Chosen {
  const configs = new Map<ListedRoom, { configs: RoomConfig[]; lists: string[] }>();
  const put = (listed: ListedRoom, config: RoomConfig, list?: string) => {
    const of = configs.get(listed) ?? { configs: [], lists: [] };
    configs.set(listed, of);
    of.configs.push(config);
    if (list !== undefined) of.lists.push(list);
  };
  const counts: Record<string, { count: number }> = {};
  for (const [name, list] of request.lists) {
    const fitting = all.filter(list.filter);
    counts[name] = { count: fitting.length };
    for (const listed of shown(fitting, list)) put(listed, list, name);
  }
  if (sent.subscriptions.size) {
    const byId = new Map(all.map((listed) => [listed.room.roomId, listed]));
    for (const [roomId, config] of sent.subscriptions) {
      const listed = byId.get(roomId);
      if (listed) put(listed, config);
    }
  }
  const together = combiner();
  const wanted = [...configs].map(([listed, of]) => ({
    listed,
    lists: of.lists,
    config: together(of.configs),
  }));
  return { wanted, counts };
}

/** Puts configs together, once for all the rooms that have the same. */
function combiner(): (configs: readonly RoomConfig[]) => RoomConfig {
  const numbers = new Map<RoomConfig, number>();
  const known = new Map<string, RoomConfig>();
  return (configs) => {
    const key = configs.map((config) => numbers.getOrInsert(config, numbers.size)).join(" ");
    return known.getOrInsertComputed(key, () => ({
      timelineLimit: Math.max(...configs.map((config) => config.timelineLimit)),
      wanted: WantedState.all(configs.map((config) => config.wanted)),
    }));
  };
}

function shown(rooms: readonly ListedRoom[], { ranges }: ListConfig): Iterable<ListedRoom> {
  if (!ranges) return rooms;
  return ranges.flatMap(([first, last]) => rooms.slice(first, last + 1));
}
