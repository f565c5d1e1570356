/** How a person's words for times are read: their zone, their language, and the order in which they write day and month. */
import { WordsUnclear } from "../errors.ts";
import type { Here } from "../words/day.ts";
import { hole } from "../words/hole.ts";
import type { Circumstances } from "./command.ts";

/** Countries in which 5:30 may be in the evening, unless pm says so. */
const halfDays = /-(US|CA|AU|NZ|IN|PH)$/;
const halfDayZones = /^(America|US|Australia|Canada)\//;

/** @throws WordsUnclear when nobody knows the zone: a time would be a guess */
export function hereOf(circumstances: Circumstances, tense: Here["tense"] = "future"): Here {
  const { at, zone, locale } = circumstances;
  if (!zone)
    throw new WordsUnclear(
      "I do not know your time zone. Say the nearest large city, e.g. Berlin.",
      0,
      [],
      `tz ${hole}`,
    );
  const language = locale?.slice(0, 2) ?? "en";
  return {
    now: Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone),
    language,
    order: orderOf(locale),
    clock24: locale ? !halfDays.test(locale) && locale !== "en" : !halfDayZones.test(zone),
    tense,
  };
}

/** Plain `en` says nothing about the order: it is asked back. */
function orderOf(locale: string | undefined): Here["order"] {
  if (!locale || locale === "en") return undefined;
  return /^(en-US|en-PH)$/.test(locale) ? "mdy" : "dmy";
}
