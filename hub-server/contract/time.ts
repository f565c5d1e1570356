/** What the nouns of the calendar share: time zones, recurrence rules, and which occurrences of a series are meant. */
import { Type } from "typebox";
import { text } from "./field.ts";

/** IANA name of the zone in which local times are meant. UTC unless told. */
export const zoneField = text("Time zone", { help: "IANA name, e.g. Europe/Berlin; UTC unless told" });

const Rule = Type.String({
  pattern: "^[A-Za-z]+=[A-Za-z0-9,+-]+(;[A-Za-z]+=[A-Za-z0-9,+-]+)*$",
  maxLength: 500,
  description: "RFC 5545 RRULE, e.g. FREQ=WEEKLY;BYDAY=MO",
});

/** A recurrence rule, without the word RRULE. */
export const ruleField = { ...text("Repeats"), schema: Rule };

/** Seconds before what they remind of. */
export const RemindBefore = Type.Array(Type.Integer({ minimum: 0, maximum: 31_536_000 }), {
  maxItems: 5,
  title: "Remind before",
  description: "seconds before it, e.g. [86400, 600]",
});

/** Which occurrences of a series a change is for; `this` unless told. */
export const Which = Type.Enum(["this", "following", "all"], { title: "Which" });

/** The start that the occurrence would have had by its series (RECURRENCE-ID); the next one unless told. */
export const Occurrence = Type.String({ format: "date-time", title: "Occurrence" });
