/** What a card's button does: the reaction that the card names, or the words that one would type. */
import type { Deed, Message } from "../../chat/store.ts";

export function actionDeed(room: string, message: Message, event: Event): Deed {
  const { action } = (event as CustomEvent<{ action: { words: string; reaction?: string } }>).detail;
  if (action.reaction) return { do: "react", room, to: message.id, key: action.reaction };
  return { do: "say", room, text: action.words, replyTo: message.id };
}
