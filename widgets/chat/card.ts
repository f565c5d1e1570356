/** Reads a card from a message. What other people's clients send may have any shape, so nothing is taken on trust. */
import { cardKey, type Card } from "@singularity/hub-server/contract";

export type { Card } from "@singularity/hub-server/contract";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject).slice(0, 60) : []);

function readLink(value: unknown): Card["record"] {
  if (!isObject(value) || !text(value["id"])) return null;
  return {
    id: text(value["id"]),
    noun: text(value["noun"]),
    number: text(value["number"]),
    title: text(value["title"]),
  };
}

function readAction(value: Json): Card["actions"][number] {
  const reaction = text(value["reaction"]);
  return { label: text(value["label"]), words: text(value["words"]), ...(reaction ? { reaction } : {}) };
}

/** The card of an event's content, or nothing when it has none that can be drawn. */
export function readCard(content: Json): Card | undefined {
  const raw = content[cardKey];
  if (!isObject(raw) || !text(raw["title"])) return undefined;
  const about = readLink(raw["about"]);
  return {
    record: readLink(raw["record"]),
    ...(about ? { about } : {}),
    call: text(raw["call"]),
    change: text(raw["change"]) || null,
    title: text(raw["title"]),
    ...(text(raw["text"]) ? { text: text(raw["text"]) } : {}),
    by: text(raw["by"]) || null,
    facts: list(raw["facts"]).map((fact) => ({ label: text(fact["label"]), value: text(fact["value"]) })),
    actions: list(raw["actions"])
      .map(readAction)
      .filter((action) => action.label),
    state: raw["state"] === "undone" ? "undone" : "current",
  };
}

/** True when the card tells of this record, or of something that belongs to it. */
export function concerns(card: Card, record: { readonly id: string }): boolean {
  return card.record?.id === record.id || card.about?.id === record.id;
}
