/** What the hub holds back until somebody says yes: shown as a card that can be confirmed by a button, ✅, or words. */
import type { HubProblem } from "@singularity/hub-server/client";
import { confirmationNeeded, type Card, type Confirmation } from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";

/** Undefined for a problem of another kind. */
export function confirmationOf({ code, problem }: HubProblem): Reply | undefined {
  const held = problem["confirmation"] as Confirmation | undefined;
  if (code !== confirmationNeeded || !held) return undefined;
  return held.kind === "confirm" ? ask(held) : wait(held);
}

/** Only whoever asked may say yes; nobody else need read it. */
function ask(held: Confirmation): Reply {
  return {
    lines: [],
    card: cardOf(held, [
      { label: "Confirm", words: `confirm ${held.id}`, reaction: "✅" },
      { label: "Cancel", words: `withdraw ${held.id}`, reaction: "❌" },
    ]),
    choices: [
      { label: "Confirm", words: `confirm ${held.id}`, reaction: "✅", style: "primary" },
      { label: "Cancel", words: `withdraw ${held.id}`, reaction: "❌", style: "danger" },
    ],
    isPrivate: true,
  };
}

/** The hub itself asks those who hold the right; the asker is told that it waits. */
function wait(held: Confirmation): Reply {
  const yes = held.needed === 1 ? "One person" : `${held.needed} people`;
  return {
    lines: [`${yes} who may must approve it first. I have asked them; you will be told.`],
    card: cardOf(held, [{ label: "Take back", words: `withdraw ${held.id}`, reaction: "❌" }]),
    choices: [{ label: "Take back", words: `withdraw ${held.id}`, reaction: "❌", style: "danger" }],
    isPrivate: true,
  };
}

const cardOf = (held: Confirmation, actions: Card["actions"]): Card => ({
  record: null,
  call: held.call,
  change: null,
  title: `${held.title}?`,
  by: held.asked_by,
  facts: held.facts,
  actions,
  state: "current",
  confirmation: held.id,
});
