/** Many hints, few deeds: the first acts at once, those that follow within `milliseconds` act once, together, after it. */
export function coalesce(act: () => void, milliseconds: number): { hint(): void; stop(): void } {
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
