/** Every real request body that we have, through the real Bolt over HTTP: the right thing or a polite no, never a crash, never twice. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import type { Delivery } from "./testing/deliver.ts";
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
  return names.flatMap((name, index) => {
    if (!/\.(json|form)$/.test(name) || /(^|\/)(view\.|blocks|rate_limit)/.test(name)) return [];
    const text = readFileSync(corpus + name, "utf8");
    if (name.endsWith(".form")) return [{ name, form: true, body: text.trim() }];
    const json = JSON.parse(text) as Record<string, unknown>;
    if (/(^|\/)inner\./.test(name))
      return [{ name, body: JSON.stringify({ ...envelope, event_id: `Ev${index}`, event: json }) }];
    const body = /(^|\/)socket\./.test(name) ? (json["payload"] ?? json) : json;
    const isEvent = (body as { type?: string }).type === "event_callback";
    if (isEvent || /url_verification|app_rate_limited/.test(name))
      return [{ name, body: JSON.stringify(body) }];
    return [{ name, form: true, body: new URLSearchParams({ payload: JSON.stringify(body) }).toString() }];
  });
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
  });
  stage.slack.answers.set("users.info", ({ user: id }) => ({ ok: true, user: { id } }));
  return stage;
}

replay(
  `the real bodies are there, each four times and shuffled: no crash, and nothing is kept twice${why}`,
  async (t) => {
    const stage = await known();
    t.teardown(stage.stop);
    const bodies = recorded();
    t.true(bodies.length > 100, String(bodies.length));
    const statuses = new Map<string, Set<number>>();
    for (const { name, ...delivery } of shuffled([...bodies, ...bodies, ...bodies, ...bodies])) {
      const { status } = await stage.deliver(delivery);
      statuses.set(name, (statuses.get(name) ?? new Set()).add(status));
    }
    for (const [name, seen] of statuses) t.deepEqual([...seen], [200], name);
    await stage.settled();
    const ids = stage.hub.inbox.map(({ id }) => id);
    t.deepEqual(ids, [...new Set(ids)]);
    t.true(ids.length > 0, "some of them are words for us");
  },
);

replay(
  `every kind, late, early, unsigned or wrongly signed, is refused and nothing is kept${why}`,
  async (t) => {
    const stage = await known();
    t.teardown(stage.stop);
    for (const { name, ...delivery } of recorded())
      for (const bad of [{ skew: -360 }, { skew: 360 }, { signed: "not" }, { signed: "wrongly" }] as const)
        t.is((await stage.deliver({ ...delivery, ...bad })).status, 401, name);
    t.deepEqual(stage.hub.inbox, []);
  },
);

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
