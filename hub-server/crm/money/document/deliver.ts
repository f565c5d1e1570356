/** Delivering mails, after COMMIT. The mail server may be asked again after a crash: the mail's id is the same, and a receiver drops the copy. */
import type { Sequelize } from "sequelize";
import { MailRefused, mustMail } from "../../../mail/mailer.ts";
import type { Card } from "../../../contract/index.ts";
import type { Parts } from "../../context.ts";
import { tellDirectly } from "../../room/private.ts";
import { inTransaction } from "../../tx.ts";
import type { Letter } from "./letter.ts";

/** @throws what the mail server said when it may work later: the outbox tries again */
export async function deliverMail(
  parts: Parts,
  sequelize: Sequelize,
  letter: Letter,
  key: string,
): Promise<void> {
  if (!(await waiting(sequelize, letter.mail))) return;
  const { mail, to, sender, replyTo, subject, text, attachments } = letter;
  const optional = {
    ...(sender ? { sender } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(attachments ? { attachments } : {}),
  };
  try {
    await mustMail(parts.mail).send({ id: mail, to, subject, text, ...optional });
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    await note(sequelize, mail, "failed_at", error.message);
    await tellDirectly(
      parts,
      sequelize,
      { to: [letter.person], record: letter.about, card: refusal(letter) },
      key,
    );
    return;
  }
  await note(sequelize, mail, "sent_at", null);
}

/** False when it was sent, refused or withdrawn. */
async function waiting(sequelize: Sequelize, id: string): Promise<boolean> {
  return inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'mail', true)`);
    const rows = await tx.query(
      `select id from crm.mail where id = $1 and num_nonnulls(sent_at, failed_at, withdrawn_at) = 0`,
      [id],
    );
    return rows.length > 0;
  });
}

async function note(
  sequelize: Sequelize,
  id: string,
  what: "sent_at" | "failed_at",
  error: string | null,
): Promise<void> {
  await inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'mail', true)`);
    await tx.query(
      `update crm.mail set ${what} = now(), error = $2 where id = $1 and num_nonnulls(sent_at, failed_at, withdrawn_at) = 0`,
      [id, error?.slice(0, 500) ?? null],
    );
  });
}

/** The address is not repeated: whoever asked may since have lost the right to see it. */
function refusal({ about }: Letter): Card {
  return {
    record: about,
    call: "mail.refused",
    change: null,
    title: `The mail with ${about.number} was refused`,
    text: "The mail server of the receiver does not take it. Check the address and send it again.",
    by: null,
    facts: [],
    actions: [],
    state: "current",
  };
}
