/**
 * Patterns with `*` and `?`, without regard to case. Made by hand, because people choose the patterns: a regular expression
 * with a few stars could keep the hub busy for minutes. Here a text is gone through once, or a few times, whatever the pattern.
 */
import { walk } from "./walk.ts";

/** Stands for one character, whatever it is. */
const any = "\0";

/** @param edges `whole`: all of the text; `words`: a part of it that begins and ends at the edge of a word */
export function glob(pattern: string, edges: "whole" | "words"): (text: string) => boolean {
  const parts = pattern.toLowerCase().replaceAll("?", any).split(/\*+/);
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined)
    return edges === "words"
      ? (text) => hasWords(text, first)
      : (text) => text.length === first.length && isAt(text.toLowerCase(), first, 0);
  return (text) => {
    const lower = text.toLowerCase();
    const start = edges === "whole" ? Number(isAt(lower, first, 0)) - 1 : find(lower, first, 0, "start");
    if (start < 0) return false;
    let from = start + first.length;
    for (const part of rest) {
      const index = find(lower, part, from);
      if (index < 0) return false;
      from = index + part.length;
    }
    if (!last) return true;
    if (edges === "words") return find(lower, last, from, "end") >= 0;
    const end = lower.length - last.length;
    return end >= from && isAt(lower, last, end);
  };
}

/** Whether the words stand in the text as words. @param words in lower case */
export function hasWords(text: string, words: string): boolean {
  return find(text.toLowerCase(), words, 0, "both") >= 0;
}

/** The same for a text in lower case. */
export const standsIn = (lower: string, words: string) => find(lower, words, 0, "both") >= 0;

type Edge = "start" | "end" | "both";

/** A plain part that stood so often in the middle of a word is looked for in another way. */
const mostMisses = 8;

function find(text: string, part: string, from: number, edge?: Edge): number {
  if (!part) return from;
  const fits = (index: number) =>
    (edge === undefined || edge === "end" || isEdge(text[index - 1])) &&
    (edge === undefined || edge === "start" || isEdge(text[index + part.length]));
  if (part.includes(any)) return walk(text, { part, any }, from, fits);
  let index = text.indexOf(part, from);
  for (let misses = 0; index >= 0; index = text.indexOf(part, index + 1)) {
    if (fits(index)) return index;
    if (++misses === mostMisses) return walk(text, { part, any }, index + 1, fits);
  }
  return -1;
}

function isAt(text: string, part: string, index: number): boolean {
  for (let i = 0; i < part.length; i++) if (part[i] !== any && part[i] !== text[index + i]) return false;
  return index + part.length <= text.length;
}

/** Everything but A-Z a-z 0-9 _ stands between words, and so do both ends. */
const isEdge = (character: string | undefined) => character === undefined || !/\w/.test(character);
