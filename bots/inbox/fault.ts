/**
 * Fault points: places at which a test lets the process die as if the power failed (kill -9), to prove that whatever is heard has one
 * effect and one answer. BOTS_FAULT_POINT names one; in production it is empty.
 */
export const faultPoints = [
  /** The transaction is kept by the hub; the hub has not got its 200. */
  "after-take",
  /** The item is claimed; nothing is done. */
  "after-claim",
  /** The call is made and committed; nobody was told. */
  "after-call",
  /** The direct room was made; the bot has not noted it down. */
  "after-direct-room",
  /** The answer is sent; the item is not settled. */
  "after-answer",
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** Dies at its point; does nothing at others. */
export type Fault = (point: FaultPoint) => void;

export const noFault: Fault = () => {};

/** @param chosen name of the point at which to die; empty for none */
export function faultAt(chosen: string): Fault {
  return chosen ? (point) => point === chosen && process.kill(process.pid, "SIGKILL") : noFault;
}
