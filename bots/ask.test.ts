/** Questions end to end: words, the hub, and the analytics process. */
import test from "ava";
import { interactions, parties } from "@singularity/hub-server/contract";
import { messages, until } from "./testing/listen.ts";
import { openStage } from "./testing/stage.ts";

test("a question in a room is answered in six lines, with its fact first and how it was computed", async (t) => {
  const stage = await openStage({ analytics: true });
  t.teardown(stage.stop);
  await stage.bots();
  const jane = await stage.actor("jane", ["manager"]);
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
  await jane.hub(interactions.add, { party: "Alfreds Futterkiste", channel: "call" });
  const { room_id: room } = await jane.client.createRoom({ name: "Numbers", invite: [stage.bot] });
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(room)).joined,
    "bot in the room",
  );
  const answer = async (words: string) => {
    const id = await jane.say(room, words);
    return until(async () => {
      const all = await messages(jane.client, room);
      return all
        .slice(all.findIndex(({ event_id }) => event_id === id))
        .find(({ sender }) => sender === stage.bot);
    }, `answer to ${words}`);
  };
  const list = await answer("!ask list");
  t.regex(list.body, /interactions/i);
  t.true(list.body.split("\n").length <= 6);
  const fact = await answer("!ask interactions by channel");
  t.true(fact.body.split("\n").length <= 6);
  t.regex(fact.body, /^1 interaction/);
  t.regex(fact.body, /How computed: .* as of \d{4}-/);
});
