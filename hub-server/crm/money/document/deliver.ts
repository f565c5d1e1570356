/** Delivering mails, after COMMIT. The mail server may be asked again after a crash: the mail's id is the same, and a receiver drops the copy. */
import type { Sequelize } from "sequelize";
import { MailRefused, mustMail } from "../../../mail/mailer.ts";
import type { Card } from "../../../contract/index.ts";
import type { Parts } from "../../context.ts";
import { tellDirectly } from "../../room/private.ts";
import { inTransaction } from "../../tx.ts";
import type { Letter } from "./letter.ts";

/**
 * Hands a letter to the mail server. Its row is locked meanwhile: whoever wants to withdraw it waits and then learns that it left.
 * @throws what the mail server said when it may work later: the outbox tries again
 */
export async function deliverMail(
  parts: Parts,
  sequelize: Sequelize,
  letter: Letter,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  const refused = await inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'mail', true)`);
    const [mail] = await tx.query<{ waits: boolean; failed: boolean }>(
      `select num_nonnulls(sent_at, failed_at, withdrawn_at) = 0 as waits, failed_at is not null as failed from crm.mail where id = $1 for update`,
      [letter.mail],
    );
    if (!mail?.waits) return mail?.failed ?? false; // refused before, and perhaps nobody was told of it
    const error = await hand(parts, letter, signal);
    const what = error === undefined ? "sent_at" : "failed_at";
    await tx.query(`update crm.mail set ${what} = clock_timestamp(), error = $2 where id = $1`, [
      letter.mail,
      error?.slice(0, 500) ?? null,
    ]);
    return error !== undefined;
  });
  const { person, about } = letter;
  if (refused)
    await tellDirectly(parts, sequelize, { to: [person], record: about, card: refusal(letter) }, key);
}

/** @returns what the mail server said when it refused for good */
async function hand(parts: Parts, letter: Letter, signal?: AbortSignal): Promise<string | undefined> {
  const { mail, to, sender, replyTo, subject, text, attachments } = letter;
  const optional = {
    ...(sender ? { sender } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(attachments ? { attachments } : {}),
  };
  try {
    await mustMail(parts.mail).send({ id: mail, to, subject, text, ...optional }, signal);
    return undefined;
  } catch (error) {
    if (error instanceof MailRefused) return error.message;
    throw error;
  }
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
