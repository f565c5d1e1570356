/** Telling whoever watches: with their rights as they are now; in a room only what everybody there may see, the rest in private. */
import type { Sequelize } from "sequelize";
import type { Card } from "../../contract/index.ts";
import { hiddenFields } from "../access/gate.ts";
import { enterAs, type Standing } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { cardContent } from "../room/content.ts";
import { directRoom } from "../room/private.ts";
import { fieldsOf } from "../rule/index.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { cardsOf } from "./card.ts";
import { watching, type Item, type Watching, type WatchNews } from "./news.ts";
import { areNamedToAll } from "./pointers.ts";
import { readersOf, type Readers } from "./room.ts";
import { seenBy, type Seen } from "./seen.ts";
import { asJob } from "./table.ts";

/** A card, and where it is said: a room, or the owner's own. */
interface Said {
  readonly room: string | null;
  readonly card: Card;
}

/** Tells, once, however often this runs. Nothing is told of a watch that was stopped, nor to somebody who left. */
export async function tellWatch(
  parts: Parts,
  sequelize: Sequelize,
  news: WatchNews,
  key: string,
): Promise<void> {
  const found = await inTransaction(sequelize, async (tx) => {
    const watch = await watchOf(tx, news.watch);
    const owner = watch && (await enterAs(tx, watch.user_id));
    return owner
      ? { user: owner.userId, said: await saidOf(parts, tx, watch, owner, news.items) }
      : undefined;
  });
  for (const { room, card } of found?.said ?? [])
    await parts.chat.speak.send({
      roomId: room ?? (await directRoom(parts, found!.user)),
      sender: parts.bot,
      type: "m.room.message",
      content: cardContent(card),
      txnId: [key, ...(room ? [] : ["own"]), card.record?.id].join("-"),
    });
}

async function watchOf(tx: Tx, id: string): Promise<Watching | undefined> {
  const [watch] = await asJob(tx, () => tx.query<Watching>(`${watching} and w.id = $1`, [id]));
  return watch;
}

async function saidOf(
  parts: Parts,
  tx: Tx,
  watch: Watching,
  owner: Standing,
  items: readonly Item[],
): Promise<Said[]> {
  if (!mayKnow(watch, [owner])) return [];
  const own = { parts, tx, watch, viewers: [owner] };
  if (!watch.room) return told(null, await cardsOf(own, await seenBy(own, items)));
  const readers: Readers = await readersOf(parts, tx, owner, watch.room);
  const inRoom = { ...own, viewers: readers.viewers };
  const open = !readers.refused && mayKnow(watch, readers.viewers) && (await areNamedToAll(inRoom));
  const shown: Seen[] = open ? await seenBy(inRoom, items) : [];
  const ids = new Set(shown.map((one) => one.id));
  const rest = (await seenBy(own, items)).filter((one) => !ids.has(one.id) && !isOwn(one, owner));
  return [
    ...told(watch.room, await cardsOf(inRoom, shown)),
    ...told(null, await cardsOf(own, rest, readers.refused ?? hint)),
  ];
}

const hint = "Not said in the room: not everybody there may see it.";

/** In a room everybody's doing is news; to oneself one's own is none. */
const isOwn = ({ by }: Seen, owner: Standing) => by.length > 0 && by.every((id) => id === owner.id);

const told = (room: string | null, cards: readonly Card[]): Said[] => cards.map((card) => ({ room, card }));

/** To learn that a rule holds is to learn what it looks at. */
function mayKnow({ of, rule }: Watching, viewers: readonly Standing[]): boolean {
  if (!rule) return true;
  const fields = fieldsOf(rule);
  return viewers.every((viewer) => {
    const hidden = hiddenFields(viewer, of!, "view");
    return !fields.some((field) => hidden.has(field));
  });
}
