/** Places in the stream, as clients hold them: `s<seq>`, `s<seq>_<typing>` or `s<seq>_<typing>_<device>`. */
import { invalidParam } from "../refusals.ts";

export interface Place {
  /** Everything up to this seq was seen. */
  readonly seq: number;
  readonly typing: number;
  /** Messages to the device up to this seq were seen; less than `seq` when there were too many for one answer. */
  readonly device: number;
}

export const start: Place = { seq: 0, typing: 0, device: 0 };

/** @throws MatrixError M_INVALID_PARAM */
export function readPlace(token: string, name: string): Place {
  const parts = /^s(\d{1,15})(?:_(\d{1,15}))?(?:_(\d{1,15}))?$/.exec(token);
  if (!parts)
    throw invalidParam(`${name} must be a token that a sync or a page gave; got ${token.slice(0, 50)}.`);
  const [, seq, typing = 0, device = seq] = parts;
  return { seq: Number(seq), typing: Number(typing), device: Number(device) };
}

export const writePlace = ({ seq, typing, device }: Place) =>
  device === seq ? `s${seq}_${typing}` : `s${seq}_${typing}_${device}`;

export const writeSeq = (seq: number) => `s${seq}`;
