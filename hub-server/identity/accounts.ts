/** Accounts: who exists, what they are called, how they sign in. */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { Conflict, InputInvalid, NotFound } from "../errors.ts";
import { hashPassword } from "./password.ts";
import type { Account, NewAccount } from "./types.ts";

const columns =
  "user_id, localpart, display_name, avatar_url, admin, guest, appservice, deactivated_at, suspended_at, erased_at, password is not null as has_password";

interface Row {
  user_id: string;
  localpart: string;
  display_name: string | null;
  avatar_url: string | null;
  admin: boolean;
  guest: boolean;
  appservice: string | null;
  deactivated_at: Date | null;
  suspended_at: Date | null;
  erased_at: Date | null;
  has_password: boolean;
}

export interface Accounts {
  readonly create: (account: NewAccount) => Promise<Account>;
  readonly ensure: (account: NewAccount) => Promise<Account>;
  readonly byId: (userId: string) => Promise<Account | undefined>;
  readonly byIds: (userIds: readonly string[]) => Promise<Account[]>;
  readonly find: (words: string, limit: number) => Promise<Account[]>;
  readonly count: () => Promise<number>;
  /** @throws NotFound when there is no such account */
  readonly change: (
    userId: string,
    column: "display_name" | "avatar_url" | "admin" | "guest" | "password",
    value: unknown,
  ) => Promise<void>;
  readonly deactivate: (userId: string, erase: boolean) => Promise<void>;
  readonly suspend: (userId: string, by: string | null) => Promise<void>;
  readonly reactivate: (userId: string) => Promise<void>;
}

export function accounts(pool: Pool, serverName: string, clock: Clock): Accounts {
  const insert = async (account: NewAccount): Promise<Account | undefined> => {
    const localpart = checkedLocalpart(account.localpart);
    const password = account.password === undefined ? null : await hashPassword(account.password);
    const { rows } = await pool.query<Row>(
      `insert into identity.account (user_id, localpart, display_name, password, admin, appservice, created_at, guest)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning ${columns}`,
      [
        `@${localpart}:${serverName}`,
        localpart,
        account.displayName ?? null,
        password,
        account.admin ?? false,
        account.appservice ?? null,
        clock(),
        account.guest ?? false,
      ],
    );
    return rows[0] && present(rows[0]);
  };
  const byIds = async (userIds: readonly string[]) => {
    const { rows } = await pool.query<Row>({
      name: "identity-accounts",
      text: `select ${columns} from identity.account where user_id = any($1)`,
      values: [userIds],
    });
    return rows.map(present);
  };
  const byId = async (userId: string) => (await byIds([userId]))[0];
  return {
    byId,
    byIds,
    create: async (account) => {
      const created = await insert(account);
      if (!created) throw new Conflict(`The name ${account.localpart} is taken; choose another.`);
      return created;
    },
    ensure: async (account) =>
      (await byId(`@${account.localpart}:${serverName}`)) ??
      (await insert(account)) ??
      (await byId(`@${account.localpart}:${serverName}`))!,
    find: async (words, limit) => {
      const { rows } = await pool.query<Row>(
        `select ${columns} from identity.account
         where deactivated_at is null and (display_name ilike $1 or localpart ilike $1)
         order by coalesce(display_name, localpart), user_id limit $2`,
        [`%${words.replaceAll(/[\\%_]/g, "\\$&")}%`, limit],
      );
      return rows.map(present);
    },
    count: async () => {
      const { rows } = await pool.query<{ n: number }>("select count(*)::int as n from identity.account");
      return rows[0]!.n;
    },
    change: async (userId, column, value) => {
      const { rowCount } = await pool.query(`update identity.account set ${column} = $2 where user_id = $1`, [
        userId,
        value,
      ]);
      if (!rowCount) throw new NotFound(userId);
    },
    deactivate: async (userId, erase) => {
      await pool.query(
        `update identity.account set deactivated_at = $2, password = null, display_name = case when $3 then null else display_name end,
           avatar_url = case when $3 then null else avatar_url end, erased_at = case when $3 then $2 else erased_at end
         where user_id = $1`,
        [userId, clock(), erase],
      );
    },
    suspend: async (userId, by) => {
      await pool.query(
        `update identity.account set suspended_by = $2, suspended_at = case when $2::text is not null then coalesce(suspended_at, $3) end
         where user_id = $1`,
        [userId, by, clock()],
      );
    },
    reactivate: async (userId) => {
      await pool.query(
        "update identity.account set deactivated_at = null where user_id = $1 and erased_at is null",
        [userId],
      );
    },
  };
}

/** Matrix appendices, "User identifiers": at most 255 bytes with sigil and server name. */
function checkedLocalpart(localpart: string): string {
  if (/^[a-z0-9._=/+-]{1,180}$/.test(localpart)) return localpart;
  const allowed = "1 to 180 of the characters a-z 0-9 . _ = - / +";
  throw new InputInvalid([{ field: "/localpart", allowed, got: JSON.stringify(localpart.slice(0, 50)) }]);
}

function present(row: Row): Account {
  return {
    userId: row.user_id,
    localpart: row.localpart,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    admin: row.admin,
    guest: row.guest,
    deactivated: row.deactivated_at !== null,
    suspended: row.suspended_at !== null,
    erased: row.erased_at !== null,
    hasPassword: row.has_password,
    appservice: row.appservice,
  };
}
