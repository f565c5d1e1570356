/** Slack end to end: Bolt over HTTP in front, the real hub behind; only Slack's servers are faked. */
import test from "ava";
import { interactions, parties } from "@singularity/hub-server/contract";
import { deliver, signingSecret } from "./slack/testing/deliver.ts";
import { fakeSlack } from "./slack/testing/fake-slack.ts";
import { until } from "./testing/listen.ts";
import { openStage } from "./testing/stage.ts";

test("a Slack command is done as the person with that address, and its button takes it back", async (t) => {
  const slack = await fakeSlack();
  t.teardown(slack.stop);
  const stage = await openStage();
  t.teardown(stage.stop);
  const jane = await stage.actor("jane", ["manager"], { email: "jane@acme.example" });
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
  slack.users.set("U1", { id: "U1", is_email_confirmed: true, profile: { email: "Jane@acme.example" } });
  const env = { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: "xoxb-1", SLACK_API_URL: slack.apiUrl };
  const bots = await stage.bots(env);
  const url = `${bots.app.listeningOrigin}/slack/events`;
  const responses = () => slack.sent.filter(({ method }) => method === "respond");
  const form = (fields: Record<string, string>) =>
    new URLSearchParams({
      team_id: "T1",
      user_id: "U1",
      response_url: slack.responseUrl,
      ...fields,
    }).toString();

  const text = "log call alfreds 25m -- wants 40 cases of Chai";
  const body = form({ command: "/hub", text, trigger_id: "1.1.a" });
  for (let delivery = 0; delivery < 4; delivery++)
    t.is((await deliver(url, { body, form: true })).status, 200);
  await until(() => responses().length > 0, "answer");
  const logged = async () => (await jane.hub(interactions.list, {})).items;
  t.like((await logged())[0], { body: "wants 40 cases of Chai", owner: { title: "Jane" } });
  t.is((await logged()).length, 1);

  const value = /"value":"(undo [^"]+)"/.exec(JSON.stringify(responses()[0]!.input))![1]!;
  const payload = JSON.stringify({
    type: "block_actions",
    team: { id: "T1" },
    user: { id: "U1", team_id: "T1" },
    trigger_id: "1.1.b",
    response_url: slack.responseUrl,
    actions: [{ type: "button", action_id: "hub_words_0", block_id: "b", value }],
  });
  t.is((await deliver(url, { body: new URLSearchParams({ payload }).toString(), form: true })).status, 200);
  await until(() => responses().length > 1, "answer to the button");
  t.regex(responses()[1]!.input["text"] as string, /^Undone/);
  t.deepEqual(await logged(), []);
});
