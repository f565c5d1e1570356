/** What people promise each other in a channel that shows a record's cards is proposed to whoever said it, for their eyes only. */
import test, { type ExecutionContext } from "ava";
import { event, payload } from "./testing/deliver.ts";
import { janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const acme = { id: "0198a3c0-0000-7000-8000-000000000001", noun: "party", number: "CUS-1", title: "Acme" };

const stageOf = (t: ExecutionContext) =>
  janesStage(t, {
    "channel.shows": ({ channel }: { channel: string }) => ({ items: channel === "T1/C1" ? [acme] : [] }),
    "promise.propose": ({ what }: { what: string }) => ({
      known: false,
      promise: { number: "PRM-3", state: "proposed", what },
      card: {
        record: null,
        call: "promise.propose",
        change: null,
        title: `Make it a to-do? ${what}`,
        by: "Jane",
        facts: [],
        actions: [
          { label: "Make it a to-do", words: "accept PRM-3" },
          { label: "No", words: "dismiss PRM-3" },
        ],
        state: "current",
      },
    }),
    "promise.accept": () => ({ card: undefined, promise: { what: "Send the quote" } }),
  });

let count = 0;
async function say(stage: SlackStage, text: string, more: object = {}): Promise<void> {
  const authorizations = [{ team_id: "T1", user_id: "UB", is_bot: true }];
  const where = { channel_type: "channel", channel: "C1", user: "U1", ts: "1763800000.1" };
  const said = { type: "message", ...where, text, ...more };
  await stage.deliver(event(`Ev${(count += 1)}`, said, { authorizations }));
  await stage.settled();
}

test("a promise in a linked channel is proposed to whoever made it, about the record, and a button takes it", async (t) => {
  const stage = await stageOf(t);
  await say(stage, "<@U2> they agreed. I'll send the quote by 24 Dec 2099");
  t.like(stage.hub.effects[0], {
    call: "promise.propose",
    input: {
      what: "Send the quote",
      due: "2099-12-23T23:00:00.000Z",
      time_zone: "Europe/Berlin",
      all_day: true,
      about: acme.id,
      room: "T1/C1",
    },
    options: { person: "@jane:hub.localhost" },
  });
  const { method, input } = stage.slack.sent.at(-1)!;
  t.is(method, "chat.postEphemeral");
  t.like(input, { channel: "C1", user: "U1" });
  t.is(input["thread_ts"], undefined);
  t.regex(JSON.stringify(input), /Make it a to-do\? Send the quote.*accept PRM-3.*dismiss PRM-3/);
  await stage.deliver(
    payload({
      type: "block_actions",
      user: { id: "U1", team_id: "T1" },
      team: { id: "T1" },
      trigger_id: "3.3",
      container: { type: "message", message_ts: "9.9", channel_id: "C1", is_ephemeral: true },
      actions: [{ type: "button", action_id: "hub_words_0", block_id: "b", value: "accept PRM-3" }],
    }),
  );
  await stage.settled();
  t.like(stage.hub.effects[1], { call: "promise.accept", input: { id: "PRM-3" } });
});

test("talk, strangers, bots, mentions and channels that show nothing come to nothing, and talk is not even kept", async (t) => {
  const stage = await stageOf(t);
  const words = "I'll send the quote by 24 Dec 2099";
  await say(stage, "Friday is fine");
  await say(stage, "lunch?", { channel_type: "group" });
  await say(stage, words, { bot_id: "B2" });
  await say(stage, words, { subtype: "message_changed" });
  await say(stage, `<@UB> ${words}`);
  t.deepEqual(stage.hub.inbox, []);
  await say(stage, words, { user: "U9" });
  await say(stage, words, { channel: "C2" });
  t.deepEqual(stage.hub.effects, []);
  t.deepEqual(
    stage.slack.sent.filter(({ method }) => method.startsWith("chat.")),
    [],
  );
});
