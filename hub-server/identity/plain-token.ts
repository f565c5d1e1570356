/** Tokens as they travel, and what is kept of them. */
import { createHash, randomBytes } from "node:crypto";
import type { TokenKind } from "./types.ts";

/** A recognisable beginning lets secret scanners find a leaked token. */
const prefixes: Record<TokenKind | "refresh", string> = {
  session: "hub_s_",
  api: "hub_a_",
  embed: "hub_e_",
  link: "hub_l_",
  form: "hub_f_",
  refresh: "hub_r_",
};

/** A new token of 256 random bits. */
export function mint(kind: TokenKind | "refresh"): { token: string; hash: Buffer; id: string } {
  const token = prefixes[kind] + randomBytes(32).toString("base64url");
  const hash = hashOf(token);
  return { token, hash, id: idOf(hash) };
}

/** A fast hash is right here: there is nothing to guess in 256 random bits. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Names a token in lists and logs; half of its hash, so it opens nothing. */
export function idOf(hash: Buffer): string {
  return hash.subarray(0, 15).toString("base64url");
}
