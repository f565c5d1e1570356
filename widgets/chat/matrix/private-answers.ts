/**
 * Answers of the bot that only I can see. They live in my direct room with it, so that every Matrix client shows them; here they stand
 * beneath the message that they answer as well.
 */
import type { MatrixEvent } from "matrix-js-sdk";

const key = "org.singularity.reply_to";

export interface Target {
  readonly room: string;
  readonly event: string;
}

/** What an event answers privately. Only the bot may put words into another room's timeline. */
export function privateTarget(event: MatrixEvent, bot: string): Target | undefined {
  const raw = event.getOriginalContent()[key] as { room_id?: unknown; event_id?: unknown } | undefined;
  if (event.getSender() !== bot || !raw || event.isRelation("m.replace")) return undefined;
  const { room_id: room, event_id: id } = raw;
  if (typeof room !== "string" || typeof id !== "string" || room === event.getRoomId()) return undefined;
  return { room, event: id };
}

/** What an event says something about: the message that it replies to. */
const repliesTo = (event: MatrixEvent): string | undefined =>
  event.isRelation("m.replace") ? undefined : event.replyEventId;

export class PrivateAnswers {
  readonly #byTarget = new Map<string, MatrixEvent[]>();
  /** What was said in private -> the message under which it is shown: the answer to a question stands with it, and so does what follows. */
  readonly #shown = new Map<string, Target>();
  readonly #bot: string;

  constructor(bot: string) {
    this.#bot = bot;
  }

  /** Keeps an event when it is a private answer. @returns the room in which it is to be shown */
  take(event: MatrixEvent): string | undefined {
    const target = privateTarget(event, this.#bot) ?? this.#shown.get(repliesTo(event) ?? "");
    if (!target) return undefined;
    this.#shown.set(event.getId() ?? "", target);
    const known = this.#byTarget.get(target.event) ?? [];
    if (!known.some((one) => one.getId() === event.getId())) {
      const all = [...known, event].toSorted((a, b) => a.getTs() - b.getTs());
      this.#byTarget.set(target.event, all);
    }
    return target.room;
  }

  to(eventId: string): readonly MatrixEvent[] {
    return this.#byTarget.get(eventId) ?? [];
  }
}
