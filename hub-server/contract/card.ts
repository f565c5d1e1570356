/** Cards: what a call or a record looks like in a room. Plain `body` for every client, this content for those that draw. */
import { Type, type Static } from "typebox";
import { Link } from "./field.ts";

/** The key of the card in a Matrix event's content. */
export const cardKey = "org.singularity.card";

export const Fact = Type.Object({ label: Type.String(), value: Type.String() });

/** A button of a card. Clients without buttons use the reaction, or the words. */
export const Action = Type.Object({
  label: Type.String(),
  /** What to type instead, e.g. `undo`. */
  words: Type.String(),
  reaction: Type.Optional(Type.String()),
});

export const Card = Type.Object({
  record: Type.Union([Link, Type.Null()]),
  /** The record whose room this is about, e.g. the customer of an interaction. */
  about: Type.Optional(Link),
  call: Type.String(),
  change: Type.Union([Type.String({ format: "uuid" }), Type.Null()]),
  title: Type.String(),
  text: Type.Optional(Type.String()),
  by: Type.Union([Type.String(), Type.Null()]),
  facts: Type.Array(Fact),
  actions: Type.Array(Action),
  state: Type.Enum(["current", "undone"]),
  /** What waits for a yes: confirmation.give and confirmation.withdraw take it. */
  confirmation: Type.Optional(Type.String({ format: "uuid" })),
});
export type Card = Static<typeof Card>;

/** One line that says what happened: the first thing that people and screen readers meet. */
export function cardLine(card: Card): string {
  const about = card.about && card.about.id !== card.record?.id ? ` · ${card.about.title}` : "";
  // A draft has no name but its number.
  const number = card.record && !card.title.endsWith(card.record.number) ? ` (${card.record.number})` : "";
  return `${card.state === "undone" ? "Undone: " : ""}${card.title}${number}${about}`;
}

/** The plain text of a card, at most `lines` lines. */
export function cardText(card: Card, lines = 6): string {
  const facts = card.facts.map((fact) => `${fact.label}: ${fact.value}`);
  const all = [cardLine(card), ...(card.text ? [card.text] : []), ...(card.state === "undone" ? [] : facts)];
  return all.length > lines
    ? [...all.slice(0, lines - 1), `… ${all.length - lines + 1} more`].join("\n")
    : all.join("\n");
}
