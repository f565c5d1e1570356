/** Words of a question: commas stand alone, quotes keep words together, also typographic ones. */
export function split(question: string): string[] {
  const plain = question.replaceAll(/[“”„«»]/g, '"').replaceAll(/\s+/g, " ");
  const words = plain.match(/(?:"[^"]*"?|[^\s,"])+|,/g) ?? [];
  return words.map((word) => word.replaceAll('"', ""));
}
