/**
 * What each connection was sent. Held in memory: whoever comes with a place that is not known any more, e.g. after a restart, is
 * told so (M_UNKNOWN_POS) and begins anew, which costs a client a second and the hub nothing to store.
 */
import { randomBytes } from "node:crypto";
import { MatrixError } from "../../errors.ts";
import type { Membership } from "../types.ts";
import type { RoomConfig } from "./request.ts";
import type { WantedState } from "./wanted-state.ts";

/** What a connection has of a room. */
export interface SentRoom {
  /** Everything up to here. */
  readonly seq: number;
  readonly membership: Membership;
  readonly timelineLimit: number;
  /** All of the room's history was sent: there is nothing to expand to. */
  readonly isWhole: boolean;
  readonly wanted: WantedState;
  /** Members whose event was sent. */
  readonly members: ReadonlySet<string>;
  readonly isDm: boolean;
}

/** What a connection has, after one answer. Never changed: an answer may get lost, and the same place comes again. */
export interface Sent {
  readonly seq: number;
  readonly typing: number;
  readonly rooms: ReadonlyMap<number, SentRoom>;
  readonly subscriptions: ReadonlyMap<string, RoomConfig>;
  /** Key of the request that was answered. */
  readonly request: string;
}

export const nothingSent: Sent = {
  seq: 0,
  typing: 0,
  rooms: new Map(),
  subscriptions: new Map(),
  request: "",
};

interface Connection {
  /** Answers by number: the one that the client stands on, and those that were made for it from there. */
  readonly answers: Map<number, Sent>;
  readonly name: string;
}

export interface SlidingConnections {
  /** What the client has. @throws MatrixError M_UNKNOWN_POS */
  readonly at: (key: string, pos: string | undefined) => Sent;
  /** Keeps an answer that was made for a client at `pos`. @returns the next place */
  readonly put: (key: string, pos: string | undefined, sent: Sent) => string;
  /** How many are held. */
  readonly size: () => number;
}

/** Answers that were made and not taken up, per connection. */
const mostUntaken = 4;

/** Of one device: a client has two or three. */
const mostPerDevice = 10;

/** Names a connection. */
export const connectionKey = (userId: string, device: string, connId: string) =>
  `${userId}\n${device}\n${connId}`;

/** @param limit connections to keep; the least used goes first */
export function openSlidingConnections(limit: number): SlidingConnections {
  const connections = new Map<string, Connection>();
  const devices = new Map<string, string[]>();
  let last = 0;
  const find = (key: string, pos: string) => {
    const [name, number] = pos.split(".");
    const connection = connections.get(key);
    if (!connection || connection.name !== name) return undefined;
    const sent = connection.answers.get(Number(number));
    return sent && { connection, number: Number(number), sent };
  };
  const keepFew = (key: string) => {
    const device = key.slice(0, key.lastIndexOf("\n"));
    const own = [...(devices.get(device) ?? []).filter((one) => one !== key && connections.has(one)), key];
    for (const oldest of own.splice(0, own.length - mostPerDevice)) connections.delete(oldest);
    devices.set(device, own);
    if (devices.size > limit) devices.delete(devices.keys().next().value!);
  };
  const begin = (key: string) => {
    const connection = { name: randomBytes(6).toString("base64url"), answers: new Map<number, Sent>() };
    connections.set(key, connection);
    if (connections.size > limit) connections.delete(connections.keys().next().value!);
    keepFew(key);
    return connection;
  };
  return {
    size: () => connections.size,
    at: (key, pos) => {
      if (pos === undefined) return nothingSent;
      const found = find(key, pos);
      if (!found) throw unknownPos();
      const { connection, number } = found;
      connections.delete(key);
      connections.set(key, connection);
      // The client has this answer: what came before it is not asked for again.
      for (const other of connection.answers.keys()) if (other < number) connection.answers.delete(other);
      return found.sent;
    },
    put: (key, pos, sent) => {
      const connection = (pos !== undefined && find(key, pos)?.connection) || begin(key);
      connection.answers.set(++last, sent);
      const [, ...untaken] = connection.answers.keys();
      for (const number of untaken.slice(0, -mostUntaken)) connection.answers.delete(number);
      return `${connection.name}.${last}`;
    },
  };
}

const unknownPos = () =>
  new MatrixError("M_UNKNOWN_POS", 400, "This connection is not known any more: begin without pos.");
