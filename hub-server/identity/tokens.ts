/** Tokens that are no sessions: personal API tokens, short-lived embed tokens, single-use links. */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { InputInvalid } from "../errors.ts";
import { hashOf, mint } from "./plain-token.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { NewToken, TokenInfo, TokenKind } from "./types.ts";

interface Row {
  id: string;
  kind: TokenKind;
  user_id: string;
  label: string | null;
  record: string | null;
  origin: string | null;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

export interface Tokens {
  readonly issue: (token: NewToken) => Promise<{ token: string; tokenId: string; expiresAt: Date | null }>;
  /** Spends a link. @returns its user */
  readonly redeem: (token: string) => Promise<string | undefined>;
  readonly list: (userId: string) => Promise<TokenInfo[]>;
  readonly revoke: (tokenId: string) => Promise<boolean>;
  readonly revokeAll: (userId: string) => Promise<void>;
}

export function tokens(pool: Pool, clock: Clock, cache: PrincipalCache): Tokens {
  return {
    issue: async (wanted) => {
      if (wanted.kind !== "api" && wanted.seconds === undefined)
        throw new InputInvalid([{ field: "/seconds", allowed: "a number of seconds", got: "nothing" }]);
      const { token, hash, id } = mint(wanted.kind);
      const now = clock();
      const expiresAt = wanted.seconds === undefined ? null : new Date(now.getTime() + wanted.seconds * 1000);
      await pool.query(
        `insert into identity.token (hash, id, kind, user_id, label, record, origin, call, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          hash,
          id,
          wanted.kind,
          wanted.userId,
          wanted.label ?? null,
          wanted.record ?? null,
          wanted.origin ?? null,
          wanted.call ?? null,
          now,
          expiresAt,
        ],
      );
      return { token, tokenId: id, expiresAt };
    },
    redeem: async (token) => {
      const { rows } = await pool.query<{ user_id: string }>(
        `update identity.token set revoked_at = $2, last_used_at = $2
         where hash = $1 and kind = 'link' and revoked_at is null and expires_at > $2 returning user_id`,
        [hashOf(token), clock()],
      );
      return rows[0]?.user_id;
    },
    list: async (userId) => {
      const { rows } = await pool.query<Row>(
        `select id, kind, user_id, label, record, origin, created_at, expires_at, last_used_at from identity.token
         where user_id = $1 and kind <> 'refresh' and revoked_at is null and (expires_at is null or expires_at > $2) order by created_at`,
        [userId, clock()],
      );
      return rows.map(present);
    },
    revoke: async (tokenId) => {
      const { rowCount } = await pool.query(
        "update identity.token set revoked_at = $2 where id = $1 and revoked_at is null",
        [tokenId, clock()],
      );
      cache.forget((p) => p.tokenId === tokenId);
      return rowCount === 1;
    },
    revokeAll: async (userId) => {
      await pool.query(
        "update identity.token set revoked_at = $2 where user_id = $1 and revoked_at is null",
        [userId, clock()],
      );
      cache.forget((p) => p.userId === userId);
    },
  };
}

const present = (row: Row): TokenInfo => ({
  tokenId: row.id,
  kind: row.kind,
  userId: row.user_id,
  label: row.label,
  record: row.record,
  origin: row.origin,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
});
