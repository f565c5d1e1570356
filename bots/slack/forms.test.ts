/** Modals: opened at once, filled, searched in, sent, and answered at their fields or in their place. */
import test, { type ExecutionContext } from "ava";
import { problem, writtenOf } from "../testing/fake-hub.ts";
import { until } from "../testing/listen.ts";
import { payload, slash } from "./testing/deliver.ts";
import { janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

type Json = Record<string, unknown>;

const acme = { id: "0198a3c0-0000-7000-8000-00000000000a", noun: "party", number: "CUS-12", title: "Acme" };

const stageOf = (t: ExecutionContext, answers = {}, more = {}) =>
  janesStage(t, { "interaction.add": () => writtenOf("Call logged"), ...answers }, more);

const shortcut = (more: object = {}) => ({
  type: "message_action",
  callback_id: "log_interaction",
  trigger_id: "1.2.a",
  response_url: "https://hooks.slack.com/app/T1/1/x",
  user: { id: "U1", team_id: "T1" },
  team: { id: "T1" },
  channel: { id: "C1" },
  message: { user: "U1", ts: "1763800000.000100", text: "They want 40 &lt;seats&gt;" },
  ...more,
});

const state = (values: Json) => ({
  values: Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { value }])),
});
const select = (value: string) => ({ type: "static_select", selected_option: { value } });
const filled = {
  party: select(acme.id),
  channel: select("call"),
  body: { type: "plain_text_input", value: "wants 40 cases" },
  duration_s: { type: "plain_text_input", value: "25m" },
};
const submission = (values: Json, more: object = {}, view: object = {}) =>
  payload({
    type: "view_submission",
    trigger_id: "9.9.a",
    user: { id: "U1", team_id: "T1" },
    team: { id: "T1" },
    view: {
      id: "V1",
      hash: "1.x",
      callback_id: "log_interaction",
      private_metadata: '{"channel":"C1","ts":"1.1"}',
      state: state(values),
      ...view,
    },
    ...more,
  });

/** The modal that is open, once it is filled. */
const opened = ({ slack }: SlackStage) =>
  until(
    () => [...slack.views.values()].findLast((view) => !JSON.stringify(view).includes("One moment")),
    "modal",
  );

test("a message shortcut opens a modal at once, and fills it with the message, its author and its address", async (t) => {
  const stage = await stageOf(t);
  t.is((await stage.deliver(payload(shortcut()))).status, 200);
  const view = await opened(stage);
  t.deepEqual(
    stage.slack.sent.map(({ method }) => method).filter((method) => method.startsWith("views.")),
    ["views.open", "views.update"],
  );
  t.like(view, { callback_id: "log_interaction", title: { text: "Log as interaction" } });
  const blocks = view["blocks"] as { block_id: string; element: Json }[];
  const body = blocks.find(({ block_id: id }) => id === "body")!.element["initial_value"];
  t.is(body, "They want 40 <seats>\n— Jane, https://acme.slack.test/archives/C1/p1763800000000100");
  t.like(blocks.find(({ block_id: id }) => id === "channel")?.element["initial_option"], {
    value: "chat",
  });
  t.deepEqual(JSON.parse(view["private_metadata"] as string), {
    responseUrl: "https://hooks.slack.com/app/T1/1/x",
    channel: "C1",
    ts: "1763800000.000100",
  });
});

test("a shortcut that Slack delivers again opens no second modal; one that is not ours opens none", async (t) => {
  const stage = await stageOf(t);
  for (let time = 0; time < 4; time++) t.is((await stage.deliver(payload(shortcut()))).status, 200);
  await opened(stage);
  t.is(stage.slack.views.size, 1);
  t.deepEqual(stage.slack.messages, [], "nor is anybody told that it could not be opened");
  const foreign = shortcut({ callback_id: "somebody_elses", trigger_id: "1.2.b" });
  t.is((await stage.deliver(payload(foreign))).status, 200);
  t.is(stage.slack.views.size, 1);
});

test("/hub alone, and the global shortcut, open the home with its forms; each form opens on top of it", async (t) => {
  const stage = await stageOf(t, {
    "session.who": () => ({ person: { id: "P1" } }),
    "todo.list": () => ({ items: [{ number: "TD-7", title: "Send quote", due: null, priority: null }] }),
  });
  await stage.deliver(slash("  ", { trigger_id: "1.1.home" }));
  const home = JSON.stringify(await opened(stage));
  t.regex(home, /Log as interaction.*Record feedback.*Make a TODO.*Send quote.*done TD-7/);
  const press = {
    type: "block_actions",
    trigger_id: "1.1.push",
    user: { id: "U1", team_id: "T1" },
    team: { id: "T1" },
    view: { id: "V1", type: "modal" },
    actions: [{ type: "button", action_id: "hub_form_0", block_id: "b", value: "make_todo" }],
  };
  await stage.deliver(payload(press));
  await until(
    () => [...stage.slack.views.values()].some((view) => view["callback_id"] === "make_todo"),
    "form",
  );
  t.true(stage.slack.sent.some(({ method }) => method === "views.push"));
  await stage.deliver(
    payload({ ...shortcut(), type: "shortcut", callback_id: "hub_home", trigger_id: "1.1.c" }),
  );
  await until(() => stage.slack.sent.filter(({ method }) => method === "views.open").length > 1, "home");
});

test("a form that is opened on the third modal of a stack takes its place", async (t) => {
  const stage = await stageOf(t);
  stage.slack.views.set("V3", { id: "V3" });
  stage.slack.answers.set("views.push", () => ({ ok: false, error: "push_limit_reached" }));
  const actions = [{ type: "button", action_id: "hub_form_0", block_id: "b", value: "make_todo" }];
  const view = { id: "V3", type: "modal" };
  await stage.deliver(payload(shortcut({ type: "block_actions", view, actions, trigger_id: "1.1.third" })));
  await until(() => stage.slack.views.get("V3")?.["callback_id"] === "make_todo", "form");
  t.deepEqual(stage.slack.messages, []);
});

test("whoever was too late for a modal is told, once", async (t) => {
  const stage = await stageOf(t);
  stage.slack.answers.set("views.open", () => ({ ok: false, error: "expired_trigger_id" }));
  await stage.deliver(slash("", { trigger_id: "1.1.late" }));
  await until(() => stage.slack.messages.length > 0, "sentence");
  t.regex(String(stage.slack.messages[0]?.input["text"]), /could not be opened/);
});

test("a stranger gets no form", async (t) => {
  const stage = await stageOf(t);
  await stage.deliver(payload(shortcut({ user: { id: "U9", team_id: "T1" } })));
  t.regex(JSON.stringify(await opened(stage)), /do not know who you are/);
});

test("a form that is sent makes one call as the person, and its card takes its place", async (t) => {
  const stage = await stageOf(t);
  const { status, text } = await stage.deliver(submission(filled));
  t.is(status, 200);
  t.like(JSON.parse(text), { response_action: "update", view: { type: "modal" } });
  t.regex(text, /Call logged.*"value":"undo /);
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
  t.like(stage.hub.effects[0], {
    call: "interaction.add",
    input: { party: acme.id, channel: "call", body: "wants 40 cases", duration_s: 1500 },
    options: { person: "@jane:hub.localhost", source: { kind: "slack", room: "T1/C1", event: "1.1" } },
  });
});

test("sent four times, or twice by the person, a form is done once; with other values it is another one", async (t) => {
  const stage = await stageOf(t);
  const answers = await Promise.all([1, 2, 3, 4].map(() => stage.deliver(submission(filled))));
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  await stage.deliver(submission(filled, { trigger_id: "9.9.b" }));
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
  t.is(stage.slack.messages.length, 0);
  const other = { ...filled, body: { type: "plain_text_input", value: "wants 50 cases" } };
  await stage.deliver(submission(other, { trigger_id: "9.9.d" }));
  await stage.settled();
  t.is(stage.hub.effects.length, 2);
});

test("what cannot be read, or is missing, is told at its field, and nothing is kept", async (t) => {
  const stage = await stageOf(t);
  const wrong = { ...filled, duration_s: { value: "soon" }, party: {} };
  const { text } = await stage.deliver(submission(wrong));
  t.like(JSON.parse(text), { response_action: "errors" });
  t.regex(text, /"party":"With is needed\."/);
  t.regex(text, /"duration_s":"Duration takes a length of time/);
  t.deepEqual(stage.hub.inbox, []);
});

test("what the hub finds wrong stands at the field that it names; what is about none, at the first", async (t) => {
  const errors = [{ field: "/body", allowed: "at most 20000 characters", got: "more" }];
  let refusal = problem(400, "input-invalid", "No.", { errors });
  const stage = await stageOf(t, {
    "interaction.add": () => {
      throw refusal;
    },
  });
  const first = JSON.parse((await stage.deliver(submission(filled))).text);
  t.deepEqual(first, { response_action: "errors", errors: { body: "Takes at most 20000 characters." } });
  refusal = problem(404, "not-found", "No match that you can see.");
  const second = JSON.parse((await stage.deliver(submission(filled, { trigger_id: "9.9.c" }))).text);
  t.deepEqual(second, { response_action: "errors", errors: { party: "No match that you can see." } });
});

test("a missing right is answered in the place of the form", async (t) => {
  const stage = await stageOf(t, {
    "interaction.add": () => {
      throw problem(403, "not-allowed", "You need the right interaction:add for this.");
    },
  });
  const { text } = await stage.deliver(submission(filled));
  t.regex(text, /"response_action":"update".*interaction:add/);
});

test("when the hub is down, the form is kept; its answer comes as a direct message, once", async (t) => {
  let down = true;
  const answers = {
    "interaction.add": () => {
      if (down) throw problem(503, "unavailable", "Starting.");
      return writtenOf("Call logged");
    },
  };
  const stage = await stageOf(t, answers, { patience: 100 });
  const { text } = await stage.deliver(submission(filled));
  t.regex(text, /longer than usual/);
  down = false;
  await stage.settled();
  t.is(stage.hub.effects.length, 1);
  t.is(stage.slack.messages.length, 1);
  t.is(stage.slack.messages[0]?.channel, "D-U1");
});

test("while somebody types, records that they may see are found, of the field's noun", async (t) => {
  const stage = await stageOf(t, { "record.find": () => ({ items: [{ ...acme, hint: "Berlin" }] }) });
  const typing = (block_id: string, value: string, user = "U1") =>
    payload({
      type: "block_suggestion",
      action_id: "hub_search",
      block_id,
      value,
      user: { id: user, team_id: "T1" },
      team: { id: "T1" },
      view: { id: "V1", type: "modal", callback_id: "log_interaction" },
    });
  const { text } = await stage.deliver(typing("party", "acm"));
  t.deepEqual(JSON.parse(text), {
    options: [{ text: { type: "plain_text", text: "Acme (CUS-12)" }, value: acme.id }],
  });
  t.like(stage.hub.calls.at(-1), {
    call: "record.find",
    input: { text: "acm in:parties" },
    options: { person: "@jane:hub.localhost" },
  });
  t.deepEqual(JSON.parse((await stage.deliver(typing("party", "acm", "U9"))).text), { options: [] });
  t.deepEqual(JSON.parse((await stage.deliver(typing("nothing", "acm"))).text), { options: [] });
});
