/** For tests of the calendar: times by the clock of Berlin, and what the bot said to whom. */
import { cardKey, type Card } from "../../contract/index.ts";
import { directRoom } from "../room/private.ts";
import type { TestHub, TestPerson } from "../../testing/hub.ts";
import { instantOf } from "./zone.ts";

export const berlin = "Europe/Berlin";

/** `2027-03-29T10:00` in Berlin, as a call takes it. */
export function at(local: string, zone = berlin): string {
  return instantOf(Temporal.PlainDateTime.from(local), zone).toISOString();
}

export const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** The cards that stand in a room, oldest first. */
export async function cardsIn(hub: TestHub, person: TestPerson, room: string): Promise<Card[]> {
  const url = `${hub.url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=f&limit=200`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${person.token}` } });
  const { chunk = [] } = (await answer.json()) as { chunk?: { content: Record<string, unknown> }[] };
  return chunk.flatMap((event) => (event.content[cardKey] as Card | undefined) ?? []);
}

/** What the bot told a person in private, oldest first. */
export async function toldTo(hub: TestHub, person: TestPerson): Promise<Card[]> {
  await hub.told();
  return cardsIn(hub, person, await directRoom(hub.inside.parts, person.userId));
}

/** Waits for something to become true, at most `ms`. */
export async function until<T>(ask: () => Promise<T | undefined | false>, ms = 10_000): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (performance.now() > end) throw new Error(`It did not happen within ${ms} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
