/** Lengths of time from now, back or ahead, to the minute: `in 2 hours`, `20m ago`, `vor einer Stunde`. */
import { amountAt, type Unit } from "./vocabulary.ts";

/** An exact moment: `in 2 hours`. */
export interface Exact {
  readonly at: Temporal.ZonedDateTime;
  readonly used: number;
}

/** Days and longer: counted on the calendar, not on the clock. */
export const isLong = (unit: Unit) => unit !== "minutes" && unit !== "hours";

export function readAgo(words: readonly string[], from: number) {
  const back = words[from] === "vor" ? 1 : words.slice(from, from + 3).join(" ") === "il y a" ? 3 : 0;
  const amount = amountAt(words, from + back);
  if (!amount) return undefined;
  if (back) return { ...amount, used: back + amount.used };
  return words[from + amount.used] === "ago" ? { ...amount, used: amount.used + 1 } : undefined;
}

/** `in 2h`, `2 hours from now`, `dans une heure`, `vor 20 min`, `20m ago`. */
export function readExact(
  words: readonly string[],
  from: number,
  { now }: { readonly now: Temporal.ZonedDateTime },
): Exact | undefined {
  const ago = readAgo(words, from);
  if (ago && !isLong(ago.unit)) return { at: now.subtract({ [ago.unit]: ago.count }), used: ago.used };
  const lead = /^(in|dans)$/.test(words[from] ?? "") ? 1 : 0;
  const amount = amountAt(words, from + lead);
  if (!amount || isLong(amount.unit)) return undefined;
  const after = words.slice(from + amount.used, from + amount.used + 2).join(" ") === "from now";
  if (!lead && !after) return undefined;
  return { at: now.add({ [amount.unit]: amount.count }), used: amount.used + (lead ? 1 : 2) };
}
