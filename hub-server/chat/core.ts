/** What the parts of chat share. */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import type { Identity } from "../identity/index.ts";
import type { Cas } from "./account/cas.ts";
import type { Limits } from "./account/limits.ts";
import type { RegistrationMode } from "./account/register.ts";
import type { Uia } from "./account/uia.ts";
import type { AppServices } from "./appservice/appservices.ts";
import type { Connections } from "./http/connections.ts";
import type { FilterStore } from "./sync/filter-store.ts";
import type { DeviceLists } from "./keys/device-lists.ts";
import type { openTurns } from "./in-turn.ts";
import type { Presence } from "./presence/presence.ts";
import type { Pushers } from "./push/pushers.ts";
import type { MediaStore } from "./media/media-store.ts";
import type { Previews } from "./media/preview/preview.ts";
import type { Aliases } from "./rooms/aliases.ts";
import type { RoomCache } from "./rooms/room-cache.ts";
import type { Peeks } from "./sync/peeks.ts";
import type { SlidingConnections } from "./sliding-sync/connections.ts";
import type { Streams } from "./sync/streams.ts";
import type { Typing } from "./sync/typing.ts";
import type { ChatLog } from "./types.ts";
import type { Writer } from "./writer/writer.ts";

export interface Core {
  readonly pool: Pool;
  readonly identity: Identity;
  readonly serverName: string;
  readonly publicUrl: () => string;
  /** Who may make an account. */
  readonly registration: RegistrationMode;
  /** People without an account may look at rooms that let them in. */
  readonly guests: boolean;
  /** Whom one finds who looks for people. */
  readonly directory: "everyone" | "acquainted";
  /** Where people sign in beside here. */
  readonly cas: Cas | undefined;
  readonly uia: Uia;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly rooms: RoomCache;
  readonly aliases: Aliases;
  readonly writer: Writer;
  readonly streams: Streams;
  /** What each connection of sliding sync was sent. */
  readonly slidingConnections: SlidingConnections;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly peeks: Peeks;
  readonly deviceLists: DeviceLists;
  readonly pushers: Pushers;
  readonly connections: Connections;
  readonly inTurn: ReturnType<typeof openTurns>;
  readonly filters: FilterStore;
  readonly media: MediaStore;
  /** Of links; undefined: they are off. */
  readonly previews: Previews | undefined;
  readonly appservices: AppServices;
  /** Fires when the hub stops: who waits is answered. */
  readonly stopping: AbortSignal;
}
