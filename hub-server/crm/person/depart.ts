/** The end of an account, told after COMMIT and therefore late, or twice. */
import type { Sequelize } from "sequelize";
import type { Parts } from "../context.ts";
import { inTransaction, type Tx } from "../tx.ts";

/** Who leaves or comes back, one at a time: an account is closed before it is opened again, or not at all. */
export async function oneAtATime(tx: Tx, userId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('account ' || $1, 0))`, [userId]);
}

/** Closes the account of somebody who is gone; of somebody who came back since, nothing. */
export async function depart(
  parts: Parts,
  sequelize: Sequelize,
  { person, erase }: { readonly person: string; readonly erase: boolean },
): Promise<void> {
  await inTransaction(sequelize, async (tx) => {
    await oneAtATime(tx, person);
    const [gone] = await tx.query(
      `select 1 from access.person where user_id = $1 and disabled_at is not null`,
      [person],
    );
    if (gone || erase) await parts.chat.people.depart(person, erase);
  });
}
