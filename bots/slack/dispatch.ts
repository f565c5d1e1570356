/** A request through Bolt, acknowledged only after its listeners have run: Bolt itself would acknowledge events before. */
import type { App, ReceiverEvent } from "@slack/bolt";
import { TryAgain } from "../errors.ts";

export interface Dispatched {
  /** False: it could not be kept now, and has to come again. */
  readonly kept: boolean;
  readonly answer: unknown;
}

/**
 * @param odd hears of what Bolt cannot route, such as bodies without a team or a user; sending them again would change nothing
 */
export async function dispatch(
  app: App,
  event: Omit<ReceiverEvent, "ack">,
  odd: (error: unknown) => void,
): Promise<Dispatched> {
  let answer: unknown;
  try {
    await app.processEvent({
      ...event,
      ack: async (response?: unknown) => {
        answer ??= response;
      },
    });
  } catch (error) {
    if (causes(error).some((cause) => cause instanceof TryAgain)) return { kept: false, answer: undefined };
    odd(error);
  }
  return { kept: true, answer };
}

/** Bolt wraps what a listener threw. */
function causes(error: unknown): unknown[] {
  const { original, originals } = error as { original?: unknown; originals?: unknown[] };
  return [error, original, ...(originals ?? [])];
}
