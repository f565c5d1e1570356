/** Messages as they are read: by day, and under one name while the same person goes on speaking. */
import type { Message } from "../../chat/store.ts";

export type Group =
  | { readonly is: "day"; readonly key: string; readonly at: number }
  | { readonly is: "new"; readonly key: string }
  | { readonly is: "events"; readonly key: string; readonly messages: readonly Message[] }
  | { readonly is: "said"; readonly key: string; readonly messages: readonly Message[] };

const pause = 5 * 60_000;
const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

function continues(previous: Message | undefined, message: Message): boolean {
  if (!previous || previous.sender.id !== message.sender.id || previous.card || message.card) return false;
  return message.at - previous.at < pause && previous.privately.length === 0 && !message.replyTo;
}

/** Where the line above the new messages stands: before the first one after `readUpTo` that is not mine. */
export function firstNew(messages: readonly Message[], readUpTo: string | undefined): string | undefined {
  const read = messages.findIndex((message) => message.id === readUpTo);
  if (read < 0) return undefined;
  return messages.slice(read + 1).find((message) => !message.mine && message.kind !== "event")?.id;
}

/** @param fresh id of the message that was the first unread one when the room was opened */
export function group(messages: readonly Message[], fresh: string | undefined): Group[] {
  const groups: Group[] = [];
  let previous: Message | undefined;
  for (const message of messages) {
    if (!previous || dayOf(previous.at) !== dayOf(message.at)) {
      groups.push({ is: "day", key: `day-${dayOf(message.at)}`, at: message.at });
      previous = undefined;
    }
    if (message.id === fresh) {
      groups.push({ is: "new", key: "new" });
      previous = undefined;
    }
    const is = message.kind === "event" ? "events" : "said";
    const last = groups.at(-1);
    const joins = last?.is === is && (is === "events" || continues(previous, message));
    if (joins && "messages" in last)
      groups[groups.length - 1] = { ...last, messages: [...last.messages, message] };
    else groups.push({ is, key: message.id, messages: [message] });
    previous = message;
  }
  return groups;
}

/** Ids of the answers that stand right below the message that they answer. */
export function answersBelow(messages: readonly Message[]): Set<string> {
  const below = messages.filter(({ replyTo }, index) => replyTo && replyTo.id === messages[index - 1]?.id);
  return new Set(below.map(({ id }) => id));
}
