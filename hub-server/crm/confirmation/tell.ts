/** Telling of what waits: who may approve is asked in their direct room with the bot, and the asker hears how it ended. */
import type { Sequelize } from "sequelize";
import type { Card } from "../../contract/index.ts";
import { enterAs } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { cardContent } from "../room/content.ts";
import { directRoom } from "../room/private.ts";
import { inTransaction } from "../tx.ts";

interface Told {
  readonly id: string;
  readonly call: string;
  readonly title: string;
  readonly facts: Card["facts"];
  readonly state: "waiting" | "done" | "withdrawn";
  readonly asked_by: string;
  readonly asker_name: string;
  readonly given_names: readonly string[];
}

/** Says it to each of these people by their ids, once, if they may still see it. */
export async function tellApproval(
  parts: Parts,
  sequelize: Sequelize,
  { confirmation, to }: { readonly confirmation: string; readonly to: readonly string[] },
  key: string,
): Promise<void> {
  for (const id of to) {
    const seen = await seenBy(sequelize, confirmation, id);
    if (!seen) continue;
    await parts.chat.speak.send({
      roomId: await directRoom(parts, seen.userId),
      sender: parts.bot,
      type: "m.room.message",
      content: cardContent(cardFor(seen.told, id)),
      txnId: `${key}-${id}`,
    });
  }
}

/** The row as this person sees it: read as them, so that rights that were lost meanwhile count. */
async function seenBy(
  sequelize: Sequelize,
  confirmation: string,
  person: string,
): Promise<{ told: Told; userId: string } | undefined> {
  return inTransaction(sequelize, async (tx) => {
    const [account] = await tx.query<{ user_id: string }>(`select user_id from access.person where id = $1`, [
      person,
    ]);
    const who = account && (await enterAs(tx, account.user_id));
    if (!who) return undefined;
    const [told] = await tx.query<Told>(
      `select c.id, c.call, c.title, c.facts, c.state, c.asked_by, p.name as asker_name,
         array(select g.name from access.person g where g.id = any (c.given)) as given_names
       from crm.confirmation c join access.person p on p.id = c.asked_by where c.id = $1`,
      [confirmation],
    );
    return told && { told, userId: who.userId };
  });
}

function cardFor(told: Told, reader: string): Card {
  if (told.state !== "waiting") return ended(told);
  const who = told.asked_by === reader ? "Your assistant" : told.asker_name;
  return waitingCard(
    told,
    `${who} asks for your ${told.asked_by === reader ? "yes" : "approval"}: ${told.title}`,
    [
      {
        label: told.asked_by === reader ? "Confirm" : "Approve",
        words: `confirm ${told.id}`,
        reaction: "✅",
      },
      { label: "Refuse", words: `withdraw ${told.id}`, reaction: "❌" },
    ],
  );
}

const waitingCard = (told: Told, title: string, actions: Card["actions"]): Card => ({
  record: null,
  call: told.call,
  change: null,
  title,
  by: told.asker_name,
  facts: told.facts,
  actions,
  state: "current",
  confirmation: told.id,
});

const ended = (told: Told): Card =>
  waitingCard(
    told,
    told.state === "done"
      ? `Approved by ${told.given_names.join(", ")} and done: ${told.title}`
      : `Refused: ${told.title}`,
    [],
  );
