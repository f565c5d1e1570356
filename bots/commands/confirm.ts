/** `confirm`, `withdraw`, `approvals`: what waits for a yes. Buttons and reactions say these words. */
import {
  giveConfirmation,
  listConfirmations,
  withdrawConfirmation,
  type Card,
  type Confirmation,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { command, make, type Reply } from "./command.ts";
import type { Line } from "../words/line.ts";

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const shown = 4;
const example = "0198a3c0-0000-7000-8000-000000000001";

function idIn(line: Line): string {
  const id = line.rest.trim();
  if (uuid.test(id)) return id.toLowerCase();
  throw new WordsUnclear("React with ✅ to what waits, or take a number of: approvals", line.typed.length, [
    "approvals",
  ]);
}

export const confirm = command({
  verb: "confirm",
  aliases: ["yes", "ja", "oui"],
  group: "Team",
  usage: "confirm <what waits>",
  help: "Say yes to what waits for you: ✅ at it does the same.",
  examples: [{ words: `confirm ${example}`, call: "confirmation.give", input: { id: example } }],
  calls: [giveConfirmation],
  read: (line) =>
    make(giveConfirmation, { id: idIn(line) }, ({ confirmation, answer }) => given(confirmation, answer)),
});

/** What was done is told like the call itself would tell it: by its card. */
function given(confirmation: Confirmation, answer: unknown): Reply {
  const { title, needed, given: names, asked_by: asker, mine, state } = confirmation;
  if (state === "waiting")
    return { lines: [`${title}: ${names.length} of ${needed} have said yes (${names.join(", ")}).`] };
  const done = answer as { card?: Card; room?: string | null } | null;
  if (mine && done?.card) return { lines: [], card: done.card, posted: done.room ?? null };
  return { lines: [mine ? `Done: ${title}` : `Done for ${asker}: ${title}`] };
}

export const withdraw = command({
  verb: "withdraw",
  aliases: ["decline"],
  group: "Team",
  usage: "withdraw <what waits>",
  help: "Say no to what waits: it is not done. ❌ at it does the same.",
  examples: [{ words: `withdraw ${example}`, call: "confirmation.withdraw", input: { id: example } }],
  calls: [withdrawConfirmation],
  read: (line) =>
    make(withdrawConfirmation, { id: idIn(line) }, ({ confirmation }) => ({
      lines: [`Not done: ${confirmation.title}`],
    })),
});

export const approvals = command({
  verb: "approvals",
  aliases: ["confirmations", "waiting"],
  group: "Team",
  usage: "approvals",
  help: "List what waits for your yes.",
  examples: [{ words: "approvals", call: "confirmation.list", input: {} }],
  calls: [listConfirmations],
  read: () =>
    make(listConfirmations, {}, ({ items }) => ({
      lines: [
        items.length
          ? `${items.length} ${items.length === 1 ? "waits" : "wait"} for your yes.`
          : "Nothing waits for your yes.",
      ],
      choices: items.slice(0, shown).map(({ id, title, asked_by: asker, mine }) => ({
        label: mine ? title : `${title} (asked by ${asker})`,
        words: `confirm ${id}`,
      })),
      isPrivate: true,
    })),
});
