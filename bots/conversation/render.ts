/** An answer as plain text: at most six lines, the fact first. Every surface falls back to it. */
import { cardText } from "@singularity/hub-server/contract";
import type { Choice, Reply } from "../commands/command.ts";

export const mostLines = 6;

/** The text of an answer. Choices are numbered; a table is cut to the lines that are left. */
export function plainText(reply: Reply): string {
  return limited(allLines(reply)).join("\n");
}

/** The lines besides the table, for surfaces that draw it in another way. */
export function headLines(reply: Reply): string[] {
  return limited(allLines({ ...reply, table: "" }));
}

function allLines({ lines, card, choices = [], link, table }: Reply): string[] {
  return [
    ...(card ? cardText(card).split("\n") : []),
    ...lines.flatMap((line) => line.split("\n")),
    ...(link ? [link.url] : []),
    ...choiceLines(choices),
    ...(table ? table.split("\n") : []),
  ];
}

/** Nobody types these. */
const id = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/i;

/** Where there are no buttons, the words to type are the choice, or its number; or the sign to react with. */
export function choiceLines(choices: readonly Choice[]): string[] {
  const signs = choices.filter(({ reaction }) => reaction);
  const others = choices.filter(({ reaction }) => !reaction);
  return [
    ...others.map(({ label, words }, index) =>
      label === words || id.test(words) ? `${index + 1}. ${label}` : `${index + 1}. ${label}: ${words}`,
    ),
    ...(signs.length ? [signs.map(({ label, reaction }) => `${reaction} ${label}`).join(" · ")] : []),
  ];
}

function limited(lines: readonly string[]): string[] {
  if (lines.length <= mostLines) return [...lines];
  const kept = mostLines - 1;
  return [...lines.slice(0, kept), `… ${lines.length - kept} more`];
}
