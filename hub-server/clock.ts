/** Time is a parameter: whoever needs the present takes a Clock. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** A clock that stands still until it is moved; for tests. */
export function fakeClock(start: Date | string): Clock & { advance(milliseconds: number): void } {
  let now = new Date(start).getTime();
  return Object.assign(() => new Date(now), {
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  });
}
