/** Faults of the hub, and of the way to it, are no answers: what was asked is tried again later. */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import { TryAgain } from "../errors.ts";

export function withPatience(hub: Hub): Hub {
  return async (call, input, options) => {
    try {
      return await hub(call, input, options);
    } catch (error) {
      if (!(error instanceof HubProblem)) throw new TryAgain(`The hub cannot be reached: ${String(error)}`);
      const wait = error.problem["retryAfterSeconds"];
      if (error.status >= 500 || error.status === 429 || error.status === 408)
        throw new TryAgain(
          `The hub answered ${error.status}: ${error.message}`,
          typeof wait === "number" ? wait : 0,
        );
      throw error;
    }
  };
}
