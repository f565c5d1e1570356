/** Every verb's first example, said in a Matrix room through the unmodified matrix-js-sdk and to Slack's /hub: its call is made. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { route, setPreferences, setSalary, type AnyCall } from "@singularity/hub-server/contract";
import { commands } from "./commands/index.ts";
import { deliver, event, signingSecret, slash } from "./slack/testing/deliver.ts";
import { fakeSlack, type FakeSlack } from "./slack/testing/fake-slack.ts";
import { reachOf } from "./surfaces.ts";
import { until } from "./testing/listen.ts";
import { openRecorder, type Recorder } from "./testing/recorder.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";
import { makeWorld, type Say } from "./testing/verb-world.ts";

let stage: Stage;
let recorder: Recorder;
let slack: FakeSlack;
let slackUrl: string;
let jane: Actor;
let team: string;
let direct: string;
const says: Record<"matrix" | "slack", Say | undefined> = { matrix: undefined, slack: undefined };

test.before(async () => {
  slack = await fakeSlack();
  stage = await openStage({ analytics: true });
  recorder = await openRecorder(stage.hub.url);
  const bots = await stage.bots({
    HUB_URL: recorder.url,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_API_URL: slack.apiUrl,
  });
  slackUrl = `${bots.app.listeningOrigin}/slack/events`;
  const email = "jane@acme.example";
  jane = await stage.actor("jane", ["administrator", "accountant", "manager"], { email });
  const raj = await stage.actor("raj", ["accountant", "manager"]);
  slack.users.set("U1", { id: "U1", team_id: "T1", is_email_confirmed: true, profile: { email } });
  await jane.hub(setPreferences, { time_zone: "Europe/Berlin", locale: "en-GB" });
  const paid = { amount_minor: 300_000, currency: "USD" };
  await jane.hub(setSalary, { person: raj.userId, amount: paid, from: "2020-01-01" });
  team = await room({ name: "Team", preset: Preset.PrivateChat });
  direct = await room({ is_direct: true, preset: Preset.TrustedPrivateChat });
  says.matrix = await makeWorld(stage, jane, raj, "m");
  says.slack = await makeWorld(stage, jane, raj, "s");
});
test.after.always(async () => {
  await stage?.stop();
  await recorder?.stop();
  await slack?.stop();
});

async function room(options: object): Promise<string> {
  const { room_id: id } = await jane.client.createRoom({ ...options, invite: [stage.bot] });
  await until(
    async () => stage.bot in (await jane.client.getJoinedRoomMembers(id)).joined,
    "bot in the room",
  );
  return id;
}

/** Says it, waits for what is answered, and tells how the hub answered the call meanwhile. */
async function callMade(call: string | undefined, say: () => Promise<unknown>, answered: () => number) {
  const [before, heard] = [recorder.requests.length, answered()];
  await say();
  await until(() => answered() > heard, "answer");
  const made = recorder.requests.slice(before);
  const declared = commands.flatMap(({ calls }) => calls).find(({ name }) => name === call);
  return declared ? made.filter((one) => isOf(declared, one)).map(({ status }) => status) : [200];
}

function isOf(call: AnyCall, { method, path }: { method: string; path: string }): boolean {
  const { method: wanted, path: template } = route(call);
  const pattern = new RegExp(`^/api/v1${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  return method === wanted && pattern.test(path);
}

/** Messages of the bot, wherever they stand: what is private is whispered in a room of its own. */
const told = () => recorder.requests.filter(({ path }) => path.includes("/send/m.room.message/")).length;

/** It was done, or waits for a yes. */
const fine = (statuses: readonly number[]) => statuses.some((status) => status === 200 || status === 428);

for (const command of commands) {
  const { verb, examples, secret = false } = command;
  const [example] = examples;
  const { room: inRoom } = reachOf(command);
  if (inRoom !== "—")
    test.serial(`${verb} works in a Matrix room`, async (t) => {
      const words = says.matrix!(verb, example!.words);
      const where = secret ? direct : team;
      const statuses = await callMade(example!.call, () => jane.say(where, `/${words}`), told);
      t.true(fine(statuses), `${words}: ${JSON.stringify(statuses)}`);
    });

  test.serial(`${verb} works as Slack's /hub`, async (t) => {
    const words = says.slack!(verb, example!.words);
    const answered = () => slack.messages.length;
    const url = slack.responseUrl.replace(/1$/, verb);
    const delivery = secret
      ? event(`Ev-${verb}`, {
          type: "message",
          channel_type: "im",
          channel: "D1",
          ts: "1763800000.1",
          text: words,
        })
      : slash(words, { trigger_id: `9.${verb}`, response_url: url });
    const statuses = await callMade(example!.call, () => deliver(slackUrl, delivery), answered);
    t.true(
      fine(statuses),
      `${words}: ${JSON.stringify(statuses)} ${JSON.stringify(slack.messages.at(-1)?.input["text"])}`,
    );
  });
}
