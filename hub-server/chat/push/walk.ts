/**
 * Looks for a part of a text in one walk over it ("Shift-And", Baeza-Yates and Gonnet 1992): a bit for each beginning of the part
 * with which the text ends so far. Costs letters of the text × letters of the part / 32, whatever either is made of.
 */
export interface Wanted {
  readonly part: string;
  /** The letter of the part that stands for any letter. */
  readonly any: string;
}

/** @returns the first place from here on that fits; -1 when there is none */
export function walk(text: string, wanted: Wanted, from: number, fits: (index: number) => boolean): number {
  const { length } = wanted.part;
  const masks = masksOf(wanted);
  const others = masks.get(wanted.any)!;
  const state = new Uint32Array(others.length);
  const last = 1 << ((length - 1) % 32);
  for (let at = from; at < text.length; at++) {
    step(state, masks.get(text[at]!) ?? others);
    if (state.at(-1)! & last && fits(at - length + 1)) return at - length + 1;
  }
  return -1;
}

/** Each beginning grows by the letter, where the mask says that it stands next. */
function step(state: Uint32Array, mask: Uint32Array): void {
  let carry = 1;
  for (let word = 0; word < state.length; word++) {
    const before = state[word]!;
    state[word] = ((before << 1) | carry) & mask[word]!;
    carry = before >>> 31;
  }
}

/** For each letter of the part the places where it fits; under `any` those where every letter does. */
function masksOf({ part, any }: Wanted): Map<string, Uint32Array> {
  const letters = part.split("");
  const words = Math.ceil(letters.length / 32);
  const masks = new Map([any, ...letters].map((letter) => [letter, new Uint32Array(words)]));
  letters.forEach((letter, place) => {
    const fitting = letter === any ? masks.values() : [masks.get(letter)!];
    for (const mask of fitting) mask[place >>> 5]! |= 1 << (place & 31);
  });
  return masks;
}
