/** Telling, after COMMIT: what the outbox holds becomes cards in rooms. The transaction id makes each card stand there once. */
import type { Sequelize } from "sequelize";
import type { Card } from "../../contract/index.ts";
import type { Handler } from "../../store/outbox.ts";
import type { Parts, Tell } from "../context.ts";
import { tellApproval } from "../confirmation/tell.ts";
import { deliverMail } from "../money/document/deliver.ts";
import { depart } from "../person/depart.ts";
import { postAnswer } from "../question/post.ts";
import { tellReminder } from "../reminder/tell.ts";
import { inTransaction } from "../tx.ts";
import { tellWatch } from "../watch/tell.ts";
import { eraseRooms } from "./erased.ts";
import { welcome } from "./general.ts";
import { governRooms } from "./govern.ts";
import { syncGroupRoom } from "./group.ts";
import { maskedFor } from "./masked.ts";
import { ensureRoom } from "./open.ts";
import { cardContent } from "./content.ts";
import { tellDirectly } from "./private.ts";

/** What stands in the outbox: what to tell, and who asked. */
export type Told = Tell & { readonly by: string };

/** Handlers of the outbox, by kind. Each may run twice and then has no second effect. */
export function tellers(parts: Parts, sequelize: Sequelize): Record<Tell["kind"], Handler> {
  const handler =
    <K extends Tell["kind"]>(
      tell: (told: Extract<Told, { kind: K }>, key: string, signal: AbortSignal) => Promise<void>,
    ): Handler =>
    ({ payload, key }, { signal }) =>
      tell(payload as Extract<Told, { kind: K }>, key ?? "", signal);
  return {
    card: handler<"card">((told, key) => postCard(parts, sequelize, told, key)),
    direct: handler<"direct">((told, key) => tellDirectly(parts, sequelize, told, key)),
    approval: handler<"approval">((told, key) => tellApproval(parts, sequelize, told, key)),
    reminder: handler<"reminder">((told, key) => tellReminder(parts, sequelize, told, key)),
    mail: handler<"mail">((told, key, signal) => deliverMail(parts, sequelize, told, key, signal)),
    watch: handler<"watch">((told, key) => tellWatch(parts, sequelize, told, key)),
    question: handler<"question">((told, key) => postAnswer(parts, told, key)),
    group: handler<"group">((told) => syncGroupRoom(parts, sequelize, told.group)),
    undone: handler<"undone">((told, key) => strikeCards(parts, sequelize, told.change, key)),
    membership: handler<"membership">((told) => governRooms(parts, sequelize, told)),
    departure: handler<"departure">((told) => depart(parts, sequelize, told)),
    erased: handler<"erased">((told) => eraseRooms(parts, sequelize, told.record)),
    welcome: handler<"welcome">((told) => welcome(parts, told.person)),
  };
}

async function postCard(
  parts: Parts,
  sequelize: Sequelize,
  told: Extract<Told, { kind: "card" }>,
  key: string,
): Promise<void> {
  const { about, card, by, also = [] } = told;
  const table = parts.tables.find((candidate) => candidate.noun.key === about.noun);
  if (table?.noun.room !== "on-demand") return;
  const { room, listed } = await inTransaction(sequelize, async (tx) => ({
    listed: await table.roomMembers?.(tx, about.id),
    room: await ensureRoom(parts, tx, about),
  }));
  if (!listed) await parts.chat.rooms.join(room, [by, ...also]);
  const shown = await maskedFor(parts, sequelize, told, room);
  const eventId = await parts.chat.speak.send({
    roomId: room,
    sender: parts.bot,
    type: "m.room.message",
    content: cardContent(shown),
    txnId: key,
  });
  await inTransaction(sequelize, (tx) =>
    tx.query(
      `insert into crm.message_link (room_id, event_id, change, record_id, card) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [room, eventId, card.change, card.record?.id ?? null, JSON.stringify(shown)],
    ),
  );
}

/** Cards of an undone change are struck through by an edit, so that they never tell what no longer holds. */
async function strikeCards(parts: Parts, sequelize: Sequelize, change: string, key: string): Promise<void> {
  const links = await inTransaction(sequelize, (tx) =>
    tx.query<{ room_id: string; event_id: string; card: Card }>(
      `select room_id, event_id, card from crm.message_link where change = $1`,
      [change],
    ),
  );
  for (const { room_id, event_id, card } of links) {
    const content = cardContent({ ...card, state: "undone", actions: [] });
    await parts.chat.speak.send({
      roomId: room_id,
      sender: parts.bot,
      type: "m.room.message",
      content: {
        ...content,
        body: `* ${String(content["body"])}`,
        "m.new_content": content,
        "m.relates_to": { rel_type: "m.replace", event_id },
      },
      txnId: `${key}-${event_id}`,
    });
  }
}
