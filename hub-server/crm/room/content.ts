/** Cards as events of a room. */
import { cardKey, cardText, type Card } from "../../contract/index.ts";
import type { Content } from "../../chat/index.ts";
import { cardHtml } from "./html.ts";

/** A card as an event: words for every client, the card for those that draw it. */
export function cardContent(card: Card): Content {
  return {
    msgtype: "m.notice",
    body: cardText(card),
    format: "org.matrix.custom.html",
    formatted_body: cardHtml(card),
    [cardKey]: card,
  };
}
