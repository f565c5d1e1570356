/** For tests of what follows the changes: everything that was committed is looked at, and what it brought is told. */
import type { Card } from "../../contract/index.ts";
import { toldTo, until } from "../calendar/testing.ts";
import { directRoom } from "../room/private.ts";
import type { TestHub, TestPerson } from "../../testing/hub.ts";
import { followWatches } from "./follow.ts";

export const optionsOf = ({ inside, database }: TestHub) => ({
  pool: database.pool,
  sequelize: inside.sequelize,
  parts: inside.parts,
  clock: () => new Date(),
  found: () => {},
  onError: (error: Error) => {
    throw error;
  },
});

export async function settled(hub: TestHub): Promise<void> {
  while (await followWatches(optionsOf(hub)));
  await hub.told();
}

/** Cards of one watch, oldest first. */
export const cardsOf = (cards: readonly Card[], number: string): Card[] =>
  cards.filter((card) => card.actions.some((action) => action.words === `unwatch ${number}`));

/** The person's direct room with the bot; whoever is invited there joins a moment later. */
export async function directOf({ inside: { parts } }: TestHub, { userId }: TestPerson): Promise<string> {
  const room = await directRoom(parts, userId);
  await until(async () => (await parts.chat.rooms.membership(room, userId)) === "join", 30_000);
  return room;
}

/** What a person was told in private by one watch. */
export async function toldOf(hub: TestHub, person: TestPerson, number: string): Promise<Card[]> {
  await settled(hub);
  await directOf(hub, person);
  return cardsOf(await toldTo(hub, person), number);
}

/** A room with the bot in it. */
export const roomWith = (hub: TestHub, ...members: TestPerson[]): Promise<string> =>
  hub.inside.chat.rooms.create({
    creator: `@hub:${hub.serverName}`,
    members: members.map((member) => member.userId),
  });
