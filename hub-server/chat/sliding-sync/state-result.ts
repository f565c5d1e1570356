/** The state in one room's result: what is wanted and not had yet, and members as far as they speak or change. */
import type { ChatEvent } from "../event.ts";
import type { Room } from "../rooms/room.ts";
import type { Timeline } from "../sync/timeline.ts";
import type { SentRoom } from "./connections.ts";
import type { RoomConfig } from "./request.ts";

export interface StateResult {
  readonly events: readonly ChatEvent[];
  /** Members whose event the connection has afterwards. */
  readonly members: ReadonlySet<string>;
}

const member = "m.room.member";

/** From memory alone: the state of a sliding sync is the present one. */
export function stateResult(
  room: Room,
  { wanted }: RoomConfig,
  timeline: Timeline,
  before: SentRoom | undefined,
): StateResult {
  const found = new Set<ChatEvent>(before ? changed(room, before) : wanted.select(room));
  const isGap = !before || timeline.limited;
  const named = namedIn(timeline);
  const kept = [...found].filter((event) => {
    if (wanted.matches(event.type, event.stateKey!)) return true;
    return wanted.lazyMembers && event.type === member && (!isGap || named.has(event.stateKey!));
  });
  if (before && before.wanted.key !== wanted.key)
    for (const event of wanted.select(room))
      if (!before.wanted.matches(event.type, event.stateKey!)) kept.push(event);
  const had = isGap ? new Set<string>() : before.members;
  if (wanted.lazyMembers)
    for (const name of named) {
      const event = had.has(name) ? undefined : room.get(member, name);
      if (event) kept.push(event);
    }
  const events = [...new Set(kept)];
  const fresh = events.filter((event) => event.type === member).map((event) => event.stateKey!);
  const members = wanted.lazyMembers && fresh.length ? new Set([...had, ...fresh]) : had;
  return { events, members };
}

function* changed(room: Room, before: SentRoom): Iterable<ChatEvent> {
  const held = room.since(before.seq);
  if (!held) {
    for (const event of room.stateEvents()) if (event.seq > before.seq) yield event;
    return;
  }
  for (const { type, stateKey } of held) {
    const event = stateKey === null ? undefined : room.get(type, stateKey);
    if (event) yield event;
  }
}

/** Who speaks in the timeline, and whose membership it tells. */
function namedIn({ events }: Timeline): Set<string> {
  const named = new Set<string>();
  for (const event of events) {
    named.add(event.sender);
    if (event.type === member && event.stateKey !== null) named.add(event.stateKey);
  }
  return named;
}
