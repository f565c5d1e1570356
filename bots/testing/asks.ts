/** Words of one person, in private unless said, and what a new conversation answers to them: as after a restart, only the hub remembers. */
import type { Hub } from "@singularity/hub-server/client";
import type { Reply } from "../commands/command.ts";
import { commands } from "../commands/index.ts";
import { makeConversation } from "../conversation/converse.ts";
import type { Ask } from "../conversation/surface.ts";

export const room = "!team:hub.localhost";
let said = 0;

export const ask = (words: string, more: Partial<Ask> = {}): Ask => ({
  speaker: "@jane:hub.localhost",
  words,
  at: new Date("2026-11-22T12:00:00Z"),
  room: null,
  key: `matrix:$${said++}`,
  source: { kind: "chat", room, event: `$${said}` },
  again: false,
  casual: true,
  ...more,
});

/** Said in the room, where others listen. */
export const asked = (words: string, more: Partial<Ask> = {}): Ask => ({
  ...ask(words),
  room,
  key: "matrix:$1",
  source: { kind: "chat", room, event: "$1" },
  casual: false,
  ...more,
});

export async function tell(hub: Hub, asked: Ask): Promise<Reply | undefined> {
  const reply = await makeConversation(hub, commands)(asked);
  await reply?.afterwards?.();
  return reply;
}

/** What comes to those who are answered in any case. */
export const talk =
  (hub: Hub) =>
  async (said: Ask): Promise<Reply> =>
    (await tell(hub, said))!;
