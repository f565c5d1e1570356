/** For tests of standing questions: time that passes at once, and what was said where. */
import { asOwner } from "../reminder/testing.ts";
import { until } from "../calendar/testing.ts";
import { directOf } from "../watch/testing.ts";
import type { TestHub, TestPerson } from "../../testing/hub.ts";

/** As if it had been due since then. */
export const wasDue = (hub: TestHub, id: string, ago: string) =>
  asOwner(
    hub,
    `update crm.question set starts = now() - $2::interval, due_at = now() - $2::interval, retry_at = null where id = $1`,
    [id, ago],
  );

export const firings = (hub: TestHub, id: string) =>
  asOwner<{ occurrence: Date; answered: boolean }>(
    hub,
    `select occurrence, answered from crm.question_firing where question_id = $1 order by occurrence`,
    [id],
  );

export function fired(hub: TestHub, id: string, count = 1) {
  return until(async () => {
    const rows = await firings(hub, id);
    return rows.length >= count && rows;
  }, 30_000);
}

/** The texts that stand in a room, oldest first. */
export async function textsIn(hub: TestHub, person: TestPerson, room: string): Promise<string[]> {
  const contents = await contentsIn(hub, person, room);
  return contents.flatMap(({ body }) => (typeof body === "string" ? [body] : []));
}

/** What stands in a room, oldest first. */
export async function contentsIn(
  hub: TestHub,
  person: TestPerson,
  room: string,
): Promise<Record<string, unknown>[]> {
  const url = `${hub.url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=f&limit=200`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${person.token}` } });
  const { chunk = [] } = (await answer.json()) as { chunk?: { content: Record<string, unknown> }[] };
  return chunk.map(({ content }) => content);
}

export async function textsTo(hub: TestHub, person: TestPerson): Promise<string[]> {
  await hub.told();
  return textsIn(hub, person, await directOf(hub, person));
}
