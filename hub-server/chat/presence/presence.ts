/**
 * Who is there ("Presence" of the specification): in memory only. A change is told to those who share a room in memory;
 * that somebody is still there is no change, so a hub full of idle people has nothing to tell.
 */
import type { RoomCache } from "../rooms/room-cache.ts";
import type { Room } from "../rooms/room.ts";
import type { Streams, UserStream } from "../sync/streams.ts";

export type PresenceKind = "online" | "unavailable" | "offline";

export const presenceKinds = ["online", "unavailable", "offline"] as const;

export interface Standing {
  readonly userId: string;
  readonly kind: PresenceKind;
  readonly message: string | undefined;
  /** Milliseconds since 1970. */
  readonly lastActive: number;
  /** Place of the last change, in the stream of typing. */
  readonly at: number;
}

export interface Presence {
  readonly isOn: boolean;
  readonly of: (userId: string) => Standing | undefined;
  /** Somebody says how they are. */
  readonly set: (stream: UserStream, kind: PresenceKind, message: string | undefined) => void;
  /** Somebody has done something: they are at the keyboard. */
  readonly active: (userId: string) => void;
  /** A client of theirs listens; call what comes back when it no longer does. */
  readonly listens: (stream: UserStream, wanted: PresenceKind | undefined) => () => void;
  /** Who changed after a place. */
  readonly changedSince: (place: number) => readonly Standing[];
  readonly stop: () => void;
}

interface Known extends Standing {
  readonly stream: UserStream;
  listening: number;
  lastHeard: number;
  /** Made unavailable by us, for they did nothing for a while. */
  isIdle: boolean;
}

export interface PresenceOptions {
  readonly isOn: boolean;
  readonly now: () => number;
  /** The next place in the stream of typing. */
  readonly next: () => number;
  readonly rooms: RoomCache;
  readonly streams: () => Streams;
}

const goneAfter = 30_000;
const idleAfter = 5 * 60_000;
const lookEvery = 5000;

export function openPresence({ isOn, now, next, rooms, streams }: PresenceOptions): Presence {
  /** The latest change last. */
  const standings = new Map<string, Known>();
  const tell = (known: UserStream, at: number) => {
    // A stream may have been dropped from memory and read again since.
    const stream = streams().known(known.userId) ?? known;
    const shared: Room[] = [];
    for (const { room, membership } of stream.memberships.values()) {
      const loaded = membership === "join" ? rooms.loaded(room) : undefined;
      if (loaded) shared.push(loaded);
    }
    streams().toldPresence(stream, shared, at);
  };
  const change = (stream: UserStream, before: Known | undefined, to: Partial<Known>) => {
    const at = next();
    standings.delete(stream.userId);
    const fresh = {
      kind: "online",
      message: undefined,
      lastActive: now(),
      listening: 0,
      isIdle: false,
    } as const;
    standings.set(stream.userId, {
      ...fresh,
      lastHeard: now(),
      ...before,
      ...to,
      userId: stream.userId,
      stream,
      at,
    });
    tell(stream, at);
  };
  const look = () => {
    const time = now();
    for (const known of standings.values()) {
      const isGone = !known.listening && known.lastHeard < time - goneAfter;
      if (isGone && known.kind !== "offline") change(known.stream, known, { kind: "offline", isIdle: false });
      else if (!isGone && known.kind === "online" && known.lastActive < time - idleAfter)
        change(known.stream, known, { kind: "unavailable", isIdle: true });
    }
  };
  const timer = isOn ? setInterval(look, lookEvery).unref() : undefined;
  return {
    isOn,
    of: (userId) => standings.get(userId),
    set: (stream, kind, message) => {
      if (!isOn) return;
      const before = standings.get(stream.userId);
      change(stream, before, { kind, message, lastActive: now(), lastHeard: now(), isIdle: false });
    },
    active: (userId) => {
      const known = standings.get(userId);
      if (!known) return;
      Object.assign(known, { lastActive: now(), lastHeard: now() });
      if (known.isIdle) change(known.stream, known, { kind: "online", isIdle: false });
    },
    listens: (stream, wanted) => {
      if (!isOn || wanted === "offline") return () => {};
      const before = standings.get(stream.userId);
      const kind = wanted ?? (before && before.kind !== "offline" ? before.kind : "online");
      if (before?.kind !== kind) change(stream, before, { kind, lastActive: now(), isIdle: false });
      const known = () => standings.get(stream.userId);
      known()!.listening += 1;
      return () => {
        const left = known();
        if (left) Object.assign(left, { listening: left.listening - 1, lastHeard: now() });
      };
    },
    changedSince: (place) => {
      const changed: Standing[] = [];
      for (const standing of standings.values()) if (standing.at > place) changed.push(standing);
      return changed;
    },
    stop: () => clearInterval(timer),
  };
}

const activeFor = 60_000;

/** Somebody who has not been heard of since the hub started. */
export const absent = (userId: string): Standing => ({
  userId,
  kind: "offline",
  message: undefined,
  lastActive: 0,
  at: 0,
});

/** The event that clients get. @param now milliseconds since 1970 */
export function presenceEvent({ userId, kind, message, lastActive }: Standing, now: number) {
  return {
    type: "m.presence",
    sender: userId,
    content: { ...presenceContent({ kind, message, lastActive }, now) },
  };
}

/** What GET /presence answers too. */
export function presenceContent(
  { kind, message, lastActive }: Pick<Standing, "kind" | "message" | "lastActive">,
  now: number,
) {
  const ago = Math.max(0, now - lastActive);
  return {
    presence: kind,
    ...(lastActive > 0 && { last_active_ago: ago }),
    ...(message !== undefined && { status_msg: message }),
    ...(kind === "online" && { currently_active: ago < activeFor }),
  };
}
