/** What sounds like a time and is none that could be written down: `next week`, `this afternoon`, `la semaine prochaine`. */
import { dayParts } from "./day.ts";

const lead = "(?:(?:by|before|in|during|bis|in der|avant|pour|d'ici) )?";
const period = "(?:week|weekend|month|quarter|year|woche|wochenende|monat|quartal|jahr)";
const part = "(?:morning|afternoon|evening|week-end|matin|après-midi|soir)";
const after = "(?:semaine|mois|trimestre|année|an|week-end)";
const vague = new RegExp(
  `(?:^| )(${lead}(?:(?:later )?(?:next|this|nächste[nrs]?|kommende[nrs]?|diese[nrsm]?) ${period}|(?:this|ce|cet|cette) ${part}|(?:la |le |l')?${after} prochaine?|cette ${after}))$`,
  "u",
);

const gone =
  /(?:^| )((?:last|letzte[nrs]?|vergangene[nrs]?) (?:week|weekend|month|quarter|year|woche|wochenende|monat|quartal|jahr)|(?:la |le |l')?(?:semaine|mois|trimestre|année|an|week-end) derni(?:er|[eè]re))$/u;

/** The words at the end that name a time that has passed so. */
export const vaguePast = (words: readonly string[]): string | undefined =>
  gone.exec(words.slice(-4).join(" "))?.[1];

/** How many words at the end name a time so; 0 when none do. @param words as they are compared */
export function vagueAtEnd(words: readonly string[]): number {
  const found = vague.exec(words.slice(-6).join(" "))?.[1];
  return found ? found.split(" ").length : 0;
}

/** A part of a day as a time at which it may begin, to be offered. */
export function clockOfPart(word: string): string | undefined {
  if (!dayParts.test(word)) return undefined;
  if (/^(afternoon|nachmittag|après-midi)$/.test(word)) return "14:00";
  return /^(evening|night|abend|soir)$/.test(word) ? "18:00" : "09:00";
}
