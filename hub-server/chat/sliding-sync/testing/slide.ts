/** How tests speak sliding sync. */
import type { TestPerson } from "../../../testing/chat-hub.ts";

export const unstable = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
export const v4 = "/_matrix/client/v4/sync";

export interface Event {
  readonly type: string;
  readonly state_key?: string;
  readonly sender: string;
  readonly event_id: string;
  readonly content: Record<string, unknown>;
}

let txn = 0;

/** @returns the event id */
export async function say(who: TestPerson, room: string, body: string, more: object = {}): Promise<string> {
  const content = { msgtype: "m.text", body, ...more };
  return (await who.call("PUT", `/rooms/${room}/send/m.room.message/t${++txn}`, content)).body.event_id;
}

/** One request in today's words; its answer. */
export const slide = async (who: TestPerson, body: object, pos?: string, query = "") =>
  (await who.call("POST", `${unstable}?${pos ? `pos=${pos}&` : ""}${query}`, body)).body;

export const bodies = (events: Event[]) => events.map((e) => e.content.body ?? e.type);
export const keys = (events: Event[]) => events.map((e) => [e.type, e.state_key]);

/** A request for one list. */
export const list = (more: object = {}) => ({
  lists: { all: { ranges: [[0, 19]], timeline_limit: 2, required_state: [["m.room.create", ""]], ...more } },
});
