/**
 * An answer as Block Kit. Slack refuses a whole message for one text that is too long: everything is cut to its limits, nothing throws.
 * Source of the limits: docs.slack.dev/reference/block-kit/blocks
 */
import type { Choice, Reply } from "../commands/command.ts";
import { headLines, plainText } from "../conversation/render.ts";
import { clip, escape } from "./text.ts";

export const limits = {
  text: 4000,
  blocks: 50,
  section: 3000,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  actionElements: 25,
  url: 3000,
} as const;

/** Buttons whose value is words that do the same as typing them. */
export const wordsAction = "hub_words";

interface Button {
  readonly type: "button";
  readonly text: { readonly type: "plain_text"; readonly text: string };
  readonly action_id: string;
  readonly value: string;
}
export type Block =
  | { readonly type: "section"; readonly text: { readonly type: "mrkdwn"; readonly text: string } }
  | { readonly type: "actions"; readonly elements: readonly Button[] };

/** `text` is what notifications and screen readers get. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function messageOf(reply: Reply): SlackMessage {
  const { choices = [], link, table, ...told } = reply;
  const lines = headLines(told).join("\n");
  const blocks = [
    ...(lines.trim() === "" ? [] : [section(escape(lines, limits.section))]),
    ...(link && link.url.length < limits.url ? [section(linked(link))] : []),
    ...(table
      ? [section(`\`\`\`\n${escape(table.replaceAll("```", "'''"), limits.section - 8)}\n\`\`\``)]
      : []),
    ...buttons([...choices, ...undoOf(reply)]),
  ];
  const text = escape(plainText(reply), limits.text);
  return { text: text.trim() === "" ? "Done." : text, blocks: blocks.length ? blocks : [section("Done.")] };
}

const section = (text: string): Block => ({ type: "section", text: { type: "mrkdwn", text } });

/** The address is ours to write and holds no `>` or `|` once encoded; the label is escaped. */
function linked({ url, label }: NonNullable<Reply["link"]>): string {
  const address = encodeURI(url).replaceAll("|", "%7C").replaceAll("%25", "%");
  const name = escape(label.replaceAll("|", "/"), 200);
  return address.length + name.length + 3 > limits.section ? name : `<${address}|${name}>`;
}

function undoOf({ card }: Reply): Choice[] {
  return card?.change && card.state === "current" ? [{ label: "Undo", words: `undo ${card.change}` }] : [];
}

/** A choice whose words do not fit into a button is left to be typed: it stands in the text. */
function buttons(choices: readonly Choice[]): Block[] {
  const elements = choices
    .filter(({ words, label }) => words.length <= limits.buttonValue && words !== "" && label.trim() !== "")
    .slice(0, limits.actionElements)
    .map(({ label, words }, index): Button => ({
      type: "button",
      text: { type: "plain_text", text: clip(label, limits.buttonText) },
      action_id: `${wordsAction}_${index}`,
      value: words,
    }));
  return elements.length ? [{ type: "actions", elements }] : [];
}
