/**
 * Limits guesses at passwords. Counted in PostgreSQL, before the password is checked: parallel guesses and a restart of
 * the hub gain nothing.
 */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { TooMany } from "../errors.ts";

const windowSeconds = 15 * 60;

/** The pair is strict; the account alone is generous, so that a stranger cannot lock a person out with ten guesses. */
const limits = { pair: 10, account: 100, address: 100 };

export interface Attempts {
  /** Counts one attempt. @throws TooMany with the seconds to wait */
  readonly count: (user: string, address: string) => Promise<void>;
  /** Takes a successful attempt out of the count. */
  readonly clear: (user: string, address: string) => Promise<void>;
}

export function attempts(pool: Pool, clock: Clock): Attempts {
  const subjects = (user: string, address: string) => [
    `account ${user}`,
    `address ${address}`,
    `pair ${user} ${address}`,
  ];
  return {
    count: async (user, address) => {
      const now = clock();
      const { rows } = await pool.query<{ subject: string; since: Date; count: number }>({
        name: "identity-attempt",
        text: `insert into identity.attempt as a (subject, since, count)
          select subject, $2, 1 from unnest($1::text[]) subject
          on conflict (subject) do update set
            count = case when a.since < $3 then 1 else a.count + 1 end,
            since = case when a.since < $3 then $2 else a.since end
          returning subject, since, count`,
        values: [subjects(user, address), now, new Date(now.getTime() - windowSeconds * 1000)],
      });
      const over = rows.filter((row) => row.count > limits[row.subject.split(" ")[0] as keyof typeof limits]);
      if (!over.length) return;
      const ends = Math.max(...over.map((row) => row.since.getTime())) + windowSeconds * 1000;
      throw new TooMany(Math.max(1, Math.ceil((ends - now.getTime()) / 1000)));
    },
    clear: async (user, address) => {
      const [account, host, pair] = subjects(user, address);
      await pool.query("delete from identity.attempt where subject in ($1, $2) or since < $3", [
        account,
        pair,
        new Date(clock().getTime() - windowSeconds * 1000),
      ]);
      await pool.query("update identity.attempt set count = count - 1 where subject = $1", [host]);
    },
  };
}
