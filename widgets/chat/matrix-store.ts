/** Chat over the Matrix SDK, without encryption: bots work in these rooms. Loaded after the shell has painted; it is the app's largest part. */
import {
  ClientEvent,
  HttpApiEvent,
  MatrixEventEvent,
  RoomEvent,
  RoomMemberEvent,
  RoomStateEvent,
  SyncState,
  UserEvent,
  createClient,
  type MatrixClient,
  type MatrixEvent,
} from "matrix-js-sdk";
import { logger, type Logger } from "matrix-js-sdk/lib/logger.js";
import { readCard } from "./card.ts";
import { Emitter } from "./emitter.ts";
import { performOrExplain, resendWaiting } from "./matrix/deeds.ts";
import { PrivateAnswers } from "./matrix/private-answers.ts";
import { readMessage, type Eyes } from "./matrix/read-message.ts";
import { readRoom, readRooms } from "./matrix/read-room.ts";
import type {
  ChatEvents,
  ChatOptions,
  ChatStore,
  Connection,
  Deed,
  Message,
  Room,
  RoomSummary,
} from "./store.ts";

export class MatrixStore extends Emitter<ChatEvents> implements ChatStore {
  connection: Connection = "connecting";
  readonly #client: MatrixClient;
  readonly #privately: PrivateAnswers;
  readonly #eyes: Eyes;
  readonly #dirty = new Set<string>();
  #scheduled = false;
  #typing = 0;

  constructor(client: MatrixClient, options: ChatOptions) {
    super();
    this.#client = client;
    this.#eyes = { me: client.getSafeUserId(), bot: options.bot, presence: options.presence };
    this.#privately = new PrivateAnswers(options.bot);
    this.#listen();
  }

  rooms = (): readonly RoomSummary[] => readRooms(this.#client, this.#eyes);

  room = (id: string): Room | undefined =>
    readRoom(this.#client, id, this.#eyes, (eventId) => this.#answersTo(eventId));

  act = async (deed: Deed): Promise<void> => {
    if (deed.do === "type" && !this.#typingIsNews(deed.on)) return;
    await performOrExplain(this.#client, deed);
    if ("room" in deed) this.#touch(deed.room);
  };

  stop = (): void => {
    this.#client.stopClient();
  };

  /** Every keystroke asks; the hub hears it at most each ten seconds. */
  #typingIsNews(on: boolean): boolean {
    const now = Date.now();
    if (on ? now - this.#typing < 10_000 : this.#typing === 0) return false;
    this.#typing = on ? now : 0;
    return true;
  }

  #answersTo(eventId: string): Message[] {
    return this.#privately.to(eventId).flatMap((event) => {
      const room = this.#client.getRoom(event.getRoomId());
      if (!room || event.isRedacted()) return [];
      return [{ ...readMessage(event, room, this.#eyes), room: room.roomId }];
    });
  }

  #listen(): void {
    const client = this.#client;
    const touch = (room?: { roomId: string }) => this.#touch(room?.roomId);
    client.on(RoomEvent.Timeline, (event, room) => this.#came(event, room));
    client.on(MatrixEventEvent.Replaced, (event) => this.#redrawn(event));
    client.on(RoomEvent.Redaction, (_, room) => touch(room));
    client.on(RoomEvent.LocalEchoUpdated, (event, room) => this.#sent(event, room));
    client.on(RoomEvent.Name, touch);
    client.on(RoomEvent.Receipt, (_, room) => touch(room));
    client.on(RoomEvent.MyMembership, touch);
    client.on(RoomMemberEvent.Typing, (_, member) => touch(member));
    client.on(RoomStateEvent.Members, (event) => this.#touch(event.getRoomId()));
    client.on(ClientEvent.Room, touch);
    client.on(UserEvent.Presence, () => this.#touch());
    client.on(ClientEvent.AccountData, () => this.#touch());
    client.on(ClientEvent.Sync, (state) => this.#synced(state));
    client.on(HttpApiEvent.SessionLoggedOut, () => this.#connect("signed-out"));
    globalThis.addEventListener?.("offline", () => this.#connect("offline"));
    globalThis.addEventListener?.("online", () => this.#backOnline());
  }

  /** A short absence may not have broken the waiting request, and then nothing else would tell that it is over. */
  #backOnline(): void {
    this.#client.retryImmediately();
    const state = this.#client.getSyncState();
    if (state) this.#synced(state);
  }

  #came(event: MatrixEvent, room?: { roomId: string }): void {
    this.#touch(room?.roomId);
    this.#touch(this.#privately.take(event));
    this.#tellCard(event);
  }

  /** An event of mine is known by another id once the hub has it. */
  #sent(event: MatrixEvent, room: { roomId: string }): void {
    this.#touch(room.roomId);
    this.#touch(this.#privately.take(event));
  }

  #redrawn(event: MatrixEvent): void {
    this.#touch(event.getRoomId());
    this.#touch(this.#privately.take(event));
    this.#tellCard(event);
  }

  #tellCard(event: MatrixEvent): void {
    const card = this.connection === "online" ? readCard(event.getContent()) : undefined;
    if (card) this.emit("card", { room: event.getRoomId() ?? "", card });
  }

  #synced(state: SyncState): void {
    if (this.connection === "signed-out" || state === SyncState.Stopped) return;
    const online = state === SyncState.Prepared || state === SyncState.Syncing;
    this.#touch();
    this.#connect(online ? "online" : state === SyncState.Catchup ? this.connection : "offline");
  }

  #connect(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    this.emit("connection", connection);
    this.#touch();
    if (connection === "online") void resendWaiting(this.#client);
  }

  /** Many events come at once; the screens hear of them once per frame and room. */
  #touch(room?: string): void {
    if (room) this.#dirty.add(room);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      const rooms = [...this.#dirty];
      this.#dirty.clear();
      if (rooms.length === 0) this.emit("change", {});
      for (const id of rooms) this.emit("change", { room: id });
    }, 16);
  }
}

const mute: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => mute };

/** The SDK's module-level logger writes to the console whatever a client is told; the children that it makes from now on do not. */
function silence(): void {
  const root = logger as unknown as { methodFactory: () => () => void; rebuild: () => void };
  root.methodFactory = () => () => undefined;
  root.rebuild();
}

/** Opens the store and begins to sync; it is `connecting` until the first answer. */
export async function openMatrixStore(options: ChatOptions): Promise<MatrixStore> {
  silence();
  const client = createClient({
    baseUrl: options.base || location.origin,
    userId: options.userId,
    accessToken: options.token,
    ...(options.deviceId ? { deviceId: options.deviceId } : {}),
    timelineSupport: true,
    disableVoip: true,
    logger: mute,
  });
  const store = new MatrixStore(client, options);
  await client.startClient({
    initialSyncLimit: 30,
    lazyLoadMembers: true,
    disablePresence: !options.presence,
  });
  return store;
}
