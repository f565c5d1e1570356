/** F6 goes from one part of the window to the next, past those that are not there. */
export class Regions {
  #at = 0;

  /** @param focusers put the focus into their part and say whether they could */
  next(focusers: readonly (() => boolean | undefined)[]): boolean {
    return focusers.some(() => focusers[this.#at++ % focusers.length]!() === true);
  }
}
