/** Text of a file in even slices, with one kind of line break: what a reader of CSV takes. */

/** Characters that are read without a pause. */
export const sliceLength = 65_536;

/** Line breaks of any program as `\n`, also where a piece ends between the two halves of one. */
export async function* unixLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    held = text.endsWith("\r") ? "\r" : "";
    yield (held ? text.slice(0, -1) : text).replaceAll(/\r\n?/g, "\n");
  }
  if (held) yield "\n";
}

/** Pieces of any size as slices of one. */
export async function* evenSlices(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of pieces) {
    held += piece;
    for (; held.length >= sliceLength; held = held.slice(sliceLength)) yield held.slice(0, sliceLength);
  }
  if (held) yield held;
}

/** What was given since a record ended, to say where one begins that never does. */
export interface Tail {
  readonly add: (slice: string) => void;
  /** All before the last slice ended in records. */
  readonly settle: () => void;
  /** What begins at a line. */
  readonly from: (line: number, length: number) => string;
}

export function tailOf(): Tail {
  let slices: string[] = [];
  let before = 0;
  return {
    add: (slice) => slices.push(slice),
    settle: () => {
      for (const slice of slices.slice(0, -1)) before += breaksIn(slice);
      slices = slices.slice(-1);
    },
    from: (line, length) => {
      let text = slices.join("");
      for (let passed = before; passed < line - 1; passed++) text = text.slice(text.indexOf("\n") + 1);
      return text.trim().slice(0, length);
    },
  };
}

/** Line breaks of a text. */
export function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
