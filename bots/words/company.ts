/** Names of companies that begin like a moment: `Friday GmbH`, `Mars SA`. */
import type { Token } from "./lex.ts";

/** In small letters most of these are words: "ab", "as", "se". */
const forms =
  /^(?:gmbh|(?:GmbH|GMBH|Gmbh|AG|SE|KG|KGaA|UG|OHG|GbR|[Ee]\.?V\.?|Ltd|LTD|LLC|LLP|PLC|Inc|INC|Corp|Co|SA|SAS|SARL|Sàrl|Srl|SRL|SpA|BV|NV|AB|Oy|AS)\.?),?$/u;

/** Whether the word behind this one is a legal form: then it is a part of a name, whatever else it says. */
export function isCompany(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  return (
    token?.kind === "word" &&
    next?.kind === "word" &&
    /^\p{Lu}|^\d/u.test(token.text) &&
    forms.test(next.text)
  );
}
