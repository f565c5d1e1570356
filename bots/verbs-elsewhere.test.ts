/** Every verb's first example by the other doors: over REST, as a tool of an assistant, by its Slack form. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import test from "ava";
import { Preset } from "matrix-js-sdk";
import { HubProblem } from "@singularity/hub-server/client";
import { confirmationNeeded } from "@singularity/hub-server/contract";
import { commands } from "./commands/index.ts";
import { deliver, signingSecret, slash, type Delivery } from "./slack/testing/deliver.ts";
import { fakeSlack, type FakeSlack } from "./slack/testing/fake-slack.ts";
import { pressed, submitted } from "./slack/testing/fill.ts";
import { formCallOf, reachOf } from "./surfaces.ts";
import { until } from "./testing/listen.ts";
import { spoken } from "./testing/spoken.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";
import { cast, makeWorld, roomWithBot, type Say } from "./testing/verb-world.ts";

let stage: Stage;
let slack: FakeSlack;
let slackUrl: string;
let jane: Actor;
let assistant: Client;
let room: string;
let says: Record<"rest" | "tool" | "form", Say>;

test.before(async () => {
  slack = await fakeSlack();
  stage = await openStage({ analytics: true });
  const bots = await stage.bots({
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_API_URL: slack.apiUrl,
  });
  slackUrl = `${bots.app.listeningOrigin}/slack/events`;
  const email = "jane@acme.example";
  const people = await cast(stage, email);
  jane = people.jane;
  slack.users.set("U1", { id: "U1", team_id: "T1", is_email_confirmed: true, profile: { email } });
  room = await roomWithBot(stage, jane, { name: "Team", preset: Preset.PrivateChat });
  says = {
    rest: await makeWorld(stage, jane, people.raj, "r"),
    tool: await makeWorld(stage, jane, people.raj, "t"),
    form: await makeWorld(stage, jane, people.raj, "f"),
  };
  assistant = new Client({ name: "judge", version: "1" });
  const headers = { authorization: `Bearer ${jane.token}` };
  await assistant.connect(
    new StreamableHTTPClientTransport(new URL(`${stage.hub.url}/mcp`), { requestInit: { headers } }),
  );
});
test.after.always(async () => {
  await assistant?.close();
  await stage?.stop();
  await slack?.stop();
});

/** Done, or held until somebody says yes. */
const waits = (error: unknown) => error instanceof HubProblem && error.code === confirmationNeeded;

/** A modal that is more than its skeleton. */
const isFilled = (view: object) => !JSON.stringify(view).includes("One moment");

/** Asks for the form in words, presses the button of the answer, and waits until the modal is filled. */
async function opened(send: (delivery: Delivery) => Promise<unknown>, verb: string) {
  slack.views.clear();
  const heard = slack.messages.length;
  await send(
    slash(`form ${verb}`, { trigger_id: `5.${verb}`, response_url: slack.responseUrl.replace(/1$/, verb) }),
  );
  const value = await until(() => {
    const said = JSON.stringify(slack.messages.slice(heard));
    return /"action_id":"hub_form_0","value":"([^"]+)"/.exec(said)?.[1];
  }, "answer with a button");
  await send(pressed({ action_id: "hub_form_0", value }, "U1", `6.${verb}`));
  return until(() => [...slack.views.values()].find(isFilled), "the form");
}

for (const command of commands) {
  const { verb, examples } = command;
  const [example] = examples;
  const { rest, tools, room: spokenIn } = reachOf(command);
  /** What the place would have told. */
  const place = spokenIn === "—" ? { surface: "slack", channel: `T1/C-${verb}` } : {};

  if (rest.length && example!.call)
    test.serial(`${verb} works over REST`, async (t) => {
      const { call, input } = (await spoken(jane, command, says.rest(verb, example!.words), null))!;
      t.is<string, string>(call.name, example!.call!);
      try {
        t.truthy(await jane.hub(call, { ...input, ...place }));
      } catch (error) {
        t.true(waits(error), `${JSON.stringify(input)}: ${String(error)}`);
      }
    });

  if (example!.call && tools.includes(example!.call))
    test.serial(`${verb} works as a tool of an assistant`, async (t) => {
      const { call, input } = (await spoken(jane, command, says.tool(verb, example!.words), null))!;
      const answer = await assistant.callTool({
        name: call.name.replaceAll(".", "_"),
        arguments: { ...input, ...place },
      });
      const problem = answer.structuredContent as { code?: string };
      if (answer.isError) t.is(problem.code, confirmationNeeded, JSON.stringify(answer.content));
      else t.truthy(answer.structuredContent);
    });

  const fills = formCallOf(command);
  if (fills)
    test.serial(`${verb} works as a form in Slack`, async (t) => {
      const filling = examples.find(({ call }) => call === fills.name) ?? example!;
      const where = /\b(post )?here\b/.test(filling.words) ? room : null;
      const { call, input } = (await spoken(jane, command, says.form(verb, filling.words), where))!;
      t.is(call.name, fills.name);
      const send = (delivery: Delivery) => deliver(slackUrl, delivery);
      const view = await opened(send, verb);
      const sent = await send(await submitted(send, view, input, "U1"));
      t.is(sent.status, 200);
      t.regex(sent.text, /"response_action":"(update|clear)"/);
    });
}
