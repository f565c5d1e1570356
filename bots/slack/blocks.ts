/** An answer as Block Kit. */
import type { Choice, Reply } from "../commands/command.ts";
import { headLines, plainText } from "../conversation/render.ts";
import { chartBlock } from "./chart.ts";
import {
  actions,
  formButtons,
  rawSection,
  section,
  settlingAction,
  wordButtons,
  wordsAction,
  type Block,
} from "./kit.ts";
import { limits } from "./limits.ts";
import { escape } from "./text.ts";

/** `text` is what notifications and screen readers get. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function messageOf(reply: Reply): SlackMessage {
  const text = escape(plainText(reply), limits.text);
  const chart = reply.picture && chartBlock(reply.picture);
  const blocks = [...blocksOf(reply), ...(chart ? [chart] : [])];
  return { text: text.trim() === "" ? "Done." : text, blocks: blocks.length ? blocks : [section("Done.")] };
}

/** @param sentence what is said before everything else */
export const prefaced = (sentence: string, { text, blocks }: SlackMessage): SlackMessage => ({
  text: `${escape(sentence, limits.section)}\n${text}`.slice(0, limits.text),
  blocks: [section(sentence), ...blocks.slice(0, limits.blocks - 1)],
});

/** An answer as blocks, for a message or within a view. */
export function blocksOf(reply: Reply): Block[] {
  const { choices = [], link, table, form, ...told } = reply;
  const lines = headLines(told).join("\n");
  const fillIn = form ? formButtons([{ label: "Fill in", form: form.call }]) : [];
  return [
    ...(lines.trim() === "" ? [] : [section(lines)]),
    ...(link && link.url.length < limits.url ? [rawSection(linked(link))] : []),
    ...(table
      ? [rawSection(`\`\`\`\n${escape(table.replaceAll("```", "'''"), limits.section - 8)}\n\`\`\``)]
      : []),
    ...actions([...fillIn, ...wordButtons(once([...choices, ...offeredBy(reply)]), 0, kindOf(reply))]),
  ];
}

/** A card with a choice that decides is a question; what it asked need not stand there once it is answered. */
const kindOf = ({ card, choices = [] }: Reply) =>
  card && choices.some(({ style }) => style) ? settlingAction : wordsAction;

/** The address is ours to write and holds no `>` or `|` once encoded; the label is escaped. */
function linked({ url, label }: NonNullable<Reply["link"]>): string {
  const address = encodeURI(url.toWellFormed()).replaceAll("|", "%7C").replaceAll("%25", "%");
  const name = escape(label.replaceAll("|", "/"), 200);
  return address.length + name.length + 3 > limits.section ? name : `<${address}|${name}>`;
}

/** A card and its answer may offer the same. */
const once = (choices: readonly Choice[]): Choice[] =>
  choices.filter(({ words }, index) => choices.findIndex((other) => other.words === words) === index);

/** Words at a card that waits for a yes, as they are said from anywhere. */
const whole: Readonly<Record<string, string>> = { cancel: "withdraw" };

/** What a card offers. Its words are short, for whoever answers to the card itself; here they say which one is meant. */
function offeredBy({ card }: Reply): Choice[] {
  if (card?.state !== "current") return [];
  const { change, confirmation } = card;
  const offered = card.actions.flatMap(({ label, words }) => {
    if (words === "undo") return [];
    if (!confirmation || words.includes(confirmation)) return { label, words };
    return { label, words: `${whole[words] ?? words} ${confirmation}` };
  });
  return [...offered, ...(change ? [{ label: "Undo", words: `undo ${change}` }] : [])];
}
