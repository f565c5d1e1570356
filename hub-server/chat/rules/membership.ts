/** Changes of membership ("m.room.member", authorisation rule 5 of room version 11). */
import { badJson, forbidden } from "../refusals.ts";
import type { Content } from "../types.ts";
import { creatorOf, powerFor, powerOf } from "./power-levels.ts";
import { contentOf, membershipOf, type StateView } from "./state-view.ts";

export interface MembershipChange {
  readonly sender: string;
  readonly target: string;
  readonly content: Content;
  /** The server itself admits this user: join rules are not asked. */
  readonly admitted: boolean;
}

/** @throws MatrixError when the sender may not change the target's membership so */
export function checkMembership(state: StateView, change: MembershipChange): void {
  const { sender, target, content } = change;
  const was = membershipOf(state, target);
  if (content.membership === "join") checkJoin(state, change, was);
  else if (content.membership === "invite") checkInvite(state, sender, target, was);
  else if (content.membership === "leave") checkLeave(state, sender, target, was);
  else if (content.membership === "ban") checkBan(state, sender, target);
  else if (content.membership === "knock") checkKnock(state, sender, target, was);
  else throw badJson("membership must be join, invite, leave, ban or knock.");
}

function checkJoin(state: StateView, { sender, target, admitted }: MembershipChange, was: string): void {
  if (sender !== target) throw forbidden("Nobody can join for somebody else.");
  if (was === "ban") throw forbidden(`${target} is banned from this room.`);
  if (was === "join" || was === "invite" || admitted) return;
  const rule = contentOf(state, "m.room.join_rules").join_rule ?? "invite";
  if (rule === "public") return;
  // The creator's own first join comes before there are any rules.
  if (creatorOf(state) === sender && !state.get("m.room.join_rules", "") && was === "leave") return;
  throw forbidden("You are not invited to this room.");
}

function checkInvite(state: StateView, sender: string, target: string, was: string): void {
  needMember(state, sender);
  if (was === "ban") throw forbidden(`${target} is banned from this room.`);
  if (was === "join") throw forbidden(`${target} is already in the room.`);
  needPower(state, sender, powerFor(state, "invite"), "invite");
}

function checkLeave(state: StateView, sender: string, target: string, was: string): void {
  if (sender === target) {
    if (was === "join" || was === "invite" || was === "knock") return;
    throw forbidden("You are not in this room.");
  }
  needMember(state, sender);
  if (was === "ban") needPower(state, sender, powerFor(state, "ban"), "unban");
  else if (was === "leave") throw forbidden(`${target} is not in this room.`);
  needPower(state, sender, powerFor(state, "kick"), "remove people");
  needMorePower(state, sender, target);
}

function checkBan(state: StateView, sender: string, target: string): void {
  needMember(state, sender);
  needPower(state, sender, powerFor(state, "ban"), "ban");
  needMorePower(state, sender, target);
}

function checkKnock(state: StateView, sender: string, target: string, was: string): void {
  const rule = contentOf(state, "m.room.join_rules").join_rule;
  if (rule !== "knock" && rule !== "knock_restricted") throw forbidden("One cannot knock at this room.");
  if (sender !== target) throw forbidden("Nobody can knock for somebody else.");
  if (was !== "leave" && was !== "knock") throw forbidden(`You cannot knock: your membership is ${was}.`);
}

export function needMember(state: StateView, sender: string): void {
  if (membershipOf(state, sender) !== "join") throw forbidden(`${sender} is not in this room.`);
}

export function needPower(state: StateView, sender: string, level: number, what: string): void {
  const own = powerOf(state, sender);
  if (own < level) throw forbidden(`To ${what} takes power level ${level}; ${sender} has ${own}.`);
}

function needMorePower(state: StateView, sender: string, target: string): void {
  if (sender !== target && powerOf(state, sender) <= powerOf(state, target))
    throw forbidden(`${target} has as much power as ${sender} or more.`);
}
