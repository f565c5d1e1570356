/** Slack end to end: Bolt over HTTP in front, the real hub behind; only Slack's servers are faked. */
import test from "ava";
import {
  changeCompany,
  deals,
  eraseParty,
  interactions,
  parties,
  todos,
  inviteIdentity,
} from "@singularity/hub-server/contract";
import { deliver, event, payload, signingSecret, slash, type Delivery } from "./slack/testing/deliver.ts";
import { fakeSlack, type FakeSlack } from "./slack/testing/fake-slack.ts";
import { until } from "./testing/listen.ts";
import { openStage, type Actor, type Stage } from "./testing/stage.ts";

let stage: Stage;
let slack: FakeSlack;
let jane: Actor;
let mia: Actor;
let url: string;

test.before(async () => {
  slack = await fakeSlack();
  stage = await openStage();
  jane = await stage.actor("jane", ["manager"], { email: "jane@acme.example" });
  mia = await stage.actor("mia", ["administrator"], { email: "mia@acme.example" });
  await jane.hub(parties.add, { name: "Alfreds Futterkiste", role: "prospect" });
  for (const [id, email] of [
    ["U1", "Jane@acme.example"],
    ["U2", "mia@acme.example"],
  ] as const)
    slack.users.set(id, { id, team_id: "T1", is_email_confirmed: true, profile: { email } });
  slack.channels.set("C1", { members: ["U1", "U2"], info: { is_private: true } });
  const bots = await stage.bots({
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_API_URL: slack.apiUrl,
    HUB_PUBLIC_URL: "https://hub.example",
  });
  url = `${bots.app.listeningOrigin}/slack/events`;
});
test.after.always(async () => {
  await stage?.stop();
  await slack?.stop();
});

const send = (delivery: Delivery) => deliver(url, delivery);
let count = 0;
/** Types a command; its answer is what its own response_url hears. */
async function command(text: string, more: Record<string, string> = {}): Promise<string> {
  const response_url = slack.responseUrl.replace(/1$/, `c${(count += 1)}`);
  const trigger_id = `1.${count}`;
  const said = slash(text, { response_url, trigger_id, ...more });
  for (let time = 0; time < 2; time++) if ((await send(said)).status !== 200) throw new Error("not taken");
  return JSON.stringify(await until(() => heardAt(response_url), `answer to ${text}`));
}

const heardAt = (responseUrl: string) =>
  slack.messages.find(({ channel }) => channel === new URL(responseUrl).pathname)?.input;

/** Presses a button of an answer. */
async function press(answer: string, label: RegExp, user = "U1"): Promise<string> {
  const value = [
    ...answer.matchAll(/"text":"([^"]*)"[^{}]*\},"action_id":"hub_words_(?:settle_)?\d+","value":"([^"]*)"/g),
  ].find(([, text]) => label.test(text!))?.[2];
  if (!value) throw new Error(`There is no button ${String(label)} in ${answer}`);
  const response_url = slack.responseUrl.replace(/1$/, `p${(count += 1)}`);
  const action = { type: "button", action_id: "hub_words_0", block_id: "b", value };
  const pressed = {
    type: "block_actions",
    team: { id: "T1" },
    user: { id: user, team_id: "T1" },
    actions: [action],
  };
  await send(payload({ ...pressed, channel: { id: "C1" }, trigger_id: `2.${count}`, response_url }));
  return JSON.stringify(await until(() => heardAt(response_url), `answer to ${value}`));
}

const logged = async () => (await jane.hub(interactions.list, {})).items;
const inChannel = (channel: string, text: string) =>
  slack.messages.filter(
    (message) => message.channel === channel && JSON.stringify(message.input).includes(text),
  );

test.serial(
  "a Slack command is done as the person with that address, and its button takes it back",
  async (t) => {
    const answer = await command("log call alfreds 25m -- wants 40 cases of Chai");
    t.like((await logged())[0], { body: "wants 40 cases of Chai", owner: { title: "Jane" } });
    t.is((await logged()).length, 1);
    t.regex(await press(answer, /Undo/), /Undone/);
    t.deepEqual(await logged(), []);
  },
);

test.serial(
  "a channel is connected after a yes; then it shows what happens, and what is taken back",
  async (t) => {
    const asked = await command("connect alfreds");
    t.regex(await press(asked, /Confirm/), /shows from now on|Done/);
    const { change } = await jane.hub(interactions.add, {
      party: "alfreds",
      channel: "call",
      body: "by phone",
    });
    await until(() => inChannel("C1", "by phone").length > 0, "card in the channel");
    t.is(inChannel("C1", "by phone").length, 1);
    await command(`undo ${change}`);
    await until(() => inChannel("C1", "Undone").length > 0, "struck card");
  },
);

test.serial(
  "what needs four eyes is asked of those who may, in their direct channel, and done by their button",
  async (t) => {
    await command("help", { user_id: "U2" }); // where Mia is met, she can be told
    await mia.hub(changeCompany, { approvals: 1 });
    const { record } = await jane.hub(parties.add, { name: "Erna Erased", kind: "person" });
    const other = await stage.actor("other", ["administrator"]);
    await t.throwsAsync(other.hub(eraseParty, { ref: record.number }), { message: /approve/ });
    const asked = await until(() => inChannel("D-U2", "approval")[0], "question for Mia");
    t.regex(await press(JSON.stringify(asked.input), /Approve/, "U2"), /Done for/);
    t.notRegex((await jane.hub(parties.details, { ref: record.number })).title, /Erna/);
  },
);

test.serial(
  "the home shows my to-dos and my pipeline; a button there works, and the home shows what it did",
  async (t) => {
    await jane.hub(todos.add, { title: "Send the quote" });
    await jane.hub(deals.add, { name: "Spring order", party: "alfreds" });
    await send(event("Ev-home", { type: "app_home_opened", tab: "home", channel: "D1" }));
    const home = JSON.stringify(await until(() => slack.views.get("home-U1"), "home"));
    t.regex(home, /Send the quote/);
    t.regex(home, /Spring order/);
    const value = /"value":"(done [^"]+)"/.exec(home)![1]!;
    const actions = [{ type: "button", action_id: "hub_words_0", block_id: "b", value }];
    const view = { id: "home-U1", type: "home" };
    const user = { id: "U1", team_id: "T1" };
    await send(
      payload({ type: "block_actions", team: { id: "T1" }, user, view, trigger_id: "3.1", actions }),
    );
    const after = () => JSON.stringify(slack.views.get("home-U1"));
    await until(() => after().includes("Nothing to do."), "home without it");
    t.is((await jane.hub(todos.list, { status: "done" })).items.length, 1);
  },
);

test.serial(
  "a promise in a connected channel is proposed to whoever made it, and their button makes the to-do",
  async (t) => {
    const said = (channel: string, text: string) => ({
      type: "message",
      channel_type: "group",
      channel,
      ts: "6.1",
      text,
    });
    await send(event("Ev-talk", said("C1", "Will you send the samples by 24 Dec 2099?")));
    await send(event("Ev-elsewhere", said("C5", "I'll send the papers by 24 Dec 2099")));
    await send(event("Ev-promise", said("C1", "Great, I'll send the samples by 24 Dec 2099")));
    const proposal = await until(() => inChannel("C1", "Send the samples")[0], "proposal");
    t.regex(await press(JSON.stringify(proposal.input), /Make it a to-do/), /Send the samples/);
    const { items } = await jane.hub(todos.list, { about: "alfreds" });
    t.deepEqual(
      items.map(({ title, owner }) => [String(title), owner?.title]),
      [["Send the samples", "Jane"]],
    );
    t.is(inChannel("C5", "papers").length, 0);
  },
);

test.serial(
  "a link is shown in a channel where all may see it, and not where somebody unknown reads",
  async (t) => {
    const { record } = await jane.hub(parties.add, { name: "Linked Ltd", role: "customer" });
    const link = (channel: string) => ({
      type: "link_shared",
      channel,
      message_ts: "1.1",
      links: [{ url: `https://hub.example/#/record/${record.number}` }],
    });
    slack.channels.set("C2", { members: ["U1", "U9"], info: { is_private: true } });
    await send(event("Ev-link-2", link("C2")));
    await send(event("Ev-link-1", link("C1")));
    const unfurled = () => slack.sent.filter(({ method }) => method === "chat.unfurl");
    await until(() => unfurled().length > 0, "preview");
    t.deepEqual(
      unfurled().map(({ input }) => input["channel"]),
      ["C1"],
    );
    t.regex(String(unfurled()[0]?.input["unfurls"]), /Linked Ltd/);
  },
);

test.serial(
  "a CSV file dropped into the direct channel is looked at, loaded, told, and taken back",
  async (t) => {
    const [path, name] = ["/files-pri/T1-F1/download/leads.csv", "leads.csv"];
    slack.files.set(path, {
      body: "Company,Email\nQuartz Ltd,hello@quartz.example\nFeldspar Ltd,no address\n",
    });
    const file = {
      id: "F1",
      name,
      mimetype: "text/csv",
      size: 80,
      url_private_download: new URL(path, slack.apiUrl),
    };
    const where = { type: "message", subtype: "file_share", channel: "D1", channel_type: "im", ts: "7.1" };
    await send(event("Ev-file", { ...where, text: "", files: [file] }));
    const looked = await until(() => inChannel("D1", "leads.csv: 2 rows")[0], "preview");
    const answer = JSON.stringify(looked.input);
    t.regex(answer, /1 would be new.*1 would be refused, e\.g\. line 3/);
    t.regex(await press(answer, /Load/), /is being loaded/);
    const told = await until(() => inChannel("D-U1", "leads.csv is loaded")[0], "word that it is loaded");
    const found = async () => (await jane.hub(parties.find, { text: "Quartz" })).items.length;
    t.is(await found(), 1);
    t.is(inChannel("D-U1", "leads.csv is loaded").length, 1);
    await press(JSON.stringify(told.input), /Take it back/);
    await until(async () => (await found()) === 0, "it is gone");
  },
);

test.serial(
  "one picture of a link is shown to all who read there: with what each of them may see, or not at all",
  async (t) => {
    await stage.actor("sam", ["support"], { email: "sam@acme.example" });
    await stage.actor("nora", [], { email: "nora@acme.example" });
    for (const [id, name] of Object.entries({ U3: "sam", U4: "nora" }))
      slack.users.set(id, { ...slack.users.get("U1"), id, profile: { email: `${name}@acme.example` } });
    const { record } = await jane.hub(parties.add, {
      name: "Taxed Ltd",
      role: "customer",
      tax_id: "DE811907980",
    });
    const links = [{ url: `https://hub.example/#/record/${record.number}` }];
    const shown = () => slack.sent.filter(({ method }) => method === "chat.unfurl").at(-1)?.input;
    const share = async (channel: string, members: string[], user = "U1") => {
      slack.channels.set(channel, { members, info: { is_private: true } });
      await send(event(`Ev-${channel}`, { type: "link_shared", channel, message_ts: "1.1", links, user }));
    };
    await share("CMANAGERS", ["U1", "U2"]);
    await until(() => shown()?.["channel"] === "CMANAGERS", "preview for managers");
    t.regex(String(shown()!["unfurls"]), /Taxed Ltd.*DE811907980/);
    await share("CNORA", ["U1", "U4"]);
    await share("CNORA2", ["U1", "U4"], "U4");
    await share("CSUPPORT", ["U1", "U3"]);
    await until(() => shown()?.["channel"] === "CSUPPORT", "preview for a manager and support");
    t.regex(String(shown()!["unfurls"]), /Taxed Ltd/);
    t.notRegex(String(shown()!["unfurls"]), /DE811907980/);
    t.false(
      slack.sent.some(
        ({ method, input }) => method === "chat.unfurl" && String(input["channel"]).startsWith("CNORA"),
      ),
    );
  },
);

test.serial("a code from the hub's own chat makes a Slack account somebody's", async (t) => {
  const gus = await stage.actor("gus", ["support"]);
  slack.users.set("U7", { id: "U7", team_id: "T1", is_restricted: true, profile: {} });
  t.regex(await command("help", { user_id: "U7" }), /do not know who you are/);
  const { code } = await gus.hub(inviteIdentity, {});
  t.regex(await command(`pair ${code}`, { user_id: "U7" }), /You are @gus/);
  t.notRegex(await command("help", { user_id: "U7" }), /do not know who you are/);
});
