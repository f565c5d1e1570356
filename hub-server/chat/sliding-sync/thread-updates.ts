/**
 * Threads in which something was said since the last answer (MSC4360), newest first, as far back as memory reaches. Threads of all
 * rooms of the user: an app shows them in one list.
 */
import { eventJson, type ChatEvent } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import { bundles } from "../rooms/relations.ts";
import type { Room } from "../rooms/room.ts";
import { eventsById } from "../rooms/select.ts";
import { writeSeq } from "../sync/token.ts";
import type { Content } from "../types.ts";
import type { ExtensionAnswer, ExtensionView } from "./extensions.ts";

const mostThreads = 100;

interface Update {
  readonly room: Room;
  readonly root: string;
  readonly newest: number;
  /** Replies since the last answer. */
  replies: number;
  oldest: number;
}

export async function threadUpdates(view: ExtensionView, asked: Content): Promise<ExtensionAnswer> {
  const { limit, include_roots: withRoots } = asked;
  const most = typeof limit === "number" && limit > 0 ? Math.min(limit, mostThreads) : mostThreads;
  const all = [...updatesIn(view)].toSorted((a, b) => b.newest - a.newest);
  const told = all.slice(0, most);
  const roots = withRoots === true ? await rootsOf(view, told) : new Map<string, string>();
  const rooms = Map.groupBy(told, ({ room }) => room.roomId);
  const updates = [...rooms].map(([roomId, threads]) => {
    const texts = threads.map(({ root, replies, oldest }) => {
      const text = roots.get(root);
      const fields = [
        text ? `"thread_root":${text}` : "",
        replies > 1 ? `"prev_batch":"${writeSeq(oldest - 1)}"` : "",
      ];
      return `${JSON.stringify(root)}:{${fields.filter(Boolean).join(",")}}`;
    });
    return `${JSON.stringify(roomId)}:{${texts.join(",")}}`;
  });
  const more = all.length > told.length ? `,"prev_batch":"${writeSeq(told.at(-1)!.newest - 1)}"` : "";
  return { isNews: told.length > 0, json: `{"updates":{${updates.join(",")}}${more}}` };
}

function* updatesIn(view: ExtensionView): Iterable<Update> {
  const ignored = ignoredUsers(view.stream);
  for (const room of view.joined) {
    if (room.lastSeq <= view.sent.seq) continue;
    const seer = view.seers.get(room.id)!;
    const isWanted = (event: ChatEvent) =>
      event.seq > view.sent.seq && event.seq <= view.upTo.seq && event.thread !== null;
    const replies = room.ring.filter((e) => isWanted(e) && !ignored.has(e.sender) && seer.sees(e));
    const threads = new Map<string, Update>();
    for (const { thread, seq } of replies.toReversed()) {
      const before = threads.get(thread!);
      if (!before) threads.set(thread!, { room, root: thread!, newest: seq, oldest: seq, replies: 1 });
      else {
        before.replies++;
        before.oldest = seq;
      }
    }
    yield* threads.values();
  }
}

/** With the summary of their thread; from memory, and by one statement what is older. */
async function rootsOf(view: ExtensionView, updates: readonly Update[]): Promise<Map<string, string>> {
  const { core, stream, device } = view;
  const texts = new Map<string, string>();
  const held = new Map<string, ChatEvent>();
  for (const { room, root } of updates) {
    const event = room.ring.find(({ eventId }) => eventId === root);
    if (event) held.set(root, event);
  }
  const missing = updates.map(({ root }) => root).filter((root) => !held.has(root));
  if (missing.length)
    for (const event of await eventsById(core.pool, missing)) held.set(event.eventId, event);
  const byRoom = [...Map.groupBy(updates, (update) => update.room)];
  const write = async ([room, threads]: (typeof byRoom)[number]) => {
    const seer = view.seers.get(room.id)!;
    const events = threads
      .map(({ root }) => held.get(root))
      .filter((event) => event?.fields.room === room.id && seer.sees(event)) as ChatEvent[];
    const relations = await bundles(view.reads, room, events, stream.userId);
    for (const event of events) {
      const bundle = relations.get(event.eventId);
      texts.set(event.eventId, eventJson(seer.as(event), { device, ...(bundle && { relations: bundle }) }));
    }
  };
  await Promise.all(byRoom.map(write));
  return texts;
}
