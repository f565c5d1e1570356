/** The first start: a company needs one person who may let others in, and one room where everybody is. */
import { randomUUIDv7 } from "node:crypto";
import type { Hub } from "../hub.ts";
import { signInLink } from "../crm/person/link.ts";
import { welcome } from "../crm/room/general.ts";
import { inTransaction } from "../crm/tx.ts";

const adminName = "admin";
const linkSeconds = 24 * 3600;

/**
 * Makes the first administrator when nobody is there yet.
 * @returns a single-use sign-in link as long as the administrator has no password; undefined afterwards
 */
export async function firstAdministrator(hub: Hub): Promise<string | undefined> {
  const { identity } = hub;
  const userId = `@${adminName}:${identity.serverName}`;
  await inTransaction(hub.sequelize, async (tx) => {
    const [row] = await tx.query<{ count: string }>(`select count(*) as count from access.person`);
    if (row?.count !== "0") return;
    const [number] = await tx.query<{ next: string }>(`select hub.next_number('EMP') as next`);
    await tx.query(`select access.first_person($1, $2, $3, $4)`, [
      randomUUIDv7(),
      `EMP-${number!.next}`,
      "Administrator",
      userId,
    ]);
  });
  const known = await identity.account(userId);
  if (!known && !(await isPerson(hub, userId))) return undefined; // renamed or given up since
  const account =
    known ??
    (await identity.ensureAccount({ localpart: adminName, displayName: "Administrator", admin: true }));
  await welcome(hub.parts, userId);
  if (account.hasPassword || account.deactivated) return undefined;
  const { token } = await identity.issueToken({ userId, kind: "link", seconds: linkSeconds });
  return signInLink(hub.parts.publicUrl(), token);
}

async function isPerson(hub: Hub, userId: string): Promise<boolean> {
  const rows = await inTransaction(hub.sequelize, (tx) =>
    tx.query(`select 1 from access.person where user_id = $1`, [userId]),
  );
  return rows.length > 0;
}
