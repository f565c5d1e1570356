/** Single-use links by which people sign in without a password. */
import type { Ctx } from "../context.ts";

export const linkSeconds = 7 * 24 * 3600;

/** A single-use sign-in link; the token stands in the fragment, which browsers send to nobody. */
export function signInLink(publicUrl: string, token: string): string {
  return `${publicUrl}/#sign-in=${token}`;
}

export async function newLink(ctx: Ctx, userId: string): Promise<string> {
  const { token } = await ctx.parts.identity.issueToken({ userId, kind: "link", seconds: linkSeconds });
  return signInLink(ctx.parts.publicUrl(), token);
}
