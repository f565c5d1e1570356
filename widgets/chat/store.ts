/**
 * Chat as the app's screens see it: what to draw, and what people do. The Matrix SDK stands behind it in `matrix-store.ts`, a fake
 * beside it in `fake-store.ts`.
 */
import type { Asks } from "./asks.ts";
import type { Card } from "./card.ts";

export type Connection = "connecting" | "online" | "offline" | "signed-out";

export interface RoomSummary {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  /** `direct`: a conversation with one person. */
  readonly kind: "room" | "direct";
  readonly unread: number;
  /** Of the other one in a direct conversation, where it is told: there, or there but away. */
  readonly presence?: "online" | "away";
  /** Id of the room in which the conversation goes on. */
  readonly upgradedTo?: string;
  /** Unread messages that name me. */
  readonly mentions: number;
  /** Invited, not yet in. */
  readonly invited: boolean;
  /** Milliseconds since the epoch of the latest message; 0 without any. */
  readonly at: number;
  /** The latest message in one line. */
  readonly latest: string;
}

export interface Reaction {
  readonly key: string;
  readonly names: readonly string[];
  /** Event id of my own, to take it back. */
  readonly mine?: string;
}

export interface Media {
  readonly mxc: string;
  readonly name: string;
  readonly type: string;
  /** The words of its message are about it, and not its name. */
  readonly captioned: boolean;
  /** Bytes, when known. */
  readonly size?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface Message {
  /** Event id, or the transaction id until the hub has answered. */
  readonly id: string;
  readonly sender: { readonly id: string; readonly name: string };
  readonly at: number;
  readonly kind: "text" | "notice" | "emote" | "image" | "file" | "event" | "removed";
  readonly body: string;
  /** HTML as it came; never put it on a page without `rich-text.ts`. */
  readonly html?: string;
  readonly card?: Card;
  /** What the bot asks for with it. */
  readonly asks?: Asks;
  readonly media?: Media;
  readonly replyTo?: { readonly id: string; readonly name: string; readonly body: string };
  readonly edited: boolean;
  readonly mine: boolean;
  readonly reactions: readonly Reaction[];
  readonly state: "sent" | "sending" | "waiting" | "failed";
  /** What the bot and I say about it that only I can see; it stands in a room of ours. */
  readonly privately: readonly Message[];
  /** Id of the room in which it stands, where that is not the room in which it is shown. */
  readonly room?: string;
}

export interface Room extends RoomSummary {
  readonly members: number;
  readonly messages: readonly Message[];
  readonly typing: readonly string[];
  /** Id of the room in which the conversation began. */
  readonly continues?: string;
  /** Earlier messages exist. */
  readonly more: boolean;
  /** Id of the last message that I had read when the room was last asked to be read. */
  readonly readUpTo: string | undefined;
}

/** What people do. */
export type Deed =
  | { readonly do: "say"; readonly room: string; readonly text: string; readonly replyTo?: string }
  | { readonly do: "attach"; readonly room: string; readonly file: File }
  | { readonly do: "react"; readonly room: string; readonly to: string; readonly key: string }
  | { readonly do: "remove"; readonly room: string; readonly message: string }
  | { readonly do: "report"; readonly room: string; readonly message: string; readonly reason: string }
  | { readonly do: "retry" | "drop"; readonly room: string; readonly message: string }
  | { readonly do: "read" | "earlier" | "join"; readonly room: string }
  /** Goes along to the room in which a conversation goes on. */
  | { readonly do: "follow"; readonly room: string; readonly to: string }
  | { readonly do: "type"; readonly room: string; readonly on: boolean }
  /** I am not seen from now on; the store is opened anew without presence. */
  | { readonly do: "vanish" };

export interface ChatEvents {
  /** A room, or the list of rooms, looks different now. */
  readonly change: { readonly room?: string };
  readonly connection: Connection;
  /** A card came or was redrawn: whoever shows its record may want to look again. */
  readonly card: { readonly room: string; readonly card: Card };
}

/** A place to listen. `on` returns the way to stop. */
export interface ChatStore {
  readonly connection: Connection;
  readonly rooms: () => readonly RoomSummary[];
  readonly room: (id: string) => Room | undefined;
  /** @throws Error with a sentence for the person when it could not be done */
  readonly act: (deed: Deed) => Promise<void>;
  readonly stop: () => void;
  readonly on: <K extends keyof ChatEvents>(
    event: K,
    listener: (detail: ChatEvents[K]) => void,
  ) => () => void;
}

export interface ChatOptions {
  /** Address of the hub; empty for the page's own. */
  readonly base: string;
  readonly userId: string;
  readonly deviceId?: string;
  readonly token: string;
  /** Matrix id of the hub's bot: only its private answers are shown in other rooms. */
  readonly bot: string;
  /** Whether I am seen to be here, and see who else is. */
  readonly presence: boolean;
}
