/** What the hub says in rooms, shown in channels; and what people do with its cards there. */
import test, { type ExecutionContext } from "ava";
import { cardKey, type Card } from "@singularity/hub-server/contract";
import { problem, writtenOf } from "../testing/fake-hub.ts";
import { payload, slash } from "./testing/deliver.ts";
import { jane, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const bot = "@hub:hub.localhost";
const room = "!acme:hub.localhost";

async function stageOf(
  t: ExecutionContext,
  answers = {},
  more: { now?: () => number } = {},
): Promise<SlackStage> {
  const items = [
    { room, to: "T1/C1", direct: false },
    { room: "!direct:hub.localhost", to: "T1/U1", direct: true, person: "@jane:hub.localhost" },
  ];
  const stage = await janesStage(
    t,
    {
      "channel.targets": ({ rooms }: { rooms: string[] }) => ({
        items: items.filter((item) => rooms.includes(item.room)),
      }),
      ...answers,
    },
    more,
  );
  stage.slack.channels.set("C1", { members: ["U1"] });
  return stage;
}

const card = (title: string, more: Partial<Card> = {}): Card => ({ ...writtenOf(title).card, ...more });
const event = (event_id: string, content: object, more: object = {}) => ({
  type: "m.room.message",
  sender: bot,
  room_id: room,
  event_id,
  content: { msgtype: "m.notice", body: "words", ...content },
  ...more,
});

test("a card in a linked room is posted to its channel, once; undone, it is struck there", async (t) => {
  const stage = await stageOf(t);
  const posted = event("$1", { [cardKey]: card("Call logged") });
  for (let time = 0; time < 3; time++) await stage.overhear([posted]);
  await stage.settled();
  t.is(stage.slack.messages.length, 1);
  t.is(stage.slack.messages[0]?.channel, "C1");
  t.regex(JSON.stringify(stage.slack.messages[0]), /Call logged.*undo /);
  const undone = card("Call logged", { state: "undone", actions: [] });
  const struck = {
    "m.new_content": { msgtype: "m.notice", body: "x", [cardKey]: undone },
    "m.relates_to": { rel_type: "m.replace", event_id: "$1" },
  };
  await stage.overhear([event("$2", struck)]);
  await stage.settled();
  t.is(stage.slack.messages.length, 1);
  t.regex(JSON.stringify(stage.slack.messages[0]), /Undone: Call logged/);
  t.notRegex(JSON.stringify(stage.slack.messages[0]), /undo [0-9a-f-]{36}/);
});

test("answers to people, words of others, and rooms that nobody linked are not shown", async (t) => {
  const stage = await stageOf(t);
  await stage.overhear([
    event("$1", { "m.relates_to": { "m.in_reply_to": { event_id: "$0" } } }),
    event("$2", {}, { sender: "@jane:hub.localhost" }),
    event("$3", { msgtype: "m.image", body: "plan.png" }),
    event("$4", {}, { room_id: "!other:hub.localhost" }),
    event("$5", {}, { room_id: "!direct:hub.localhost" }),
    null,
    "nonsense",
  ]);
  await stage.overhear([event("$6", { body: "Revenue by month" })]);
  const drawn = { msgtype: "m.image", filename: "deals.png", body: "3 deals", url: "mxc://x/1" };
  await stage.overhear([event("$7", drawn)]);
  await stage.settled();
  t.deepEqual(
    stage.slack.messages.map(({ input }) => input["text"]),
    ["Revenue by month", "3 deals"],
  );
});

test("a channel in which other organisations read, or are about to, shows nothing by itself", async (t) => {
  const stage = await stageOf(t);
  for (const shared of ["is_ext_shared", "is_pending_ext_shared"]) {
    stage.slack.channels.set("C1", { members: ["U1"], info: { [shared]: true } });
    await stage.overhear([event(`$${shared}`, { [cardKey]: card("Call logged") })]);
    await stage.settled();
    t.is(stage.slack.messages.length, 0, shared);
  }
});

test("in a channel that is shared with other organisations since, what was shown is struck, and tells nothing new", async (t) => {
  const stage = await stageOf(t);
  await stage.overhear([event("$1", { [cardKey]: card("Call logged") })]);
  await stage.settled();
  stage.slack.channels.set("C1", { members: ["U1"], info: { is_ext_shared: true } });
  const news = {
    "m.new_content": { msgtype: "m.notice", body: "x", [cardKey]: card("Secret news") },
    "m.relates_to": { rel_type: "m.replace", event_id: "$1" },
  };
  await stage.overhear([event("$2", news)]);
  await stage.settled();
  t.is(stage.slack.messages.length, 1);
  t.regex(JSON.stringify(stage.slack.messages[0]), /no longer shown here/);
  t.notRegex(JSON.stringify(stage.slack.messages), /Secret news/);
});

test("an account that is somebody else's by now is told nothing that is for one person alone", async (t) => {
  let now = Date.now();
  const known = ({ email }: { email?: string }) => ({
    user_id: email ? `@${email.split("@")[0]}:hub.localhost` : null,
    person: null,
  });
  const stage = await stageOf(t, { "identity.resolve": known }, { now: () => now });
  const direct = { room_id: "!direct:hub.localhost" };
  await stage.overhear([event("$1", { [cardKey]: card("For Jane") }, direct)]);
  await stage.settled();
  t.regex(JSON.stringify(stage.slack.messages), /For Jane/);
  stage.slack.users.set("U1", { ...jane, profile: { email: "quinn@acme.example" } });
  now += 61_000;
  const news = {
    "m.new_content": { msgtype: "m.notice", body: "x", [cardKey]: card("News for Jane") },
    "m.relates_to": { rel_type: "m.replace", event_id: "$1" },
  };
  await stage.overhear([
    event("$2", { [cardKey]: card("More for Jane") }, direct),
    event("$3", news, direct),
  ]);
  await stage.settled();
  t.is(stage.slack.messages.length, 1);
  t.notRegex(JSON.stringify(stage.slack.messages), /for Jane/i);
});

test("who is asked for approval is asked in their direct channel, and their button approves that very thing", async (t) => {
  const id = crypto.randomUUID();
  const actions = [
    { label: "Approve", words: "confirm" },
    { label: "Refuse", words: "cancel" },
  ];
  const stage = await stageOf(t);
  const asked = card("Jane asks for your approval", { change: null, confirmation: id, actions });
  await stage.overhear([event("$1", { [cardKey]: asked }, { room_id: "!direct:hub.localhost" })]);
  await stage.settled();
  t.is(stage.slack.messages[0]?.channel, "D-U1");
  t.regex(JSON.stringify(stage.slack.messages[0]), new RegExp(`confirm ${id}.*withdraw ${id}`));
});

test("a post that Slack takes but whose answer is lost is not posted twice, though many spoke since", async (t) => {
  const stage = await stageOf(t);
  let lost = true;
  stage.slack.channels.set("C1", { members: ["U1"] });
  const { messages } = stage.slack;
  const at = Math.floor(Date.now() / 1000) + 1;
  const others = Array.from({ length: 450 }, (_, n) => ({
    channel: "C1",
    ts: `${at}.${100_000 + n}`,
    input: {},
  }));
  stage.slack.answers.set("chat.postMessage", ({ metadata, text, blocks, channel }) => {
    const input = { text, blocks, metadata: JSON.parse(String(metadata)) as unknown };
    messages.push({ channel: String(channel), ts: `${at}.000001`, input });
    if (!lost) return { ok: true, ts: "1.1" };
    lost = false;
    messages.push(...others);
    return { ok: false, error: "internal_error" };
  });
  await stage.overhear([event("$1", { [cardKey]: card("Call logged") })]);
  await stage.settled();
  t.is(messages.length - others.length, 1);
});

test("while Slack wants us to wait with a channel, it is not asked again, and others go on", async (t) => {
  const stage = await stageOf(t, { "record.find": () => ({ items: [] }) });
  let asked = 0;
  stage.slack.limited.set("chat.postMessage C1", () => asked++ < 1);
  await stage.overhear([1, 2, 3].map((n) => event(`$${n}`, { [cardKey]: card(`Card ${n}`) })));
  await stage.deliver(slash("find acme"));
  await stage.settled();
  const shown = stage.slack.messages.filter(({ channel }) => channel === "C1");
  t.deepEqual(
    shown.map(({ input }) => /Card \d/.exec(JSON.stringify(input))?.[0]),
    ["Card 1", "Card 2", "Card 3"],
  );
  t.is(asked, 4, "once too early, and once for each when it was time");
});

test("what waits for a yes is shown with its buttons, to whoever asked", async (t) => {
  const confirmation = { id: crypto.randomUUID(), kind: "confirm", title: "Erase Acme", facts: [] };
  const stage = await stageOf(t, {
    "interaction.add": () => {
      throw problem(428, "confirmation-needed", "Erase Acme: not done yet.", { confirmation });
    },
  });
  const view = {
    id: "V1",
    callback_id: "log_interaction",
    state: {
      values: {
        party: { value: { selected_option: { value: "x" } } },
        channel: { value: { selected_option: { value: "call" } } },
      },
    },
  };
  const sent = {
    type: "view_submission",
    trigger_id: "1.1.x",
    user: { id: "U1", team_id: "T1" },
    team: { id: "T1" },
  };
  const { text } = await stage.deliver(payload({ ...sent, view }));
  t.regex(text, /"response_action":"update".*Erase Acme/);
  const words = [...text.matchAll(/"value":"([^"]+)"/g)].map(([, value]) => value);
  t.deepEqual(words, [`confirm ${confirmation.id}`, `withdraw ${confirmation.id}`]);
});
