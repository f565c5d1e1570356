/** Which texts were seen, in a few bytes each: for forecasts over a million rows. Two texts of 2^53 kinds may be taken for one. */

export interface Marks {
  /** @returns whether it was not seen before */
  readonly add: (text: string) => boolean;
}

export function makeMarks(): Marks {
  let table = new Float64Array(1024);
  let count = 0;
  /** @returns whether it was not there */
  const put = (mark: number): boolean => {
    let place = mark % table.length;
    for (; table[place]; place = (place + 1) % table.length) if (table[place] === mark) return false;
    table[place] = mark;
    return true;
  };
  const grow = () => {
    const before = table;
    table = new Float64Array(before.length * 2);
    for (const mark of before) if (mark) put(mark);
  };
  return {
    add: (text) => {
      if (count * 2 > table.length) grow();
      const isNew = put(markOf(text));
      if (isNew) count++;
      return isNew;
    },
  };
}

/** Two multiplications with good spread, 53 bits of their result; never 0. */
function markOf(text: string): number {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place); // oxlint-disable-line unicorn/prefer-code-point
    one = Math.imul(one ^ code, 0x9e3779b1);
    other = Math.imul(other ^ code, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  other = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return 0x1_0000_0000 * (other & 0x1fffff) + (one >>> 0) || 1;
}
