/** What a call's handler gets: the person, the transaction, the time, and the only ways to leave traces. */
import type { Analytics } from "@singularity/analytics";
import type { Chat } from "../chat/index.ts";
import type { AnyCall, Card, Input, Output } from "../contract/index.ts";
import type { Identity, Principal } from "../identity/index.ts";
import type { Mailer as MailServer } from "../mail/mailer.ts";
import type { Standing } from "./access/standing.ts";
import type { Letter as PaperLetter } from "./money/document/letter.ts";
import type { Held } from "./confirmation/held.ts";
import type { Table } from "./record/table.ts";
import type { Posted } from "./question/post.ts";
import type { Notice } from "./reminder/notice.ts";
import type { Mailer, Pusher } from "./reminder/ports.ts";
import type { Tx } from "./tx.ts";
import type { WatchNews } from "./watch/news.ts";

export interface LinkValue {
  readonly id: string;
  readonly noun: string;
  readonly number: string;
  readonly title: string;
}

/** Where a wish came from, kept with every change. */
export interface Source {
  readonly kind: "chat" | "slack" | "assistant" | "api" | "import" | "rule" | "ui" | "job";
  readonly ref: Readonly<Record<string, string>>;
}

/** One row of history, without what the pipeline adds to it. */
export interface ChangeDraft {
  readonly entity: string;
  readonly entityId: string;
  readonly op: "add" | "change" | "remove" | "restore" | "convert";
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly undoOf?: string;
  /** Who must not learn who made the change: the event then names nobody, and only an audit can tell. */
  readonly hiddenFrom?: string | undefined;
  readonly reversible?: boolean;
  /** Where it came from, when that is nearer than the call's: a row of a file. */
  readonly source?: Source;
}

/** What is told after COMMIT, through the outbox. */
export type Tell =
  | {
      readonly kind: "card";
      readonly about: LinkValue;
      readonly card: Card;
      /** Matrix ids of those who join the room besides the asker. */
      readonly also?: readonly string[];
    }
  | {
      readonly kind: "direct";
      readonly to: readonly string[];
      /** What they must still be able to see; null when it is about themselves and says nothing else. */
      readonly record: LinkValue | null;
      readonly card: Card;
    }
  | ({ readonly kind: "reminder" } & Notice)
  | ({ readonly kind: "watch" } & WatchNews)
  | ({ readonly kind: "question" } & Posted)
  | ({ readonly kind: "mail" } & PaperLetter)
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "approval"; readonly confirmation: string; readonly to: readonly string[] }
  | { readonly kind: "undone"; readonly change: string }
  | {
      readonly kind: "membership";
      readonly records?: readonly string[];
      readonly person?: string;
      /** When a right ends that was given for a time; absent: at once. */
      readonly at?: string;
    }
  | { readonly kind: "departure"; readonly person: string; readonly erase: boolean }
  | { readonly kind: "erased"; readonly record: LinkValue }
  | { readonly kind: "welcome"; readonly person: string };

/** The parts of the hub that handlers use. */
export interface Parts {
  readonly tables: readonly Table[];
  /** Every call's handler; undo asks the one that made a change. */
  readonly handlers: readonly Handler[];
  readonly identity: Identity;
  readonly chat: Chat;
  readonly analytics: Analytics | undefined;
  /** Matrix id of the hub's bot. */
  readonly bot: string;
  /** Address for sign-in links. */
  readonly publicUrl: () => string;
  /** The way to the mail server; absent while none is set. */
  readonly mail?: MailServer | undefined;
  /** Absent: what is for mail or push is said in chat. */
  readonly mailer?: Mailer | undefined;
  readonly pusher?: Pusher | undefined;
}

export interface Ctx {
  readonly parts: Parts;
  readonly tx: Tx;
  /** The person whose rights count. */
  readonly who: Standing;
  /** Everybody who will read the answer; the asker alone unless it is shown in a room. */
  readonly viewers: readonly Standing[];
  readonly now: Date;
  readonly source: Source;
  /** The id of this call's change, for undo. */
  readonly change: string;
  /** Version that the caller saw. */
  readonly version: number | undefined;
  readonly principal: Principal;
  /** Address of the client, for counting attempts. */
  readonly address: string;
  readonly record: (draft: ChangeDraft) => void;
  readonly tell: (what: Tell) => void;
  /** Hears what each reference came to, while a call is tried out. */
  readonly named?: (reference: string, link: LinkValue) => void;
  /** Makes a call that waited, in the name and with the present rights of whoever asked, in this transaction, for these readers. */
  readonly perform: (
    readers: Pick<Ctx, "viewers">,
    held: Held,
    approvers: readonly string[],
  ) => Promise<unknown>;
}

/** One row of history, as it was written. */
export interface ChangeEvent {
  readonly id: string;
  readonly seq: string;
  readonly change: string;
  readonly entity: string;
  readonly entity_id: string;
  readonly op: ChangeDraft["op"];
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly call: string;
  readonly reversible: boolean;
  readonly undone: boolean;
}

/** What an undo answers: one line for people, and the records concerned. */
export interface Undone {
  readonly summary: string;
  readonly records: readonly LinkValue[];
}

/** What a call does, bound to its declaration. */
export interface Handler {
  readonly call: AnyCall;
  /**
   * How the call is taken back when putting the old values back is not enough, e.g. money, which is reversed and never deleted.
   * Its changes carry `undoOf`. Absent: the inverse patch.
   */
  readonly undo?: (ctx: Ctx, events: readonly ChangeEvent[]) => Promise<Undone>;
  readonly run: (ctx: Ctx, input: Record<string, unknown>) => Promise<unknown>;
  /** How many others must approve this very input, where the harm is in the input. Absent: as the call's `effect` says. */
  readonly approvals?: (ctx: Ctx, input: Readonly<Record<string, unknown>>) => Promise<number>;
}

/** Binds what a call does to its declaration; the types of input and answer come from there. */
export function does<C extends AnyCall>(
  call: C,
  run: (ctx: Ctx, input: Input<C>) => Promise<Output<C>>,
  undo?: Handler["undo"],
): Handler {
  return { call, run: run as Handler["run"], ...(undo ? { undo } : {}) };
}
