export interface Coalesced {
  readonly hint: () => void;
  readonly stop: () => void;
}

/** Many hints, few deeds: the first acts at once, those that follow within `milliseconds` act once, together, after it. */
export function coalesce(act: () => void, milliseconds: number): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let more = false;
  function hint(): void {
    more = timer !== undefined;
    if (more) return;
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (more) hint();
    }, milliseconds);
  }
  return { hint, stop: () => clearTimeout(timer) };
}
