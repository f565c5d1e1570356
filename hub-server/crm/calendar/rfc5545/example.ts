/**
 * How the recurrence examples of RFC 5545 §3.8.5.3 are written down, all with DTSTART;TZID=America/New_York and the times that the text gives.
 * Times are local; a list of days means those days at nine o'clock.
 */
export interface Example {
  readonly title: string;
  readonly starts: string;
  /** Several rules: the text says that they are equivalent. */
  readonly rules: readonly string[];
  readonly exdates?: readonly string[];
  readonly expected: readonly string[];
  /** The text ends with "...": these are only the first. */
  readonly goesOn?: true;
}

/** `days("1997-09 2 9", "1997-10 1-3")`: nine o'clock of each of these days. */
export function days(...months: readonly string[]): string[] {
  return months.flatMap((text) => {
    const [month, ...rest] = text.split(" ");
    return rest.flatMap((part) => {
      const [first, last = first] = part.split("-").map(Number);
      const count = last! - first! + 1;
      return Array.from({ length: count }, (_, n) => `${month}-${String(first! + n).padStart(2, "0")}T09:00`);
    });
  });
}
export const at = (date: string, ...times: readonly string[]) => times.map((time) => `${date}T${time}`);
export const every20 = (date: string) =>
  Array.from(
    { length: 24 },
    (_, n) => at(date, `${String(9 + Math.floor(n / 3)).padStart(2, "0")}:${["00", "20", "40"][n % 3]}`)[0]!,
  );
export const second = "1997-09-02T09:00";
