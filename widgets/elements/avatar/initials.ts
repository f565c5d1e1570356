/** Up to two letters: of the first and the last word that begin with a letter or a digit. */
export function initials(name: string): string {
  const words = name
    .split(/[\s._-]+/)
    .map((word) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? "")
    .filter(Boolean);
  return (words.length > 1 ? words[0]! + words.at(-1)! : (words[0] ?? "?")).toUpperCase();
}

/** One of eight colours, always the same for the same name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % 8;
}
