/** Every verb's first example, said in a Matrix room through the unmodified matrix-js-sdk and to Slack's /hub: its call is made. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { commands } from "./commands/index.ts";
import { deliver, event, signingSecret, slash } from "./slack/testing/deliver.ts";
import { fakeSlack, type FakeSlack } from "./slack/testing/fake-slack.ts";
import { reachOf } from "./surfaces.ts";
import { until } from "./testing/listen.ts";
import { isFine, isOf, openRecorder, toldBy, type Recorder } from "./testing/recorder.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";
import { cast, makeWorld, roomWithBot, type Say } from "./testing/verb-world.ts";

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
  const people = await cast(stage, email);
  jane = people.jane;
  slack.users.set("U1", { id: "U1", team_id: "T1", is_email_confirmed: true, profile: { email } });
  team = await roomWithBot(stage, jane, { name: "Team", preset: Preset.PrivateChat });
  direct = await roomWithBot(stage, jane, { is_direct: true, preset: Preset.TrustedPrivateChat });
  says.matrix = await makeWorld(stage, jane, people.raj, "m");
  says.slack = await makeWorld(stage, jane, people.raj, "s");
});
test.after.always(async () => {
  await stage?.stop();
  await recorder?.stop();
  await slack?.stop();
});

/** Says it, waits for what is answered, and tells how the hub answered the call meanwhile. */
async function callMade(call: string | undefined, say: () => Promise<unknown>, answered: () => number) {
  const [before, heard] = [recorder.requests.length, answered()];
  await say();
  await until(() => answered() > heard, "answer");
  const made = recorder.requests.slice(before);
  const declared = commands.flatMap(({ calls }) => calls).find(({ name }) => name === call);
  return declared ? made.filter((one) => isOf(declared, one)).map(({ status }) => status) : [200];
}

const told = () => toldBy(recorder);

for (const command of commands) {
  const { verb, examples, secret = false } = command;
  const [example] = examples;
  const { room: inRoom } = reachOf(command);
  if (inRoom !== "—")
    test.serial(`${verb} works in a Matrix room`, async (t) => {
      const words = says.matrix!(verb, example!.words);
      const where = secret ? direct : team;
      const statuses = await callMade(example!.call, () => jane.say(where, `/${words}`), told);
      t.true(isFine(statuses), `${words}: ${JSON.stringify(statuses)}`);
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
          ts: `1763800000.${String(commands.indexOf(command)).padStart(6, "0")}`,
          text: words,
        })
      : slash(words, { trigger_id: `9.${verb}`, response_url: url });
    const statuses = await callMade(example!.call, () => deliver(slackUrl, delivery), answered);
    t.true(
      isFine(statuses),
      `${words}: ${JSON.stringify(statuses)} ${JSON.stringify(slack.messages.at(-1)?.input["text"])}`,
    );
  });
}
