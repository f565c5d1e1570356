/** What a test sees of a room: asked of the server, so that nothing is missed and nothing is there twice unnoticed. */
import { setTimeout as delay } from "node:timers/promises";
import { Direction, type MatrixClient } from "matrix-js-sdk";
import { cardKey, type Card } from "@singularity/hub-server/contract";

export interface Said {
  readonly event_id: string;
  readonly sender: string;
  readonly body: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly card: Card | undefined;
  readonly edits: boolean;
}

/** The messages of a room, oldest first. */
export async function messages(client: MatrixClient, room: string): Promise<Said[]> {
  const { chunk } = await client.createMessagesRequest(room, null, 100, Direction.Backward);
  return chunk
    .filter(({ type }) => type === "m.room.message")
    .map(({ event_id: id, sender, content }) => ({
      event_id: id,
      sender,
      content,
      body: String(content["body"]),
      card: content[cardKey] as Card | undefined,
      edits: content["m.relates_to"]?.rel_type === "m.replace",
    }))
    .toReversed();
}

/** Looks until there is something to see. @throws after twenty seconds */
export async function until<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const end = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`In twenty seconds there was no ${what}.`);
    await delay(25);
  }
}
