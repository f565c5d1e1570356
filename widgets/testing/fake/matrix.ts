/** As much of a Matrix server as the app's store needs: one person syncs, sends, reacts, edits, redacts; all in memory. */
import { botId, userId } from "./answers.ts";

export type Content = Record<string, unknown>;
export interface FakeEvent {
  event_id: string;
  room_id: string;
  type: string;
  state_key?: string;
  sender: string;
  origin_server_ts: number;
  content: Content;
  redacts?: string;
  unsigned?: Content;
}

export class FakeMatrix {
  readonly events: FakeEvent[] = [];
  readonly receipts: string[] = [];
  readonly typing = new Map<string, string[]>();
  readonly unread = new Map<string, number>();
  /** Who is there, by Matrix id. */
  readonly presence = new Map<string, "online" | "unavailable" | "offline">();
  /** What the app said of its person: `set_presence` of each sync, and statuses that were put. */
  readonly appearances: string[] = [];
  readonly reports: Content[] = [];
  direct: Record<string, string[]> = {};
  /** The time of the next event; each is a minute later than the one before. */
  now = Date.parse("2026-11-20T08:00:00Z");
  #waiting = new Set<() => void>();

  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  post(room: string, sender: string, type: string, content: Content, more: Partial<FakeEvent> = {}): string {
    const event_id = `$e${this.events.length + 1}`;
    this.now += 60_000;
    this.events.push({ event_id, room_id: room, type, sender, origin_server_ts: this.now, content, ...more });
    this.wake();
    return event_id;
  }

  say(room: string, sender: string, body: string, more: Content = {}): string {
    return this.post(room, sender, "m.room.message", { msgtype: "m.text", body, ...more });
  }

  edit(room: string, sender: string, target: string, content: Content): string {
    const relation = {
      "m.new_content": content,
      "m.relates_to": { rel_type: "m.replace", event_id: target },
    };
    return this.post(room, sender, "m.room.message", { ...content, ...relation });
  }

  react(room: string, sender: string, target: string, key: string): string {
    return this.post(room, sender, "m.reaction", {
      "m.relates_to": { rel_type: "m.annotation", event_id: target, key },
    });
  }

  redact(room: string, sender: string, target: string): string {
    const event = this.events.find((one) => one.event_id === target);
    const id = this.post(room, sender, "m.room.redaction", { redacts: target }, { redacts: target });
    if (event) {
      event.content = {};
      event.unsigned = { redacted_because: this.events.at(-1) };
    }
    return id;
  }

  room(id: string, name: string | undefined, members: Record<string, string>, topic?: string): void {
    const state = (type: string, content: Content, key = "", sender = botId) =>
      this.post(id, sender, type, content, { state_key: key });
    state("m.room.create", { creator: botId, room_version: "10" });
    for (const [user, displayname] of Object.entries(members))
      state("m.room.member", { membership: "join", displayname }, user, user);
    if (name) state("m.room.name", { name });
    if (topic) state("m.room.topic", { topic });
  }

  async sync(since: string | null, timeout: number): Promise<Content> {
    const from = Number(since ?? 0);
    if (since && from >= this.events.length && timeout > 0) await this.#next(Math.min(timeout, 25_000));
    const fresh = this.events.slice(from);
    const ids = new Set([...fresh.map((event) => event.room_id), ...(since ? this.typing.keys() : [])]);
    const join = Object.fromEntries(
      [...ids].map((id) => [
        id,
        this.#joined(
          id,
          fresh.filter((event) => event.room_id === id),
          !since,
        ),
      ]),
    );
    const direct = { type: "m.direct", content: this.direct };
    return {
      next_batch: String(this.events.length),
      presence: {
        events: [...this.presence].map(([sender, presence]) => ({
          type: "m.presence",
          sender,
          content: { presence, currently_active: presence === "online" },
        })),
      },
      rooms: { join },
      account_data: { events: since ? [] : [direct] },
    };
  }

  #joined(id: string, fresh: FakeEvent[], first: boolean): Content {
    const isState = (event: FakeEvent) => event.state_key !== undefined;
    const timeline = first ? fresh.filter((event) => !isState(event)) : fresh;
    const count = new Set(
      this.events.filter((e) => e.room_id === id && e.type === "m.room.member").map((e) => e.state_key),
    ).size;
    return {
      summary: { "m.joined_member_count": count, "m.invited_member_count": 0 },
      state: { events: first ? fresh.filter(isState) : [] },
      timeline: { events: timeline, limited: false, prev_batch: `b0` },
      ephemeral: { events: [{ type: "m.typing", content: { user_ids: this.typing.get(id) ?? [] } }] },
      account_data: { events: [] },
      unread_notifications: { notification_count: this.unread.get(id) ?? 0, highlight_count: 0 },
    };
  }

  #next(timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

export { botId, userId };
