/** The rooms of a space, from the top down. */
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import type { Room } from "./room.ts";
import { mayKnow } from "./summary.ts";

export interface Walk {
  readonly suggestedOnly: boolean;
  /** How many steps down at most. */
  readonly maxDepth: number;
}

export interface Visited {
  readonly room: Room;
  /** Its m.space.child events that count, in order. */
  readonly children: readonly ChatEvent[];
}

/** However large a space is, an answer looks at so many rooms. */
const mostRooms = 1000;

/** Depth first; each room once, and only those that the user may know. */
export async function walkSpace(core: Core, top: Room, userId: string, walk: Walk): Promise<Visited[]> {
  const visited: Visited[] = [];
  const seen = new Set<string>();
  const waiting: { room: Room; depth: number }[] = [{ room: top, depth: 0 }];
  while (waiting.length && visited.length < mostRooms) {
    const { room, depth } = waiting.pop()!;
    if (seen.has(room.roomId) || !(await mayKnow(core, room, userId))) continue;
    seen.add(room.roomId);
    const children = childrenOf(room, walk.suggestedOnly);
    visited.push({ room, children });
    if (depth >= walk.maxDepth) continue;
    const next: { room: Room; depth: number }[] = [];
    for (const { stateKey } of children) {
      const child = seen.has(stateKey!) ? undefined : await core.rooms.byId(stateKey!);
      if (child) next.push({ room: child, depth: depth + 1 });
    }
    waiting.push(...next.toReversed());
  }
  return visited;
}

/** Without `via` a child is no child any more ("m.space.child"). */
function childrenOf(room: Room, suggestedOnly: boolean): ChatEvent[] {
  if (room.get("m.room.create", "")?.content.type !== "m.space") return [];
  return [...(room.state.get("m.space.child")?.values() ?? [])]
    .filter(({ content }) => Array.isArray(content.via) && content.via.length > 0)
    .filter(({ content }) => !suggestedOnly || content.suggested === true)
    .toSorted(byOrder);
}

/** "Ordering of children within a space": those with an order first, then the older ones. */
function byOrder(a: ChatEvent, b: ChatEvent): number {
  const [one, other] = [orderOf(a), orderOf(b)];
  if (one !== other) {
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return one < other ? -1 : 1;
  }
  return a.fields.ts - b.fields.ts || (a.stateKey! < b.stateKey! ? -1 : 1);
}

function orderOf({ content: { order } }: ChatEvent): string | undefined {
  return typeof order === "string" && /^[\x20-\x7e]{1,50}$/.test(order) ? order : undefined;
}
