/** Slack, the bots killed at every step, twice at once, and a Slack that fails: one effect, one answer. Hub and bots are real. */
import { createHash } from "node:crypto";
import test from "ava";
import { interactions, listImports, parties } from "@singularity/hub-server/contract";
import { deliver, event, payload, signingSecret, slash, type Delivery } from "./slack/testing/deliver.ts";
import { fakeSlack, type FakeSlack } from "./slack/testing/fake-slack.ts";
import { until } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let slack: FakeSlack;
let jane: Actor;
let party: string;

test.before(async () => {
  slack = await fakeSlack();
  stage = await openStage();
  jane = await stage.actor("jane", ["manager"], { email: "jane@acme.example" });
  party = (await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" })).record.id;
  const profile = { email: "jane@acme.example" };
  slack.users.set("U1", { id: "U1", team_id: "T1", is_email_confirmed: true, profile });
});
test.after.always(async () => {
  await stage?.stop();
  await slack?.stop();
});

const start = (env: Readonly<Record<string, string>> = {}) =>
  stage.process({
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_API_URL: slack.apiUrl,
    ...env,
  });

/** What came back in acknowledgements: a modal that was answered in time has its answer there. */
let acknowledged = "";

async function send(url: string, delivery: Delivery): Promise<number> {
  const { status, text } = await deliver(`${url}/slack/events`, delivery);
  acknowledged += text;
  return status;
}

const logged = async (text: string) =>
  (await jane.hub(interactions.list, { limit: 200 })).items.filter(({ body }) => body === text);

/** What came of a wish: interactions, or files that are looked at. */
async function effects(text: string): Promise<number> {
  const { items } = await jane.hub(listImports, { limit: 200 });
  return items.filter(({ file }) => file === `${text}.csv`).length + (await logged(text)).length;
}

/** What the person sees that speaks of it. */
const seen = (text: string) => slack.messages.filter(({ input }) => JSON.stringify(input).includes(text));

/** It is told in the direct channel, where it is found again, and says that it may be known. */
const isDoubtful = ({ channel, to, input }: FakeSlack["messages"][number]) =>
  channel === "D-U1" && to === undefined && String(input["text"]).startsWith("I was interrupted.");

const end = () => Promise.all(stage.running().map((bots) => bots.kill("SIGTERM")));

/** Of each message another one, and the same however often it is delivered. */
const stampOf = (text: string) =>
  `1763800000.${createHash("sha1").update(text).digest().readUInt32BE() % 1e6}`;

/** The same wish in each way in which Slack can bring it. */
const ways: Readonly<Record<string, (text: string) => Delivery>> = {
  "a slash command": (text) =>
    slash(`log call alfreds 5m -- ${text}`, {
      trigger_id: `1.${text}`,
      response_url: slack.responseUrl.replace(/1$/, text),
    }),
  "words in the direct channel": (text) =>
    event(`Ev-${text}`, {
      type: "message",
      channel_type: "im",
      channel: "D1",
      ts: stampOf(text),
      text: `log call alfreds 5m -- ${text}`,
    }),
  "a dropped file": (text) => {
    const path = `/files-pri/T1-${text}/${text}.csv`;
    slack.files.set(path, { body: `Company\n${text} Ltd\n` });
    const file = { id: "F1", name: `${text}.csv`, url_private_download: new URL(path, slack.apiUrl).href };
    const where = { channel_type: "im", channel: "D1", ts: stampOf(text) };
    return event(`Ev-${text}`, { type: "message", subtype: "file_share", ...where, text: "", files: [file] });
  },
  "a modal": (text) =>
    payload({
      type: "view_submission",
      trigger_id: `2.${text}`,
      user: { id: "U1", team_id: "T1" },
      team: { id: "T1" },
      view: {
        id: `V-${text}`,
        callback_id: "log_interaction",
        state: {
          values: {
            party: { value: { selected_option: { value: party } } },
            channel: { value: { selected_option: { value: "call" } } },
            body: { value: { value: text } },
          },
        },
      },
    }),
};

for (const point of ["after-take", "after-claim", "after-call", "after-answer"])
  test.serial(
    `killed ${point.replace("-", " the ")}, each wish has one effect and its answer is seen once`,
    async (t) => {
      const wishes = Object.entries(ways).map(([way, wish]) => ({
        way,
        text: `${point}-${way.split(" ").at(-1)}`,
        wish,
      }));
      const doomed = await start({ BOTS_FAULT_POINT: point });
      await Promise.all(
        wishes.map(({ text, wish }) => send(doomed.url, wish(text)).catch(() => "the connection broke")),
      );
      t.is(await doomed.ended, "SIGKILL");
      const heir = await start();
      // Slack sends again what nobody acknowledged; a person would press again.
      for (const { text, wish } of wishes) t.is(await send(heir.url, wish(text)), 200);
      for (const { way, text } of wishes) {
        await until(async () => (await effects(text)) > 0, `effect ${text}`);
        const answered = () => seen(text).length > 0 || (way === "a modal" && acknowledged.includes(text));
        await until(answered, `answer ${text}`);
      }
      await heir.kill("SIGTERM");
      for (const { text } of wishes) {
        t.is(await effects(text), 1, text);
        const repeated = seen(text).filter(isDoubtful);
        t.true(seen(text).length - repeated.length <= 1, text);
        // Slack finds no answer for one person's eyes again: only where one may stand, another one says so.
        t.true(repeated.length <= 1, text);
        if (point !== "after-answer") t.true(seen(text).length <= 1, text);
      }
    },
  );

test.serial(
  "two processes, and a Slack that answers 429, 500 or nothing: each effect once, each answer once",
  async (t) => {
    // Nobody is killed here: a claim outlives even a slow answer.
    const patient = { BOTS_CLAIM_SECONDS: "60" };
    const twins = await Promise.all([start(patient), start(patient)]);
    const names = Array.from({ length: 12 }, (_, n) => `twin-${n + 10}`);
    slack.failures.push(429, 500, 0, 503);
    const deliveries = names.flatMap((name, n) => {
      const wish = (n % 2 ? ways["a slash command"]! : ways["words in the direct channel"]!)(name);
      return twins.flatMap(({ url }) => [send(url, wish), send(url, wish)]);
    });
    t.deepEqual([...new Set(await Promise.all(deliveries))], [200]);
    await until(() => names.every((name) => seen(name).length > 0), "twelve answers");
    await end();
    for (const name of names) {
      t.is((await logged(name)).length, 1, name);
      t.is(seen(name).length, 1, name);
    }
  },
);
