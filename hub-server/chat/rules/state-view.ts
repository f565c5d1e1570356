import type { ChatEvent } from "../event.ts";
import type { Content } from "../types.ts";

/** The current state of a room, as far as rules need it. */
export interface StateView {
  readonly get: (type: string, stateKey: string) => ChatEvent | undefined;
}

/** Content of a state event, empty when there is none. */
export const contentOf = (state: StateView, type: string, stateKey = ""): Content =>
  state.get(type, stateKey)?.content ?? {};

/** Membership of a user; `leave` for those who were never there. */
export function membershipOf(state: StateView, userId: string): string {
  const { membership } = contentOf(state, "m.room.member", userId);
  return typeof membership === "string" ? membership : "leave";
}
