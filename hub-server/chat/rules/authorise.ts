/** Whether an event may be sent into a room in its present state (authorisation rules of room version 11). */
import type { ChatEvent } from "../event.ts";
import { forbidden } from "../refusals.ts";
import type { Content } from "../types.ts";
import { checkMembership, needMember, needPower } from "./membership.ts";
import { checkPowerChange, powerFor, powerOf, powerToSend } from "./power-levels.ts";
import { membershipOf, type StateView } from "./state-view.ts";

export interface Draft {
  readonly type: string;
  readonly stateKey: string | null;
  readonly sender: string;
  readonly content: Content;
  /** The event that a redaction empties. */
  readonly target?: ChatEvent;
  /** The server itself admits the joining user. */
  readonly admitted?: boolean;
  /** When it must be known before the event is stored; made by the writer otherwise. */
  readonly eventId?: string;
  /** Milliseconds; application services that import history may set it. */
  readonly ts?: number;
}

/** @throws MatrixError M_FORBIDDEN or M_BAD_JSON */
export function authorise(state: StateView, draft: Draft): void {
  const { type, stateKey, sender, content } = draft;
  if (type === "m.room.create") {
    if (state.get("m.room.create", "")) throw forbidden("A room is created only once.");
    return;
  }
  if (!state.get("m.room.create", "")) throw forbidden("There is no such room.");
  if (type === "m.room.member" && stateKey !== null)
    return checkMembership(state, { sender, target: stateKey, content, admitted: draft.admitted === true });
  needMember(state, sender);
  needPower(state, sender, powerToSend(state, type, stateKey !== null), `send ${type}`);
  if (stateKey?.startsWith("@") && stateKey !== sender)
    throw forbidden("A state key that is a user id belongs to that user alone.");
  if (type === "m.room.power_levels") checkPowerChange(state, sender, content);
  if (type === "m.room.redaction" && draft.target) checkRedaction(state, sender, draft.target);
}

function checkRedaction(state: StateView, sender: string, target: ChatEvent): void {
  if (target.sender === sender) return;
  const needed = powerFor(state, "redact");
  if (powerOf(state, sender) < needed)
    throw forbidden(`To remove what others wrote takes power level ${needed}.`);
}

/** @throws MatrixError when the user is not joined */
export function needJoined(state: StateView, userId: string, roomId: string): void {
  if (membershipOf(state, userId) !== "join") throw forbidden(`You are not in the room ${roomId}.`);
}
