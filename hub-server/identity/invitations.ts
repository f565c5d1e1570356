/** Invitations to register (m.login.registration_token): made by an administrator, good for a number of accounts. */
import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { hashOf } from "./plain-token.ts";

export interface Invitations {
  /** @returns the plain token; only its hash is kept */
  readonly make: (wanted: { uses: number; seconds: number }) => Promise<string>;
  readonly isValid: (token: string) => Promise<boolean>;
  /** Takes one use, atomically. @returns false when none is left */
  readonly spend: (token: string) => Promise<boolean>;
}

export function invitations(pool: Pool, clock: Clock): Invitations {
  const count = async (text: string, token: string) =>
    (await pool.query(text, [hashOf(token), clock()])).rowCount === 1;
  return {
    make: async ({ uses, seconds }) => {
      // "Registration tokens" allow A-Z a-z 0-9 . _ ~ - only.
      const token = randomBytes(18).toString("base64url");
      const now = clock();
      await pool.query(
        "insert into identity.invitation (hash, uses_left, created_at, expires_at) values ($1, $2, $3, $4)",
        [hashOf(token), uses, now, new Date(now.getTime() + seconds * 1000)],
      );
      return token;
    },
    isValid: (token) =>
      count("select from identity.invitation where hash = $1 and uses_left > 0 and expires_at > $2", token),
    spend: (token) =>
      count(
        "update identity.invitation set uses_left = uses_left - 1 where hash = $1 and uses_left > 0 and expires_at > $2",
        token,
      ),
  };
}
