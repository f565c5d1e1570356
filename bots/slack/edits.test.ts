/** Commands that are edited in Slack: what they did is taken back, what they say now is done, and the answer changes. */
import test, { type ExecutionContext } from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { event } from "./testing/deliver.ts";
import { heardBy, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const direct = { channel: "D1", channel_type: "im" };
const said = "1763800000.000100";

const undone = { change: crypto.randomUUID(), undone: "", summary: "Undone.", records: [] };
const stageOf = (t: ExecutionContext) =>
  janesStage(t, {
    "party.add": ({ name }: { name: string }) => writtenOf(name),
    "change.undo": () => undone,
  });

async function say(stage: SlackStage, id: string, inner: object): Promise<void> {
  for (let time = 0; time < 3; time++) await stage.deliver(event(id, { user: "U1", ...inner }, heardBy));
  await stage.settled();
}

/** @param more of the message as it is now */
const edit = (from: string, to: string, where: object, more: object = {}) => ({
  type: "message",
  subtype: "message_changed",
  ts: "1763800009.000100",
  user: undefined,
  ...where,
  message: {
    type: "message",
    user: "U1",
    ts: said,
    text: to,
    edited: { user: "U1", ts: "1763800009.0" },
    ...more,
  },
  previous_message: { type: "message", user: "U1", ts: said, text: from },
});

const calls = ({ hub }: SlackStage) =>
  hub.effects.map(({ call, input }) => `${call} ${JSON.stringify(input)}`);

test("in the direct channel an edit takes back, does anew, and changes the answer", async (t) => {
  const stage = await stageOf(t);
  await say(stage, "Ev1", { type: "message", ...direct, ts: said, text: "add prospect Acne" });
  await say(stage, "Ev2", edit("add prospect Acne", "add prospect Acme", direct));
  const [first, undo, second, ...more] = calls(stage);
  t.deepEqual(more, []);
  t.regex(first!, /^party\.add .*Acne/);
  t.regex(undo!, /^change\.undo /);
  t.regex(second!, /^party\.add .*Acme/);
  const answers = stage.slack.messages.filter(({ channel }) => channel === "D1");
  t.is(answers.length, 1);
  t.regex(String(answers[0]!.input["text"]), /Acme/);
  await say(stage, "Ev3", edit("add prospect Acme", "add prospect Acme Inc", direct));
  t.is(calls(stage).length, 5, "an edit of an edit takes back what the first one did");
  t.is(stage.slack.messages.filter(({ channel }) => channel === "D1").length, 1);
});

test("an edit of a mention is answered to the asker alone", async (t) => {
  const stage = await stageOf(t);
  const where = { channel: "C1", channel_type: "channel" };
  const [from, to] = ["<@UBOT> add prospect Acne", "<@UBOT> add prospect Acme"];
  await say(stage, "Ev1", { type: "app_mention", channel: "C1", ts: said, text: from });
  await say(stage, "Ev2", edit(from, to, where));
  t.is(calls(stage).length, 3);
  t.deepEqual(
    stage.slack.messages.map(({ to: reader, input }) => [
      reader,
      /Acne|Acme/.exec(String(input["text"]))?.[0],
    ]),
    [
      ["U1", "Acne"],
      ["U1", "Acme"],
    ],
  );
});

test("what is no edit of words to us by their author, soon, does nothing", async (t) => {
  const stage = await stageOf(t);
  const words = "add prospect Acne";
  await say(stage, "Ev1", { type: "message", ...direct, ts: said, text: words });
  const before = calls(stage).length;
  const nothing: object[] = [
    edit(words, words, direct, { attachments: [{ from_url: "https://acme.example" }] }),
    edit(words, "add prospect Acme", direct, { edited: undefined }),
    edit(words, "add prospect Acme", direct, { edited: { user: "U2", ts: "1763800009.0" } }),
    edit(words, "add prospect Acme", direct, { edited: { user: "U1", ts: "1763800400.0" } }),
    edit(words, "This message was deleted.", direct, { subtype: "tombstone" }),
    edit(words, "add prospect Acme", direct, { bot_id: "B1" }),
    edit(words, "<@UBOT> add prospect Acme", { channel: "C1", channel_type: "channel" }),
    edit("<@UBOT> add prospect Acne", words, { channel: "C1", channel_type: "channel" }),
    { ...edit(words, "x", direct), message: "no message", previous_message: 7 },
  ];
  for (const [n, inner] of nothing.entries()) await say(stage, `Ev-n${n}`, inner);
  t.is(calls(stage).length, before);
});
