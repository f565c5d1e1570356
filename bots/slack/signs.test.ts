/** Signs at messages, and words in the threads of cards. */
import test, { type ExecutionContext } from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { event } from "./testing/deliver.ts";
import { heardBy, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const change = crypto.randomUUID();
const confirmation = crypto.randomUUID();

const stageOf = (t: ExecutionContext) =>
  janesStage(t, {
    "change.undo": () => ({ change: crypto.randomUUID(), undone: change, summary: "Undone.", records: [] }),
    "confirmation.give": ({ id }: { id: string }) => ({
      confirmation: { id, title: "Erase", state: "done", mine: true, needed: 1, given: [], asked_by: "Jane" },
      answer: null,
    }),
    "party.add": () => writtenOf("Acme"),
  });

let count = 0;
/** Puts a message into the workspace; returns its time stamp. */
function posted(stage: SlackStage, about: object | undefined, more: object = {}): string {
  const ts = `17638000${(count += 1) + 10}.000100`;
  const metadata = about && { event_type: "hub_answer", event_payload: { key: "k", ...about } };
  stage.slack.messages.push({
    channel: "D1",
    ts,
    input: { text: "said", ...(metadata ? { metadata } : {}), ...more },
  });
  return ts;
}

async function sign(
  stage: SlackStage,
  reaction: string,
  ts: string,
  more: object = heardBy,
): Promise<string[]> {
  const before = stage.hub.effects.length;
  const item = { type: "message", channel: "D1", ts };
  const said = event(
    `Ev-s${(count += 1)}`,
    { type: "reaction_added", reaction, item, item_user: "UBOT" },
    more,
  );
  for (let time = 0; time < 3; time++) await stage.deliver(said);
  await stage.settled();
  return stage.hub.effects.slice(before).map(({ call, input }) => `${call} ${JSON.stringify(input)}`);
}

test("a sign at a card says what its button says, once", async (t) => {
  const stage = await stageOf(t);
  const card = posted(stage, { change, record: "CUS-12" });
  t.deepEqual(await sign(stage, "leftwards_arrow_with_hook", card), [`change.undo {"change":"${change}"}`]);
  const waits = posted(stage, { confirmation });
  t.deepEqual(await sign(stage, "white_check_mark", waits), [`confirmation.give {"id":"${confirmation}"}`]);
  t.is(stage.slack.messages.filter(({ input }) => String(input["text"]).includes("Undone.")).length, 1);
});

test("other signs, signs at other messages, and what others claim to be ours, do nothing", async (t) => {
  const stage = await stageOf(t);
  const card = posted(stage, { change, confirmation });
  t.deepEqual(await sign(stage, "tada", card), []);
  t.deepEqual(await sign(stage, "leftwards_arrow_with_hook", posted(stage, undefined)), []);
  const forged = posted(stage, { change, confirmation }, { user: "UEVIL" });
  t.deepEqual(await sign(stage, "leftwards_arrow_with_hook", forged), []);
  t.deepEqual(await sign(stage, "white_check_mark", forged), []);
  t.deepEqual(await sign(stage, "white_check_mark", card, {}), [], "Slack does not say who we are");
  t.deepEqual(await sign(stage, "white_check_mark", "1.1"), []);
});

test("words in the thread of a card are about its record; whole commands stay what they are", async (t) => {
  const stage = await stageOf(t);
  const thread_ts = posted(stage, { record: "TD-7" });
  const say = async (text: string, more: object = {}) => {
    const before = stage.hub.calls.length;
    const inner = {
      type: "message",
      channel_type: "im",
      channel: "D1",
      ts: `${count + 1}.5`,
      thread_ts,
      text,
      ...more,
    };
    await stage.deliver(event(`Ev-w${(count += 1)}`, inner, heardBy));
    await stage.settled();
    return stage.hub.calls.slice(before).map(({ call, input }) => `${call} ${JSON.stringify(input)}`);
  };
  t.true((await say("done")).some((call) => call.includes("TD-7")));
  t.true((await say("done", { subtype: "thread_broadcast" })).some((call) => call.includes("TD-7")));
  t.deepEqual(await say("done", { subtype: "channel_join" }), []);
  t.true((await say("add prospect Acme")).some((call) => call.startsWith("party.add")));
});
