/** A store that lives in the page of a test or a demo: what one does shows at once and nothing leaves. */
import { Emitter } from "./emitter.ts";
import type { ChatEvents, ChatStore, Connection, Deed, Message, Room, RoomSummary } from "./store.ts";

const me = { id: "@me:fake", name: "Me" };

export class FakeStore extends Emitter<ChatEvents> implements ChatStore {
  connection: Connection = "online";
  /** Everything that was asked for, in order. */
  readonly deeds: Deed[] = [];
  readonly #rooms: Map<string, Room>;
  #count = 0;

  constructor(rooms: readonly Room[]) {
    super();
    this.#rooms = new Map(rooms.map((room) => [room.id, room]));
  }

  rooms = (): readonly RoomSummary[] => [...this.#rooms.values()];
  room = (id: string): Room | undefined => this.#rooms.get(id);
  stop = (): void => {};

  act = (deed: Deed): Promise<void> => {
    this.deeds.push(deed);
    if (deed.do === "vanish") return Promise.resolve();
    const room = this.#rooms.get(deed.room);
    if (!room) return Promise.reject(new Error(`There is no room ${deed.room}.`));
    if (deed.do === "say") this.#put(room, this.message(deed.text));
    if (deed.do === "read") this.#change({ ...room, unread: 0, mentions: 0 });
    return Promise.resolve();
  };

  /** A message of mine, or of somebody else when said so. */
  message(body: string, more: Partial<Message> = {}): Message {
    const id = `$fake${++this.#count}`;
    const common = {
      kind: "text",
      edited: false,
      mine: true,
      reactions: [],
      state: "sent",
      privately: [],
    } as const;
    return { id, sender: me, at: Date.now(), body, ...common, ...more };
  }

  #put(room: Room, message: Message): void {
    this.#change({ ...room, messages: [...room.messages, message], latest: message.body, at: message.at });
  }

  #change(room: Room): void {
    this.#rooms.set(room.id, room);
    this.emit("change", { room: room.id });
  }
}
