/** Who is typing: in memory only, and gone with the hub. */
import type { Room } from "../rooms/room.ts";

export interface Typing {
  /** Place of the last change, in the order of this stream. */
  readonly head: () => number;
  /** A place for another change that belongs to no event, e.g. of presence. */
  readonly next: () => number;
  /** @param milliseconds how long at most; 0: stopped */
  readonly set: (room: Room, userId: string, milliseconds: number) => void;
  readonly stop: () => void;
}

/** @param told called after each change */
export function openTyping(told: (room: Room) => void): Typing {
  // Begins above every place that an earlier run of the hub gave out.
  let head = Date.now();
  const timers = new Map<string, NodeJS.Timeout>();
  const change = (room: Room) => {
    room.typingAt = ++head;
    told(room);
  };
  const set = (room: Room, userId: string, milliseconds: number) => {
    const key = `${room.id} ${userId}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    if (milliseconds <= 0) {
      if (room.typing.delete(userId)) change(room);
      return;
    }
    timers.set(key, setTimeout(() => set(room, userId, 0), milliseconds).unref());
    const isNew = !room.typing.has(userId);
    room.typing.set(userId, milliseconds);
    if (isNew) change(room);
  };
  return {
    head: () => head,
    next: () => ++head,
    set,
    stop: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}
