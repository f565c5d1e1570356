/**
 * The verbs in a room's state, for clients that complete what bots understand. Off unless wanted: it is a draft, and takes the right to
 * set state. Source: https://github.com/matrix-org/matrix-spec-proposals/pull/4332
 */
import { isDeepStrictEqual } from "node:util";
import type { Verb } from "@singularity/hub-server/contract";
import { SurfaceRefused } from "../errors.ts";
import { path, type Matrix } from "./client.ts";

/** Its name until the proposal is accepted. */
export const commandsType = "org.matrix.msc4332.commands";

/** Puts the verbs into a room, once for each process; where the bot may not, nothing happens. */
export type Announce = (room: string) => Promise<void>;

export function announcer(matrix: Matrix, me: string, verbs: readonly Verb[] | undefined): Announce {
  const done = new Set<string>();
  if (!verbs) return () => Promise.resolve();
  const content = { sigil: "!", commands: verbs.map(describe) };
  return async (room) => {
    if (done.has(room)) return;
    done.add(room);
    const where = path("rooms", room, "state", commandsType, me);
    if (isDeepStrictEqual(await present(matrix, where), content)) return;
    try {
      await matrix({ method: "PUT", path: where, body: content });
    } catch (error) {
      if (!(error instanceof SurfaceRefused)) throw error;
    }
  };
}

/** Our grammar has no fixed places: all that follows the verb is one variable. */
const describe = ({ verb, usage, help }: Verb) => ({
  syntax: `${verb} {words}`,
  variables: { words: { "m.text": [{ body: usage }] } },
  description: { "m.text": [{ body: help }] },
});

async function present(matrix: Matrix, where: string): Promise<unknown> {
  try {
    return await matrix({ method: "GET", path: where });
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}
