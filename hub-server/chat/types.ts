/** What other parts may know of chat: rooms, speech, and events as they were stored. Everything goes through the one writer. */
import type { Unsaid } from "./rooms/unsay.ts";
import type { FastifyPluginAsync } from "fastify";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import type { Identity } from "../identity/index.ts";
import type { RateLimits } from "./account/limits.ts";
import type { RegistrationMode } from "./account/register.ts";
import type { Fault } from "./writer/fault.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Content = { [key: string]: Json };
export type Membership = "join" | "invite" | "leave" | "ban" | "knock";

/** An event in the form of the Client-Server API, without `unsigned`. */
export interface ClientEvent {
  readonly event_id: string;
  readonly room_id: string;
  readonly type: string;
  readonly state_key?: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Content;
  readonly redacts?: string;
}

export interface StateDraft {
  readonly type: string;
  readonly state_key: string;
  readonly content: Content;
}

export interface NewRoom {
  /** `@localpart:server`; becomes the member with power 100. */
  readonly creator: string;
  readonly name?: string;
  readonly topic?: string;
  readonly avatarUrl?: string;
  readonly preset?: "private_chat" | "public_chat" | "trusted_private_chat";
  readonly isDirect?: boolean;
  /** Left half of an alias. */
  readonly aliasLocalpart?: string;
  readonly invite?: readonly string[];
  readonly initialState?: readonly StateDraft[];
  readonly powerLevels?: Content;
  readonly creationContent?: Content;
  readonly version?: string;
  /** Listed in the public directory. */
  readonly isPublic?: boolean;
  /** Membership is decided by the server: people can neither invite nor join; `Rooms.join` and `Rooms.remove` do it. */
  readonly governed?: boolean;
  /** Made members at once; for governed rooms. */
  readonly members?: readonly string[];
}

export interface RoomInfo {
  readonly roomId: string;
  readonly name: string | null;
  readonly topic: string | null;
  /** Matrix id of whoever made it. */
  readonly creator: string;
  readonly governed: boolean;
  readonly memberCount: number;
}

export interface Rooms {
  readonly create: (room: NewRoom) => Promise<string>;
  readonly info: (roomId: string) => Promise<RoomInfo | undefined>;
  /** Users with this membership; `join` unless said. */
  readonly members: (roomId: string, membership?: Membership) => Promise<string[]>;
  readonly membership: (roomId: string, userId: string) => Promise<Membership | undefined>;
  /** Ids of the rooms in which the user is joined. */
  readonly joined: (userId: string) => Promise<string[]>;
  /** Makes local users members, whatever the join rules say, unless banned; no event for those who are members already. */
  readonly join: (roomId: string, userIds: readonly string[]) => Promise<void>;
  /** Ends memberships in the name of `by` (the room's creator unless said). */
  readonly remove: (
    roomId: string,
    userIds: readonly string[],
    reason?: string,
    by?: string,
  ) => Promise<void>;
  readonly invite: (roomId: string, userId: string, by: string) => Promise<void>;
  readonly leave: (roomId: string, userId: string) => Promise<void>;
  /** Content of a current state event. */
  readonly state: (roomId: string, type: string, stateKey?: string) => Promise<Content | undefined>;
  readonly event: (roomId: string, eventId: string) => Promise<ClientEvent | undefined>;
  /** Room id behind an alias such as `#name:server`. */
  readonly resolveAlias: (alias: string) => Promise<string | undefined>;
  /** Takes back all that a sender said in these rooms, and wherever it holds one of these texts. */
  readonly unsay: (what: Unsaid) => Promise<void>;
}

export interface Utterance {
  readonly roomId: string;
  readonly sender: string;
  readonly type: string;
  readonly content: Content;
  /** Same sender, room and txnId: the same event id is answered and nothing is stored twice. */
  readonly txnId?: string;
}

export interface Speak {
  /** @returns the event id, after COMMIT. @throws MatrixError when the sender may not */
  readonly send: (message: Utterance) => Promise<string>;
  readonly state: (change: {
    roomId: string;
    sender: string;
    type: string;
    stateKey?: string;
    content: Content;
  }) => Promise<string>;
  readonly redact: (redaction: {
    roomId: string;
    sender: string;
    eventId: string;
    reason?: string;
    txnId?: string;
  }) => Promise<string>;
}

export interface ChatOptions {
  readonly pool: Pool;
  readonly identity: Identity;
  readonly serverName: string;
  /** Base URL that clients use, without a trailing slash; a function when it is known only after listening. */
  readonly publicUrl: string | (() => string);
  /** Folder for uploaded files; made when missing. */
  readonly mediaFolder: string;
  readonly clock: Clock;
  readonly log?: ChatLog;
  /** Who may make an account: nobody, who has an invitation, everybody. Closed unless said. */
  readonly registration?: RegistrationMode;
  /** People without an account may look at rooms that let them in; not unless said. */
  readonly guests?: boolean;
  /** A CAS server at which people sign in too; without a trailing slash. */
  readonly casUrl?: string;
  /** People see who of those they share a room with is there; they do not unless said. */
  readonly presence?: boolean;
  /** Whom one finds who looks for people: everyone with an account, or those in the same or in public rooms. Everyone unless said. */
  readonly directory?: "everyone" | "acquainted";
  /** Limits per person; false: none, for test suites. Generous ones unless said. */
  readonly rateLimits?: RateLimits | false;
  /** Links in messages may be previewed: the hub then reads pages that people name. Not unless said. */
  readonly urlPreviews?: boolean;
  /** Push gateways and previewed pages may stand on private addresses; they may not unless said. */
  readonly privateGateways?: boolean;
  /** Called at named moments, so that tests can let the process die there. */
  readonly fault?: Fault;
  /** Largest upload in bytes; 50 MiB unless said. */
  readonly maxUpload?: number;
}

/** The part of a pino logger that chat uses. */
export interface ChatLog {
  readonly info: (details: object, sentence: string) => void;
  readonly warn: (details: object, sentence: string) => void;
  readonly error: (details: object, sentence: string) => void;
}

export interface People {
  /** Closes an account: it leaves every room and cannot sign in any more. `erase`: its profile goes too. May run twice. */
  readonly depart: (userId: string, erase: boolean) => Promise<void>;
  /**
   * Makes `@name` in a message call this person like their own name does, by push rules of their account that they may change.
   * @param owner prefix of the rules' ids; the names are all of that owner
   */
  readonly calledBy: (userId: string, owner: string, names: readonly string[]) => Promise<void>;
}

export interface KeptFile {
  /** Matrix id of who sends it. */
  readonly userId: string;
  readonly contentType: string;
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Chat {
  /** Register without a prefix: it owns `/_matrix/*` and `/.well-known/matrix/client`. */
  readonly routes: FastifyPluginAsync;
  readonly rooms: Rooms;
  readonly speak: Speak;
  readonly people: People;
  /** Keeps a file for a message that is about to be sent. @returns its mxc address */
  readonly keepFile: (file: KeptFile) => Promise<string>;
  /** Calls the listener with each batch of stored events, in order, after COMMIT. Returns the way to stop. */
  readonly onEvents: (listener: (events: readonly ClientEvent[]) => void) => () => void;
  /** What is done every ten minutes anyway: takes away what rooms keep no longer. */
  readonly keepHouse: () => Promise<void>;
  /** Takes the writer's lease and begins to push transactions. @throws CannotStart when another hub holds it */
  readonly start: () => Promise<void>;
  /** Answers waiting clients, finishes what is queued, gives the lease back. */
  readonly stop: () => Promise<void>;
}
