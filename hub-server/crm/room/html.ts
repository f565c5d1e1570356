/** A card in the subset of HTML that Matrix clients show. */
import { cardLine, type Card } from "../../contract/index.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

export function cardHtml(card: Card): string {
  if (card.state === "undone")
    return `<del>${escapeHtml(cardLine({ ...card, state: "current" }))}</del> undone`;
  const text = card.text ? `<blockquote>${escapeHtml(card.text)}</blockquote>` : "";
  const facts = card.facts
    .map((fact) => `<li>${escapeHtml(fact.label)}: ${escapeHtml(fact.value)}</li>`)
    .join("");
  return `<strong>${escapeHtml(cardLine(card))}</strong>${text}${facts ? `<ul>${facts}</ul>` : ""}`;
}
