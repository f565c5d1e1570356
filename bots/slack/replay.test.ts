/** Every real request body that we have, through the real Bolt over HTTP: the right thing or a polite no, never a crash, never twice. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { until } from "../testing/listen.ts";
import { bodies as made } from "./testing/bodies.ts";
import type { Delivery } from "./testing/deliver.ts";
import type { FakeSlack } from "./testing/fake-slack.ts";
import { fakeSocket } from "./testing/fake-socket.ts";
import { slackStage } from "./testing/slack-stage.ts";

// Real payloads from Slack's own test suites (MIT) are kept beside the repository, not in it.
const corpus = fileURLToPath(new URL("../../../shared/data/slack-payloads/", import.meta.url));
const present = existsSync(corpus);
const replay = present ? test : test.skip;
const why = present ? "" : " (skipped: ../shared/data/slack-payloads is absent)";

interface Recorded extends Delivery {
  readonly name: string;
}

/** Request bodies as they are; inner events in an envelope; views and blocks alone are no requests. */
function recorded(): Recorded[] {
  const names = ["", "partial/"].flatMap((folder) =>
    readdirSync(corpus + folder).map((file) => folder + file),
  );
  return names.flatMap((name, index): Recorded[] => {
    if (!/\.(json|form)$/.test(name) || /(^|\/)(view\.|blocks|rate_limit)/.test(name)) return [];
    const text = readFileSync(corpus + name, "utf8");
    if (name.endsWith(".form")) return [{ name, form: true, body: ownForm(text.trim(), index) }];
    const json = JSON.parse(text) as Json;
    if (/(^|\/)inner\./.test(name))
      return [{ name, body: JSON.stringify({ ...envelope, event_id: `Ev${index}`, event: json }) }];
    const body = own((/(^|\/)socket\./.test(name) ? (json["payload"] ?? json) : json) as Json, index);
    const isEvent = body["type"] === "event_callback";
    if (isEvent || /url_verification|app_rate_limited/.test(name))
      return [{ name, body: JSON.stringify(body) }];
    return [{ name, form: true, body: new URLSearchParams({ payload: JSON.stringify(body) }).toString() }];
  });
}

/** Their ids are masked, and so the same in many: each of them gets its own. */
function own(body: Json, index: number): Json {
  const { trigger_id: trigger, event_id: id } = body;
  return {
    ...body,
    ...(trigger ? { trigger_id: `${String(trigger)}.${index}` } : {}),
    ...(id ? { event_id: `${String(id)}${index}` } : {}),
  };
}

function ownForm(body: string, index: number): string {
  const form = new URLSearchParams(body);
  if (form.has("trigger_id")) form.set("trigger_id", `${form.get("trigger_id")}.${index}`);
  return form.toString();
}

const envelope = { type: "event_callback", team_id: "T1", api_app_id: "A1", event_time: 1_763_800_000 };

/** The same order each time, and no order at all. */
function shuffled<T>(items: readonly T[]): T[] {
  let seed = 42;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function known() {
  const user_id = "@jane:hub.localhost";
  const stage = await slackStage({
    "identity.resolve": () => ({ user_id, person: null }),
    "interaction.add": () => writtenOf("Call"),
    "session.who": () => ({ person: { id: "P1" } }),
  });
  stage.slack.answers.set("users.info", ({ user: id }) => ({ ok: true, user: { id } }));
  return stage;
}

/** Those made by hand, and the real ones where they are. */
const everyKind = (): readonly Recorded[] => [...made, ...(present ? recorded() : [])];

/** What has come of deliveries: kept, done, told, and opened. */
async function comeOf(t: ExecutionContext, bodies: readonly Recorded[]) {
  const stage = await known();
  t.teardown(stage.stop);
  for (const { name, ...delivery } of bodies) t.is((await stage.deliver(delivery)).status, 200, name);
  await stage.settled();
  const opening = stage.slack.sent.filter(({ method }) => /^views\.(open|push)$/.test(method));
  const modals = new Set(opening.map(({ input }) => input["trigger_id"]));
  await until(() => [...stage.slack.views.keys()].length >= modals.size, "modals");
  return {
    kept: stage.hub.inbox.map(({ id }) => id).toSorted(),
    done: stage.hub.effects.map(({ call, options }) => `${call} ${options.key}`).toSorted(),
    told: stage.slack.messages.map(({ channel }) => channel).toSorted(),
    opened: stage.slack.views.size,
  };
}

test(`bodies of every kind come to the same whether they come once, or four times and shuffled${present ? "" : " (real ones are absent)"}`, async (t) => {
  const bodies = everyKind();
  if (present) t.true(bodies.length > 100, String(bodies.length));
  const once = await comeOf(t, bodies);
  t.deepEqual(await comeOf(t, four(bodies)), once);
  t.true(once.kept.length > 15 && once.told.length > 5 && once.opened > 2, JSON.stringify(once));
});

test(`every kind, late, early, unsigned or wrongly signed, is refused and nothing is kept${present ? "" : " (real ones are absent)"}`, async (t) => {
  const stage = await known();
  t.teardown(stage.stop);
  for (const { name, ...delivery } of everyKind())
    for (const bad of [{ skew: -360 }, { skew: 360 }, { signed: "not" }, { signed: "wrongly" }] as const)
      t.is((await stage.deliver({ ...delivery, ...bad })).status, 401, name);
  t.deepEqual(stage.hub.inbox, []);
});

replay(`the real slash commands, said to us, are done once however often they come${why}`, async (t) => {
  const stage = await known();
  t.teardown(stage.stop);
  const slashes = recorded().filter(({ name }) => name.startsWith("slash."));
  const ours = slashes.map(({ body }) => {
    const form = new URLSearchParams(body);
    form.set("command", "/hub");
    form.set("text", "log call alfreds 25m -- wants 40 cases");
    return form.toString();
  });
  for (const body of shuffled([...ours, ...ours, ...ours, ...ours]))
    t.is((await stage.deliver({ body, form: true })).status, 200);
  await stage.settled();
  const triggers = new Set(ours.map((body) => new URLSearchParams(body).get("trigger_id")));
  t.is(stage.hub.effects.length, triggers.size);
  t.is(stage.slack.sent.filter(({ method }) => method === "respond").length, triggers.size);
});

/** A real body as if it were about us: our names in the places where those of its app stood. */
function aboutUs(ours: (body: Json) => Json | undefined): Recorded[] {
  return recorded().flatMap(({ name, body, form }) => {
    if (!form || name.startsWith("slash.") || name.startsWith("partial/slash.")) return [];
    const payload = JSON.parse(new URLSearchParams(body).get("payload")!) as Json;
    const mine = ours(payload);
    return mine
      ? [{ name, form, body: new URLSearchParams({ payload: JSON.stringify(mine) }).toString() }]
      : [];
  });
}

type Json = Record<string, unknown>;
const someone = ({ user, team }: Json) =>
  Boolean((user as Json)?.["id"] && (team ?? (user as Json)["team_id"]));
const four = <T>(items: readonly T[]) => shuffled([...items, ...items, ...items, ...items]);

const values = {
  party: { value: { selected_option: { value: "CUS-1" } } },
  channel: { value: { selected_option: { value: "call" } } },
};
const mine: Readonly<Record<string, (body: Json) => Json>> = {
  view_submission: (body) => ({
    ...body,
    view: {
      ...(body["view"] as Json),
      callback_id: "log_interaction",
      state: { values },
      private_metadata: "",
    },
  }),
  block_actions: (body) => ({
    ...body,
    view: undefined,
    actions: [
      {
        ...(body["actions"] as Json[])[0],
        type: "button",
        action_id: "hub_words_0",
        block_id: "b",
        value: "log call alfreds -- pressed",
      },
    ],
  }),
};

for (const [type, ours] of Object.entries(mine))
  replay(
    `the real bodies of ${type}, about us, are done once each however often they come${why}`,
    async (t) => {
      const bodies = aboutUs((body) => (body["type"] === type && someone(body) ? ours(body) : undefined));
      t.true(bodies.length > 5, String(bodies.length));
      const once = await comeOf(t, bodies);
      t.deepEqual(await comeOf(t, four(bodies)), once);
      t.is(once.kept.length, bodies.length);
      t.true(once.done.length > 3, JSON.stringify(once));
    },
  );

replay(`the real shortcuts, to us, open one modal each, and the real searches find${why}`, async (t) => {
  const stage = await known();
  t.teardown(stage.stop);
  const shortcuts = aboutUs((body) =>
    /^(shortcut|message_action)$/.test(String(body["type"])) && someone(body) && body["trigger_id"]
      ? { ...body, callback_id: "make_todo" }
      : undefined,
  );
  const triggers = new Set(shortcuts.map(({ body }) => /trigger_id%22%3A%22([^%]+)/.exec(body)?.[1]));
  for (const { name, ...delivery } of four(shortcuts))
    t.is((await stage.deliver(delivery)).status, 200, name);
  await until(() => stage.slack.views.size >= triggers.size, "modals");
  t.is(stage.slack.views.size, triggers.size);
  const searches = aboutUs((body) =>
    body["type"] === "block_suggestion" && someone(body)
      ? { ...body, block_id: "channel", value: "ca", view: { callback_id: "log_interaction" } }
      : undefined,
  );
  t.true(shortcuts.length > 3 && searches.length > 0);
  for (const { name, ...delivery } of four(searches)) {
    const { status, text } = await stage.deliver(delivery);
    t.is(status, 200, name);
    t.deepEqual(
      (JSON.parse(text) as { options: { value: string }[] }).options.map(({ value }) => value),
      ["call"],
    );
  }
});

replay(`the real home is published, and what is not for us gets an empty yes${why}`, async (t) => {
  const stage = await known();
  t.teardown(stage.stop);
  const bodies = recorded();
  const home = bodies.filter(({ name }) => /event\.app_home_opened/.test(name));
  for (const { name: _, ...delivery } of four(home)) await stage.deliver(delivery);
  await stage.settled();
  const published = stage.slack.sent.filter(({ method }) => method === "views.publish");
  t.is(published.length, stage.hub.inbox.length);
  t.true(published.length > 0);
  const silent =
    /(^|\/)(dialog_|interactive_message|view_closed|workflow|event\.(reaction|goodbye|function)|inner\.(?!message|app_|link_shared|tokens_))/;
  const others = bodies.filter(({ name }) => silent.test(name));
  t.true(others.length > 30, String(others.length));
  const before = stage.hub.inbox.length;
  for (const { name, ...delivery } of others) {
    const { status, text } = await stage.deliver(delivery);
    t.deepEqual({ name, status, text }, { name, status: 200, text: "" });
  }
  t.is(stage.hub.inbox.length, before);
});

replay(`the real envelopes of Socket Mode are acknowledged through a real socket${why}`, async (t) => {
  const socket = await fakeSocket();
  const open = () => ({ ok: true, url: socket.url });
  const prepare = ({ answers }: FakeSlack) => answers.set("apps.connections.open", open);
  const stage = await slackStage({}, { slackAppToken: "xapp-1" }, prepare);
  t.teardown(async () => {
    await stage.stop();
    await socket.stop();
  });
  await until(() => socket.connections() > 0, "connection");
  const names = readdirSync(corpus).filter((name) => name.startsWith("socket."));
  t.true(names.length > 2);
  const envelopes = names.map((name, index) => ({
    ...(JSON.parse(readFileSync(corpus + name, "utf8")) as Json),
    envelope_id: `e${index}`,
  }));
  for (const envelope of four(envelopes)) socket.send(envelope);
  await until(() => socket.acknowledged.length >= envelopes.length * 4, "acknowledgements");
  await stage.settled();
  t.is(stage.hub.inbox.length, 1, "the one that is words for us");
});
