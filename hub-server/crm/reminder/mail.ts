/** Reminders by mail: to the address that the company knows of a colleague. */
import type { Sequelize } from "sequelize";
import { MailRefused, type Mailer as MailServer } from "../../mail/mailer.ts";
import { inTransaction } from "../tx.ts";
import type { Mailer } from "./ports.ts";

/** The port of reminders over a mail server. Who has no address, or one that is refused for good, is told in chat. */
export function mailToColleagues(server: MailServer, sequelize: Sequelize): Mailer {
  return {
    send: async ({ person, subject, text, key }) => {
      const to = await addressOf(sequelize, person);
      if (!to) return false;
      try {
        await server.send({ id: key, to, subject, text });
        return true;
      } catch (error) {
        if (error instanceof MailRefused) return false;
        throw error;
      }
    },
  };
}

async function addressOf(sequelize: Sequelize, userId: string): Promise<string | undefined> {
  const [row] = await inTransaction(sequelize, (tx) =>
    tx.query<{ email: string | null }>(
      `select email from access.person where user_id = $1 and disabled_at is null`,
      [userId],
    ),
  );
  return row?.email ?? undefined;
}
