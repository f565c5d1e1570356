/**
 * New kinds of blocks reach workspaces late, and limits move: where Slack refuses blocks, those that it names are said as plain text,
 * and at last only the text is sent. Nothing is lost but looks.
 */
import { section, type Block } from "./kit.ts";

interface Refusal {
  readonly response_metadata?: { readonly messages?: readonly string[] };
}

/** Blocks with those replaced that the refusal points to; undefined when it points to none. */
export function degraded(blocks: readonly Block[], refusal: Refusal): Block[] | undefined {
  const messages = refusal.response_metadata?.messages ?? [];
  const named = new Set(
    messages.flatMap((message) => /\/blocks\/(\d+)/.exec(message)?.[1] ?? []).map(Number),
  );
  if (![...named].some((index) => index < blocks.length)) return undefined;
  return blocks.map((block, index) => (named.has(index) ? section(wordsOf(block)) : block));
}

/** Whatever people would have read in a block. */
function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join(" · ");
  if (typeof value !== "object" || value === null) return "";
  const { text, title, elements, label, fields } = value as Record<string, unknown>;
  const own = typeof text === "string" ? text : wordsOf(text);
  return [own, ...[title, label, fields, elements].map(wordsOf)].filter(Boolean).join(" · ");
}

type Input = Readonly<Record<string, unknown>>;

/** The blocks of a message or of a view. */
export function blocksIn(input: Input): readonly Block[] {
  const holder = (input["view"] ?? input) as { blocks?: readonly Block[] };
  return holder.blocks ?? [];
}

/** The same input with other blocks; none at all leaves a message with its text. */
export function withBlocks(input: Input, blocks: readonly Block[] | undefined): Record<string, unknown> {
  const { view, blocks: _, ...rest } = input;
  if (view) return { ...rest, view: { ...view, blocks: blocks ?? [section("…")] } };
  return blocks ? { ...rest, blocks } : rest;
}
