/** How many phrases are read as they were meant, how many are asked back, how many wrongly. */
import { isDeepStrictEqual } from "node:util";
import type { Phrase } from "../commands/phrasings/index.ts";
import { outcomeOf } from "./read-phrase.ts";

export type Verdict = "right" | "asked" | "wrong";

/** Asking back what was to be read is no harm, and no merit; doing what was to be asked back is wrong. */
export function verdictOf(phrase: Phrase): { verdict: Verdict; found: ReturnType<typeof outcomeOf> } {
  const found = outcomeOf(phrase);
  const { outcome } = phrase;
  const asks = "unclear" in found || "unknown" in found;
  if ("unclear" in outcome || "unknown" in outcome) return { verdict: asks ? "right" : "wrong", found };
  if (asks) return { verdict: "asked", found };
  const right = "call" in outcome && "call" in found && isDeepStrictEqual({ ...found }, { ...outcome });
  return { verdict: right ? "right" : "wrong", found };
}
