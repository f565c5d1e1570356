/** Places in the stream, as clients hold them: `s<seq>` or `s<seq>_<typing>`. */
import { invalidParam } from "../refusals.ts";

export interface Place {
  /** Everything up to this seq was seen. */
  readonly seq: number;
  readonly typing: number;
}

export const start: Place = { seq: 0, typing: 0 };

/** @throws MatrixError M_INVALID_PARAM */
export function readPlace(token: string, name: string): Place {
  const parts = /^s(\d{1,15})(?:_(\d{1,15}))?$/.exec(token);
  if (!parts)
    throw invalidParam(`${name} must be a token that a sync or a page gave; got ${token.slice(0, 50)}.`);
  return { seq: Number(parts[1]), typing: Number(parts[2] ?? 0) };
}

export const writePlace = ({ seq, typing }: Place) => `s${seq}_${typing}`;

export const writeSeq = (seq: number) => `s${seq}`;
