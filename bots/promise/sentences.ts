/** A message as sentences. Pure. */

/** Nobody promises at greater length; reading stops here. */
const longest = 2000;
const longestSentence = 400;

/** After these a dot ends no sentence; nor does one after a number: `24. November`. */
const abbreviated =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|st|prof|inc|ltd|co|no|nr|hr|fr|ca|bzw|z\.b|e\.g|i\.e|a\.m|p\.m|m|mme)\.$/i;

/** The sentences of a message without what it quotes: lines with `>`, blocks of code. */
export function sentencesOf(text: string): string[] {
  const own = text
    .slice(0, longest)
    .replaceAll(/```[\s\S]*?(?:```|$)/g, "\n")
    .split("\n")
    .filter((line) => !/^\s*(?:>|&gt;)/.test(line));
  return own
    .flatMap(sentencesIn)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "" && sentence.length <= longestSentence);
}

function sentencesIn(line: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (const end of line.matchAll(/[.!?…]+(?=\s)/g)) {
    const to = end.index + end[0].length;
    const before = line.slice(Math.max(from, to - 12), to);
    if (end[0] === "." && (/\d\.$/.test(before) || abbreviated.test(before))) continue;
    found.push(line.slice(from, to));
    from = to;
  }
  return [...found, line.slice(from)];
}
