/** Which of the bot's questions still wait for me. */
import type { Message } from "../../chat/store.ts";

const hasTaken = ({ asks, reactions }: Message): boolean =>
  reactions.some(({ key, mine }) => mine && asks?.choices.some(({ reaction }) => reaction === key));

/** Said between the two of us, whatever I said next was my answer; among others only what I said in reply to it. */
function waiting(messages: readonly Message[], alone: boolean): readonly Message[] {
  const open = messages.filter((message, index) => {
    if (!message.asks || hasTaken(message)) return false;
    return !messages
      .slice(index + 1)
      .some((later) => later.mine && (alone || later.replyTo?.id === message.id));
  });
  // An answer that the bot could not read is asked for again: the form that it was filled in on is still the one.
  const last = messages.at(-1);
  const again = alone && last?.asks?.waits && !last.asks.form && messages.findLast(({ asks }) => asks?.form);
  return again ? [...open, again] : open;
}

/** Ids of the messages whose choices and forms can be used. */
export function openAsks(messages: readonly Message[], kind: "room" | "direct"): Set<string> {
  const own = waiting(messages, kind === "direct");
  const beneath = messages.flatMap(({ privately }) => waiting(privately, true));
  return new Set([...own, ...beneath].map(({ id }) => id));
}
