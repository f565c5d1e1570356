/**
 * Members of a room that was read to be looked at only: who is in it is known, their events are read one by one when they are needed.
 * A first sync shows a few members of each room; reading all of all rooms would take most of its time. Whatever else one asks such
 * a room for throws, so that nobody takes a part for the whole.
 */
import type { ChatEvent } from "../event.ts";
import type { Reads } from "./reads.ts";
import type { Room } from "./room.ts";

export class FewMembers extends Map<string, ChatEvent> {
  /** In the order of their joining. */
  readonly joined: ReadonlySet<string>;
  /** Memberships of everybody else, by user id. */
  readonly others: ReadonlyMap<string, string>;

  constructor(joined: ReadonlySet<string>, others: ReadonlyMap<string, string>) {
    super();
    this.joined = joined;
    this.others = others;
  }

  *memberships(): Iterable<readonly [userId: string, membership: string]> {
    for (const userId of this.joined) yield [userId, "join"];
    yield* this.others;
  }

  override get(userId: string): ChatEvent | undefined {
    const event = super.get(userId);
    if (!event && this.has(userId)) throw notRead();
    return event;
  }

  override has(userId: string): boolean {
    return this.joined.has(userId) || this.others.has(userId);
  }

  /** Whether the event is there to be read and was not yet. */
  lacks(userId: string): boolean {
    return this.has(userId) && !super.has(userId);
  }

  override get size(): number {
    return this.joined.size + this.others.size;
  }

  override keys(): never {
    throw notRead();
  }

  override values(): never {
    throw notRead();
  }

  override entries(): never {
    throw notRead();
  }

  override forEach(): never {
    throw notRead();
  }

  override [Symbol.iterator](): never {
    throw notRead();
  }
}

const notRead = () => new Error("The members of this room were not read; ask the cache for the whole room.");

/** Makes sure that these can be asked for. No statement when the room is whole. */
export async function needMembers(reads: Reads, room: Room, userIds: Iterable<string>): Promise<void> {
  const { fewMembers: few } = room;
  if (!few) return;
  const missing = [...userIds].filter((userId) => few.lacks(userId));
  const span = { room: room.id, after: 0, upTo: Number.MAX_SAFE_INTEGER, type: "m.room.member" };
  const found = await Promise.all(missing.map((stateKey) => reads.lastOf({ ...span, stateKey })));
  for (const event of found.flat()) few.set(event.stateKey!, event);
}
