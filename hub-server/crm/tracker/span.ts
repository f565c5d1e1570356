/** Lengths of time in the words of a tracker: two units at most. */
const units = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** `3 d 4 h`; below a minute `moments`. */
export function spanText(seconds: number): string {
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "moments";
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count ? `${count} ${name}` : "";
  });
  return parts.filter(Boolean).join(" ");
}
