/** Time zones by their IANA names, and local times in them. Node's own Temporal knows the rules. */

export function isZone(name: string): boolean {
  try {
    zoned(new Date(0), name);
    return !/^[+-]/.test(name); // an offset knows no change of clocks
  } catch {
    return false;
  }
}

/** A point in time as people in that zone read it. */
export function zoned(time: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timeZone);
}

/** A local time as a point in time. One that a clock change leaves out moves behind the gap; of two equal ones the first is meant. */
export function instantOf(local: Temporal.PlainDateTime, timeZone: string): Date {
  return new Date(local.toZonedDateTime(timeZone, { disambiguation: "compatible" }).epochMilliseconds);
}
