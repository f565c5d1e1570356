/** Socket Mode: the real SDK against a WebSocket server of ours. */
import test, { type ExecutionContext } from "ava";
import { problem, writtenOf } from "../testing/fake-hub.ts";
import { until } from "../testing/listen.ts";
import { fakeSocket, type FakeSocket } from "./testing/fake-socket.ts";
import { jane } from "./testing/janes-stage.ts";
import { slackStage, type SlackStage } from "./testing/slack-stage.ts";

async function stageOf(
  t: ExecutionContext,
  answers = {},
): Promise<{ stage: SlackStage; socket: FakeSocket }> {
  const socket = await fakeSocket();
  const stage = await slackStage(
    { "party.add": () => writtenOf("Acme"), ...answers },
    { slackAppToken: "xapp-1", slackSigningSecret: "" },
    (slack) => slack.answers.set("apps.connections.open", () => ({ ok: true, url: socket.url })),
  );
  t.teardown(async () => {
    await stage.stop();
    await socket.stop();
  });
  stage.slack.users.set("U1", jane);
  await until(() => socket.connections() > 0, "connection");
  return { stage, socket };
}

const slash = (envelope_id: string, text: string, trigger_id = envelope_id) => ({
  envelope_id,
  type: "slash_commands",
  accepts_response_payload: true,
  payload: { command: "/hub", text, team_id: "T1", user_id: "U1", channel_id: "C1", trigger_id },
});

const acked = (socket: FakeSocket, id: string) =>
  until(() => socket.acknowledged.find(({ envelope_id: envelope }) => envelope === id), `ack of ${id}`);

test("a command comes by the socket, is kept, acknowledged and done; the app's token opens it", async (t) => {
  const { stage, socket } = await stageOf(t);
  t.is(stage.slack.sent.find(({ method }) => method === "apps.connections.open")?.token, "xapp-1");
  for (const id of ["e1", "e1", "e1"]) socket.send(slash(id, "add prospect Acme", "1.1"));
  await acked(socket, "e1");
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
  t.is(stage.slack.messages.length, 1);
});

test("what is wrong with a modal is answered through the socket", async (t) => {
  const { socket } = await stageOf(t);
  const view = { id: "V1", callback_id: "log_interaction", state: { values: {} } };
  const payload = {
    type: "view_submission",
    trigger_id: "1.1",
    user: { id: "U1", team_id: "T1" },
    team: { id: "T1" },
    view,
  };
  socket.send({ envelope_id: "e2", type: "interactive", accepts_response_payload: true, payload });
  t.like((await acked(socket, "e2")).payload, { response_action: "errors" });
});

test("an envelope that cannot be kept is not acknowledged; it comes again and is done once", async (t) => {
  let down = true;
  const { stage, socket } = await stageOf(t);
  const take = stage.hub.answers["inbox.take"]!;
  stage.hub.answers["inbox.take"] = (...input) => {
    if (down) throw problem(503, "unavailable", "Starting.");
    return take(...input);
  };
  const event = {
    type: "message",
    channel_type: "im",
    user: "U1",
    channel: "D1",
    ts: "1.1",
    text: "add prospect Acme",
  };
  const payload = { type: "event_callback", team_id: "T1", event_id: "Ev1", event };
  socket.send({ envelope_id: "e3", type: "events_api", payload });
  await until(() => stage.hub.calls.some(({ call }) => call === "inbox.take"), "try");
  down = false;
  socket.send({ envelope_id: "e4", type: "events_api", payload, retry_attempt: 1, retry_reason: "timeout" });
  await acked(socket, "e4");
  await stage.settled();
  t.false(socket.acknowledged.some(({ envelope_id: id }) => id === "e3"));
  t.is(stage.hub.effects.length, 1);
});

test("what Bolt's socket cannot route ends nothing, and is acknowledged where it has an envelope", async (t) => {
  const { stage, socket } = await stageOf(t);
  const limited = { type: "app_rate_limited", team_id: "T1", minute_rate_limited: 1, api_app_id: "A1" };
  for (const [n, odd] of [
    { type: "events_api", payload: limited },
    { type: "events_api" },
    { type: "interactive", payload: null },
    { type: "slash_commands", payload: "words" },
    { type: 7 },
  ].entries())
    socket.send({ envelope_id: `odd${n}`, ...odd });
  socket.send(slash("e7", "add prospect Acme"));
  await acked(socket, "e7");
  await acked(socket, "odd0");
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
});

test("a connection that Slack wants to be made anew is", async (t) => {
  const { stage, socket } = await stageOf(t);
  socket.recycle();
  await until(() => socket.connections() > 1, "second connection");
  socket.send(slash("e6", "add prospect Acme"));
  await acked(socket, "e6");
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
});

test("a connection that is lost, or refused, is made anew", async (t) => {
  const { stage, socket } = await stageOf(t);
  stage.slack.failures.push(500);
  socket.cut();
  await until(() => socket.connections() > 1, "second connection");
  socket.send(slash("e5", "add prospect Acme"));
  await acked(socket, "e5");
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
});
