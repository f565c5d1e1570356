/** What a time zone and a recurrence rule must be before they are stored. */
import { InputInvalid } from "../../errors.ts";
import { readUntil, recurrence, type Series } from "./recurrence.ts";
import { isZone, zoned } from "./zone.ts";

/** Rules that repeat faster than hourly are for machines; longer series say UNTIL. */
const rarest = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const longest = 1000;
/** RFC 5545 §3.3.10 and RFC 7529; what is none of these is a slip, and would make another series than was meant. */
const known = (
  "FREQ UNTIL COUNT INTERVAL BYSECOND BYMINUTE BYHOUR BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST " +
  "RSCALE SKIP"
).split(" ");

export function checkedZone(name: unknown): string {
  const zone = typeof name === "string" ? name : "UTC";
  if (!isZone(zone))
    throw new InputInvalid([
      { field: "/time_zone", allowed: "an IANA name such as Europe/Berlin", got: `"${zone}"` },
    ]);
  return zone;
}

/**
 * The rule in one form: upper case, UNTIL in UTC, as RFC 5545 §3.3.10 wants it beside a start with a zone.
 * @throws InputInvalid when it is no rule, never occurs, or does not begin where the series begins
 */
export function checkedRule(text: string, series: Omit<Series, "rrule">): string {
  const refuse = (allowed: string): never => {
    throw new InputInvalid([{ field: "/rrule", allowed, got: `"${text}"` }]);
  };
  const pairs = text
    .toUpperCase()
    .split(";")
    .filter(Boolean)
    .map((part) => part.split("=") as [string, string]);
  const parts = new Map(pairs);
  const odd = pairs.find(([name, value]) => !known.includes(name) || !value);
  if (odd) refuse(`a rule of ${known.join(", ")} (it says ${odd.join("=")})`);
  if (parts.size < pairs.length) refuse("a rule that says each thing once");
  const frequency = parts.get("FREQ") ?? "";
  if (!rarest.includes(frequency)) refuse(`a rule with FREQ ${rarest.join(", ")}`);
  if (Number(parts.get("COUNT") ?? 1) > longest) refuse(`a rule with COUNT of at most ${longest}`);
  if (parts.has("COUNT") && parts.has("UNTIL")) refuse("a rule with COUNT or UNTIL, not both");
  try {
    const until = parts.get("UNTIL");
    if (until) parts.set("UNTIL", untilOf(new Date(readUntil(until, series.timeZone))));
    const rrule = [...parts].map(([name, value]) => `${name}=${value}`).join(";");
    const whole = { ...series, rrule };
    const first = recurrence.next(
      { ...whole, rdates: [], exdates: [] },
      new Date(series.starts.getTime() - 1),
    );
    if (!first) refuse("a rule that occurs");
    else if (first.getTime() !== series.starts.getTime())
      refuse(`a rule that ${series.starts.toISOString()} fits; its next time is ${first.toISOString()}`);
    recurrence.last(whole);
    return rrule;
  } catch (error) {
    if (error instanceof InputInvalid) throw error;
    if (/iterations/.test((error as Error).message)) refuse("a rule that occurs");
    return refuse(`a rule by RFC 5545 (${(error as Error).message})`);
  }
}

/** UNTIL as RFC 5545 writes a time in UTC. */
export function untilOf(time: Date): string {
  return `${zoned(time, "UTC").toPlainDateTime().toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "")}Z`;
}
