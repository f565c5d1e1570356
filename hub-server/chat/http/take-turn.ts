import type { LimitedAction } from "../account/limits.ts";
import type { Call } from "./endpoint.ts";

/**
 * Counts one action of a person against their limit. Application services speak for many and are not limited.
 * @throws MatrixError M_LIMIT_EXCEEDED
 */
export function takeTurn({ core, person }: Pick<Call, "core" | "person">, action: LimitedAction): void {
  if (person.principal.kind !== "appservice") core.limits.take(action, person.userId);
}
