/** Bundled aggregations: the last edit, the summary of a thread, references ("Aggregations of child events"). */
import { eventJson, type ChatEvent } from "../event.ts";
import { withoutContent } from "../rules/redact.ts";
import type { Child } from "./children.ts";
import type { Reads } from "./reads.ts";
import type { Room } from "./room.ts";

/**
 * JSON texts of `m.relations`, by event id. From memory when the ring holds the events, for then it holds their children
 * too; otherwise one statement for a whole page.
 * @param events all of this room
 * @param userId for `current_user_participated`
 */
export async function bundles(
  reads: Pick<Reads, "children">,
  room: Room,
  events: readonly ChatEvent[],
  userId: string,
): Promise<Map<string, string>> {
  const parents = events.filter(
    (event) => !event.fields.because && !event.fields.isErased && event.stateKey === null,
  );
  if (!parents.length) return new Map();
  const isHeld = parents.every((event) => event.seq > room.ringFrom);
  const children = isHeld ? childrenHeld(room, parents, userId) : await reads.children(parents, userId);
  const texts = new Map<string, string>();
  for (const parent of parents) {
    const own = children.get(parent.eventId);
    const text = own && bundle(own, parent.sender === userId, room.erased);
    if (text) texts.set(parent.eventId, text);
  }
  return texts;
}

function bundle(
  children: ReadonlyMap<string, Child>,
  isAuthor: boolean,
  erased: ReadonlySet<string>,
): string {
  const json = (event: ChatEvent) => eventJson(erased.has(event.sender) ? withoutContent(event) : event);
  const parts: string[] = [];
  const edit = children.get("m.replace");
  if (edit) parts.push(`"m.replace":${json(edit.event)}`);
  const thread = children.get("m.thread");
  if (thread) {
    const { event, count, participated } = thread;
    const took = participated || isAuthor;
    parts.push(
      `"m.thread":{"latest_event":${json(event)},"count":${count},"current_user_participated":${took}}`,
    );
  }
  const references = children.get("m.reference");
  if (references)
    parts.push(`"m.reference":{"chunk":${JSON.stringify(references.ids.map((event_id) => ({ event_id })))}}`);
  return parts.length ? `{${parts.join(",")}}` : "";
}

const bundled = new Set(["m.replace", "m.thread", "m.reference"]);

function childrenHeld(room: Room, parents: readonly ChatEvent[], userId: string) {
  const wanted = new Map(parents.map((event) => [event.eventId, event]));
  const byParent = new Map<string, Map<string, Child>>();
  for (const event of room.ring) {
    const { relType, relatesTo } = event.fields;
    const parent = wanted.get(relatesTo ?? "");
    if (!parent || !bundled.has(relType!) || (relType === "m.replace" && !isValidEdit(parent, event)))
      continue;
    const kinds = byParent.get(parent.eventId) ?? new Map<string, Child>();
    byParent.set(parent.eventId, kinds);
    const before = kinds.get(relType!);
    kinds.set(relType!, {
      event,
      count: (before?.count ?? 0) + 1,
      participated: before?.participated === true || event.sender === userId,
      ids: [...(before?.ids ?? []), event.eventId],
    });
  }
  return byParent;
}

/** An edit counts only when it comes from the author and keeps the type ("Validity of replacement events"). */
const isValidEdit = (parent: ChatEvent, edit: ChatEvent) =>
  edit.sender === parent.sender && edit.type === parent.type && parent.fields.relType !== "m.replace";
