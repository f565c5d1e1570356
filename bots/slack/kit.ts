/** The few blocks of Block Kit that we use, made within Slack's limits. Texts come in as people wrote them. */
import type { Choice } from "../commands/command.ts";
import { limits } from "./limits.ts";
import { clip, escape } from "./text.ts";

export interface Plain {
  readonly type: "plain_text";
  readonly text: string;
}
export interface Button {
  readonly type: "button";
  readonly text: Plain;
  readonly action_id: string;
  readonly value: string;
  readonly style?: "primary" | "danger";
}
interface Mrkdwn {
  readonly type: "mrkdwn";
  readonly text: string;
}
export type Block =
  | { readonly type: "section"; readonly text: Mrkdwn }
  | { readonly type: "header"; readonly text: Plain }
  | { readonly type: "context"; readonly elements: readonly Mrkdwn[] }
  | { readonly type: "divider" }
  | ChartBlock
  | { readonly type: "actions"; readonly elements: readonly Button[] }
  | InputBlock;

/** Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block; `@slack/types` does not know it yet. */
export interface ChartBlock {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: "bar" | "line";
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly y_label: string };
  };
}

export interface InputBlock {
  readonly type: "input";
  readonly block_id: string;
  readonly label: Plain;
  readonly optional: boolean;
  readonly hint?: Plain;
  readonly element: Readonly<Record<string, unknown>>;
}

/** Buttons whose value is words that do the same as typing them. */
export const wordsAction = "hub_words";
/** Those of them that settle a question. */
export const settlingAction = `${wordsAction}_settle`;
/** Buttons whose value names a form to open. */
export const formAction = "hub_form";

/** Slack takes no empty text. */
export const plain = (text: string, most: number): Plain => ({
  type: "plain_text",
  text: clip(text.trim() === "" ? "…" : text, most),
});

/** @param mrkdwn text that is escaped already and within the limit */
export const rawSection = (mrkdwn: string): Block => ({
  type: "section",
  text: { type: "mrkdwn", text: mrkdwn.trim() === "" ? "…" : mrkdwn },
});

export const section = (text: string): Block => rawSection(escape(text, limits.section));

export const header = (text: string): Block => ({ type: "header", text: plain(text, limits.header) });

export const context = (text: string): Block => ({
  type: "context",
  elements: [{ type: "mrkdwn", text: escape(text.trim() === "" ? "…" : text, limits.contextText) }],
});

export const divider: Block = { type: "divider" };

/** A choice whose words do not fit into a button is left to be typed: it stands in the text. */
export function wordButtons(choices: readonly Choice[], from = 0, name = wordsAction): Button[] {
  return choices
    .filter(({ words, label }) => words.length <= limits.buttonValue && words !== "" && label.trim() !== "")
    .slice(0, limits.actionElements)
    .map(({ label, words, style }, index) => ({
      type: "button",
      text: plain(label, limits.buttonText),
      action_id: `${name}_${from + index}`,
      value: words,
      ...(style ? { style } : {}),
    }));
}

/** @param forms what to show, and the name of the form */
export function formButtons(forms: readonly { readonly label: string; readonly form: string }[]): Button[] {
  return forms
    .filter(({ form }) => form !== "" && form.length <= limits.buttonValue)
    .slice(0, limits.actionElements)
    .map(({ label, form }, index) => ({
      type: "button",
      text: plain(label, limits.buttonText),
      action_id: `${formAction}_${index}`,
      value: form,
    }));
}

/** A row of buttons, or nothing when there are none. */
export function actions(elements: readonly Button[]): Block[] {
  return elements.length ? [{ type: "actions", elements: elements.slice(0, limits.actionElements) }] : [];
}
