/**
 * Whether an answer for the asker's eyes alone was said before. Slack has no key for such answers, and nothing that finds them again: after
 * a death, or a request that broke off, nobody knows.
 */
import { TryAgain } from "../errors.ts";
import type { Heard } from "../conversation/surface.ts";

/** Says something, told whether it may stand there already. */
export type InDoubt = <T>(heard: Heard, say: (doubt: boolean) => Promise<T>) => Promise<T>;

/** Remembers what this process tried; of what others tried, everything is in doubt. */
export function makeDoubts(): InDoubt {
  const doubted = new Set<string>();
  return async ({ id, inherited }, say) => {
    try {
      const said = await say(inherited || doubted.has(id));
      doubted.delete(id);
      return said;
    } catch (error) {
      if (!(error instanceof TryAgain && error.unsent)) doubted.add(id);
      throw error;
    }
  };
}
