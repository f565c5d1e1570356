/** What is dear to read, repeated: whoever sends it must not hold up the others. */
const dear = [
  "'a ",
  "tomorrow ",
  "@a ",
  "5/6/2027 ",
  "1 dec ",
  "a:b ",
  "to ",
  "-- ",
  "#a ",
  "10 - 11 ",
  "“",
  "12.13. ",
  "every ",
  "3 weeks from ",
  "in 999 years from ",
];
const kinds = [
  "log call ",
  "todo ",
  "meet ",
  "remind me ",
  "add prospect ",
  "add deal X for acme value: ",
  "set ",
  "set DEA-7 value: ",
  "set DEA-7 expected close: ",
  "invoice acme ",
  "find ",
  "asof ",
  "sql ```",
];

/** @param size letters of each line */
export function* dearLines(size: number): Generator<string> {
  for (const kind of kinds) {
    for (const part of dear) yield (kind + part.repeat(Math.ceil(size / part.length))).slice(0, size);
    // A run of blanks with something behind it, and within a quotation.
    yield `${kind}${" ".repeat(size)}x`;
    yield `${kind}"1${" ".repeat(size)}x"`;
  }
}
