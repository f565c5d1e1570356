import test, { type ExecutionContext } from "ava";
import { problem, writtenOf } from "../testing/fake-hub.ts";
import { jane, janesStage } from "./testing/janes-stage.ts";

const command = (text: string, more: Record<string, string> = {}) =>
  new URLSearchParams({
    command: "/hub",
    text,
    team_id: "T1",
    user_id: "U1",
    channel_id: "C1",
    trigger_id: `${text.length}.${text}`.slice(0, 60),
    response_url: "https://hooks.slack.com/commands/T1/1/x",
    ...more,
  }).toString();

const payload = (body: object) => new URLSearchParams({ payload: JSON.stringify(body) }).toString();

const stageOf = (t: ExecutionContext, answers = {}) =>
  janesStage(t, { "party.add": () => writtenOf("Acme"), ...answers });

test("a command is kept, acknowledged, done as the person, and answered to them alone with an undo button", async (t) => {
  const { hub, slack, deliver, settled } = await stageOf(t);
  const answer = await deliver({ body: command("add prospect “Acme &amp; &lt;Co&gt;”"), form: true });
  t.deepEqual(answer, { status: 200, text: "" });
  await settled();
  t.like(hub.effects[0], {
    call: "party.add",
    input: { name: "Acme & <Co>" },
    options: { person: "@jane:hub.localhost" },
  });
  t.like(hub.effects[0]?.options, { source: { kind: "slack", room: "T1/C1" } });
  t.regex(hub.effects[0]!.options.key!, /^slack:command:/);
  const told = slack.sent.filter(({ method }) => method === "respond");
  t.is(told.length, 1);
  t.like(told[0]?.input, { response_type: "ephemeral", replace_original: false });
  t.regex(JSON.stringify(told[0]?.input), /"action_id":"hub_words_0".*undo /);
});

test("the undo button undoes", async (t) => {
  const change = crypto.randomUUID();
  const undone = { change: crypto.randomUUID(), undone: change, summary: "Undone: Acme.", records: [] };
  const { hub, slack, deliver, settled } = await stageOf(t, { "change.undo": () => undone });
  const body = payload({
    type: "block_actions",
    user: { id: "U1", team_id: "T1" },
    team: { id: "T1" },
    trigger_id: "1.2.3",
    response_url: "https://hooks.slack.com/actions/T1/1/x",
    actions: [{ type: "button", action_id: "hub_words_0", block_id: "b", value: `undo ${change}` }],
  });
  t.is((await deliver({ body, form: true })).status, 200);
  await settled();
  t.like(hub.effects[0], { call: "change.undo", input: { change } });
  t.is(slack.sent.at(-1)?.input["text"], "Undone: Acme.");
});

test("a button of one answer that is pressed twice in a row is done once, and a button of what stays each time", async (t) => {
  const stage = await stageOf(t, { "interaction.add": () => writtenOf("Call") });
  let count = 0;
  stage.slack.users.set("U2", { ...jane, id: "U2" });
  const press = (container: object, user = "U1") =>
    stage.deliver({
      form: true,
      body: payload({
        type: "block_actions",
        user: { id: user, team_id: "T1" },
        team: { id: "T1" },
        trigger_id: `7.${(count += 1)}`,
        response_url: stage.slack.responseUrl,
        container: { type: "message", message_ts: "5.5", channel_id: "C1", ...container },
        actions: [{ type: "button", action_id: "hub_words_0", block_id: "b", value: "log call CUS-12 5m" }],
      }),
    });
  await Promise.all([press({ is_ephemeral: true }), press({ is_ephemeral: true })]);
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
  await press({ is_ephemeral: true, message_ts: "5.6" });
  await press({ is_ephemeral: true }, "U2");
  await press({ is_ephemeral: false });
  await press({ is_ephemeral: false });
  await stage.settled();
  t.is(stage.hub.effects.length, 5);
});

test("a mention is answered to the asker alone, in the thread; words in the direct channel there", async (t) => {
  const { slack, deliver, settled } = await stageOf(t, { "record.find": () => ({ items: [] }) });
  const event = (id: string, inner: object) =>
    JSON.stringify({ type: "event_callback", team_id: "T1", event_id: id, event: { user: "U1", ...inner } });
  const mention = { type: "app_mention", channel: "C1", ts: "1763800000.1", text: "<@UBOT> find acme" };
  const direct = {
    type: "message",
    channel_type: "im",
    channel: "D1",
    ts: "1763800000.2",
    text: "find acme",
  };
  await deliver({ body: event("Ev1", mention) });
  await deliver({ body: event("Ev2", direct) });
  await deliver({ body: event("Ev3", { ...direct, bot_id: "B1" }) });
  await deliver({ body: event("Ev4", { ...direct, subtype: "message_changed" }) });
  await settled();
  const told = slack.sent.filter(({ method }) => method.startsWith("chat."));
  t.deepEqual(told.map(({ method }) => method).toSorted(), ["chat.postEphemeral", "chat.postMessage"]);
  t.like(told.find(({ method }) => method === "chat.postEphemeral")?.input, {
    channel: "C1",
    user: "U1",
    thread_ts: "1763800000.1",
  });
});

test("an event that is delivered again has one effect and one answer", async (t) => {
  const { hub, slack, deliver, settled } = await stageOf(t);
  const event = {
    type: "message",
    channel_type: "im",
    user: "U1",
    channel: "D1",
    ts: "1.1",
    text: "add prospect Acme",
  };
  const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: "Ev1", event });
  for (const retry of [0, 1, 2, 3]) t.is((await deliver({ body, retry })).status, 200);
  await settled();
  t.is(hub.effects.length, 1);
  t.is(slack.sent.filter(({ method }) => method === "chat.postMessage").length, 1);
});

test("when the hub cannot keep it, Slack is told to come again", async (t) => {
  const { hub, deliver } = await stageOf(t, {
    "inbox.take": () => {
      throw problem(503, "unavailable", "Starting.");
    },
  });
  t.is((await deliver({ body: command("add prospect Acme"), form: true })).status, 503);
  const event = { type: "message", channel_type: "im", user: "U1", channel: "D1", ts: "1.1", text: "help" };
  const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: "Ev1", event });
  t.is((await deliver({ body })).status, 503);
  t.deepEqual(hub.effects, []);
});

test("a stranger, and a guest whose address nobody has vouched for, are told how to be known", async (t) => {
  const { hub, slack, deliver, settled } = await stageOf(t);
  slack.users.set("U2", { ...jane, is_restricted: true });
  slack.users.set("U3", { ...jane, is_email_confirmed: false });
  for (const user_id of ["U2", "U3", "U4"])
    await deliver({ body: command(`add prospect ${user_id}`, { user_id }), form: true });
  await settled();
  t.deepEqual(hub.effects, []);
  const told = slack.sent.filter(({ method }) => method === "respond");
  t.is(told.length, 3);
  for (const { input } of told) t.regex(input["text"] as string, /do not know who you are/);
});

test("a command that is not ours is declined politely at once", async (t) => {
  const { hub, deliver } = await stageOf(t);
  const answer = await deliver({ body: command("94070", { command: "/weather" }), form: true });
  t.regex(answer.text, /I answer to \/hub/);
  t.deepEqual(hub.inbox, []);
});

test("Slack's own checks: certificate, address, and too many events", async (t) => {
  const { hub, deliver } = await stageOf(t);
  const smuggled = `ssl_check=1&${command("add prospect Smuggled")}`;
  t.is((await deliver({ body: smuggled, form: true, signed: "not" })).status, 200);
  const challenge = JSON.stringify({ type: "url_verification", challenge: "abc" });
  t.deepEqual(await deliver({ body: challenge }), { status: 200, text: '{"challenge":"abc"}' });
  t.is((await deliver({ body: challenge, signed: "not" })).status, 401);
  t.is((await deliver({ body: '{"type":"app_rate_limited","minute_rate_limited":1}' })).status, 200);
  t.deepEqual(hub.inbox, []);
});

test("what is unsigned, wrongly signed, old or from the future is refused", async (t) => {
  const { hub, deliver } = await stageOf(t);
  const body = command("add prospect Acme");
  for (const bad of [{ signed: "not" }, { signed: "wrongly" }, { skew: -360 }, { skew: 360 }] as const)
    t.is((await deliver({ body, form: true, ...bad })).status, 401, JSON.stringify(bad));
  for (const fine of [-290, 290]) t.is((await deliver({ body, form: true, skew: fine })).status, 200);
  t.is(hub.inbox.length, 1);
});

test("an answer that Slack cannot take now is given later", async (t) => {
  const { slack, deliver, settled, hub } = await stageOf(t);
  slack.failures.push(503, 429);
  await deliver({ body: command("add prospect Acme"), form: true });
  await settled();
  t.is(hub.effects.length, 1);
  t.is(slack.sent.filter(({ method }) => method === "respond").length, 1);
});

test("a response_url that is not Slack's is not fetched", async (t) => {
  const { slack, deliver, settled } = await stageOf(t);
  for (const response_url of [
    "https://internal.example/admin",
    "http://hooks.slack.com/x",
    "https://hooks.slack.com.evil.example/x",
  ])
    await deliver({
      body: command("add prospect Acme", { response_url, trigger_id: response_url }),
      form: true,
    });
  await settled();
  t.deepEqual(
    slack.sent.filter(({ method }) => method === "respond"),
    [],
  );
  t.deepEqual(slack.foreign, []);
});
