/** Answers for one person's eyes when Slack fails while they are told: seen once, or said to be perhaps seen. */
import test, { type ExecutionContext } from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { event, payload, slash } from "./testing/deliver.ts";
import { heardBy, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const stageOf = (t: ExecutionContext, answers = {}) =>
  janesStage(t, { "party.add": () => writtenOf("Acme"), ...answers });

/** Lets Slack know the person first, so that the next failure meets the answer. */
async function answered({ slack, deliver, settled }: SlackStage, ...failures: number[]) {
  await deliver(slash("help", { trigger_id: "1.0" }));
  await settled();
  slack.messages.length = 0;
  slack.sent.length = 0;
  slack.failures.push(...failures);
  const response = slack.responseUrl.replace(/1$/, "commands/T1/2/x");
  await deliver(slash("add prospect Acme", { trigger_id: "1.1", response_url: response }));
  await settled();
}

test("an answer that Slack had no time for is told in its place, with no word of doubt", async (t) => {
  const stage = await stageOf(t);
  await answered(stage, 429);
  const [seen, ...more] = stage.slack.messages;
  t.deepEqual(more, []);
  t.regex(seen!.channel, /commands/);
  t.notRegex(JSON.stringify(seen!.input), /interrupted/);
  t.is(stage.slack.sent.at(-1)?.input["replace_original"], false);
});

for (const [failure, what] of [
  [503, "Slack fails"],
  [0, "the line breaks"],
] as const)
  test(`when ${what} while it is told, an answer is told in the direct channel, as one that may be known`, async (t) => {
    const stage = await stageOf(t);
    await answered(stage, failure);
    const [seen, ...more] = stage.slack.messages;
    t.deepEqual(more, []);
    t.is(seen!.channel, "D-U1");
    t.regex(String(seen!.input["text"]), /^I was interrupted\. .* “add prospect Acme” yet:\n.*Acme/s);
    t.is(stage.hub.effects.length, 1);
  });

test("an answer to a mention that may have been seen is told in the direct channel instead", async (t) => {
  const stage = await stageOf(t);
  await answered(stage);
  stage.slack.messages.length = 0;
  stage.slack.failures.push(503);
  const mention = {
    type: "app_mention",
    channel: "C1",
    ts: "1763800000.1",
    text: "<@UBOT> add prospect Acme",
  };
  await stage.deliver(event("Ev1", mention, heardBy));
  await stage.settled();
  t.deepEqual(
    stage.slack.messages.map(({ channel, to }) => [channel, to]),
    [["D-U1", undefined]],
  );
  t.regex(String(stage.slack.messages[0]!.input["text"]), /^I was interrupted\. .* “add prospect Acme” yet:/);
});

test("the answer to a question for these eyes takes its place, however often it is told", async (t) => {
  const held = {
    id: "CNF-1",
    kind: "confirm",
    call: "party.merge",
    title: "Merge",
    asked_by: "@jane:hub.localhost",
    needed: 1,
    facts: [],
  };
  const stage = await stageOf(t, {
    "confirmation.approve": () => ({
      confirmation: { ...held, state: "done" },
      outcome: { summary: "Merged." },
    }),
  });
  const { slack, deliver, settled } = stage;
  const press = (value: string, name: string) =>
    deliver(
      payload({
        type: "block_actions",
        user: { id: "U1", team_id: "T1" },
        team: { id: "T1" },
        trigger_id: `9.${value}`,
        response_url: slack.responseUrl.replace(/1$/, "actions/T1/3/x"),
        container: { type: "message", message_ts: "5.5", channel_id: "C1", is_ephemeral: true },
        actions: [{ type: "button", action_id: name, block_id: "b", value }],
      }),
    );
  await press("help", "hub_words_0");
  await settled();
  t.is(slack.sent.at(-1)?.input["replace_original"], false);
  slack.messages.length = 0;
  slack.failures.push(503, 0);
  await press("withdraw CNF-1", "hub_words_settle_0");
  await settled();
  const [seen, ...more] = slack.messages;
  t.deepEqual(more, []);
  t.regex(seen!.channel, /actions/);
  t.is(seen!.input["replace_original"], true);
});
