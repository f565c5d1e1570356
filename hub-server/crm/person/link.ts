/** Single-use links by which people sign in without a password. */
import { mustHold } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { granters } from "../record/write.ts";

export const linkSeconds = 7 * 24 * 3600;

/** A single-use sign-in link; the token stands in the fragment, which browsers send to nobody. */
export function signInLink(publicUrl: string, token: string): string {
  return `${publicUrl}/#sign-in=${token}`;
}

/**
 * Whoever can sign in as somebody holds their rights. With the right over people alone nobody becomes one of those who give rights.
 * @throws NotAllowed when that person grants or changes roles and the asker grants none
 */
export async function refuseToBecome(ctx: Ctx, person: string): Promise<void> {
  const [row] = await ctx.tx.query<{ grants: boolean }>(
    `select access.holds_right($1, 'role', 'grant') or access.holds_right($1, 'role', 'change') as grants`,
    [person],
  );
  if (row!.grants) mustHold(ctx.who, "role", "grant", granters);
}

export async function newLink(ctx: Ctx, userId: string): Promise<string> {
  const { token } = await ctx.parts.identity.issueToken({ userId, kind: "link", seconds: linkSeconds });
  return signInLink(ctx.parts.publicUrl(), token);
}
