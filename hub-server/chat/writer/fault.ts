/** Moments at which a process may die, by name: tests kill the hub there. In production nothing happens at them. */

export const faultPoints = [
  /** Nothing of the batch is in the database. */
  "before-store",
  /** Its rows are written; COMMIT is not sent. Only in batches of several statements. */
  "before-commit",
  /** It is stored; nobody was told. */
  "after-commit",
  /** Everybody was told; who sent it has no answer. */
  "before-reply",
] as const;

export type FaultPoint = (typeof faultPoints)[number];
export type Fault = (point: FaultPoint) => void;

export const noFault: Fault = () => {};
