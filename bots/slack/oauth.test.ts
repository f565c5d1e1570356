/** Installing the app in several workspaces, renewing its tokens, and its end. */
import test, { type ExecutionContext } from "ava";
import { SealBroken } from "../errors.ts";
import { event, payload, slash } from "./testing/deliver.ts";
import { slackStage, type SlackStage } from "./testing/slack-stage.ts";
import { makeSeal } from "./seal.ts";

type Json = Record<string, unknown>;

const settings = {
  slackBotToken: "",
  slackClientId: "1.2",
  slackClientSecret: "client secret",
  slackSecret: "sixteen letters and more",
  slackWorkspaces: "T1, T2 E1",
  publicUrl: "https://hub.example",
};

interface Kept {
  sealed: string;
  installed_at: string;
}

/** A stage whose hub keeps installations, and a Slack that gives tokens for codes. */
async function stageOf(t: ExecutionContext) {
  const kept = new Map<string, Kept>();
  const stage = await slackStage(
    {
      "record.find": () => ({ items: [] }),
      "installation.keep": ({ id, ...rest }: Kept & { id: string }) => {
        kept.set(id, rest);
        return { done: true };
      },
      "installation.details": ({ id }: { id: string }) =>
        kept.get(id) ?? { sealed: null, installed_at: null },
      "installation.remove": ({ id, before }: { id: string; before: string }) => ({
        done: (kept.get(id)?.installed_at ?? "9") <= before && kept.delete(id),
      }),
    },
    settings,
  );
  t.teardown(stage.stop);
  stage.slack.answers.set("users.info", () => ({
    ok: true,
    user: { id: "U1", is_email_confirmed: true, profile: { email: "jane@acme.example" } },
  }));
  stage.slack.answers.set("oauth.v2.access", ({ code, grant_type: grant }) =>
    grant === "refresh_token" ? renewed() : grants[String(code)]!,
  );
  return { stage, kept };
}

const granted = (team: string | null, more: Json = {}): Json => ({
  ok: true,
  access_token: `xoxb-${team ?? "org"}`,
  token_type: "bot",
  scope: "commands",
  bot_user_id: "UB",
  app_id: "A1",
  team: team ? { id: team, name: "Team" } : null,
  enterprise: null,
  is_enterprise_install: false,
  authed_user: { id: "U1" },
  ...more,
});
const grants: Readonly<Record<string, Json>> = {
  one: granted("T1"),
  two: granted("T2"),
  foreign: granted("T9"),
  org: granted(null, { enterprise: { id: "E1", name: "Org" }, is_enterprise_install: true }),
  short: granted("T1", { refresh_token: "xoxe-1", expires_in: 60 }),
};
const renewed = (): Json => ({
  ok: true,
  access_token: "xoxb-renewed",
  refresh_token: "xoxe-2",
  expires_in: 43_200,
  token_type: "bot",
  team: { id: "T1" },
});

/** Walks the way of a browser. */
async function install({ url }: SlackStage, code: string, tamper: { state?: string; cookie?: string } = {}) {
  const start = await fetch(`${url}/slack/install`, { redirect: "manual" });
  const to = new URL(start.headers.get("location")!);
  const state = tamper.state ?? to.searchParams.get("state")!;
  const cookie = tamper.cookie ?? start.headers.get("set-cookie")!.split(";")[0]!;
  const back = `${url}/slack/oauth_redirect?${new URLSearchParams({ code, state })}`;
  const answer = await fetch(back, { headers: { cookie } });
  return { to, status: answer.status, text: await answer.text() };
}

const tokensUsed = ({ slack }: SlackStage) =>
  new Set(slack.sent.filter(({ method }) => method === "users.info").map(({ token }) => token));

const ask = (stage: SlackStage, team_id: string, trigger_id: string, more: Record<string, string> = {}) =>
  stage.deliver(slash("find acme", { team_id, trigger_id, response_url: stage.slack.responseUrl, ...more }));

test("an administrator is sent to Slack and comes back; the token is kept sealed, and used for that workspace", async (t) => {
  const { stage, kept } = await stageOf(t);
  const { to, status, text } = await install(stage, "one");
  t.is(to.origin + to.pathname, "https://slack.com/oauth/v2/authorize");
  t.is(to.searchParams.get("redirect_uri"), "https://hub.example/slack/oauth_redirect");
  t.regex(to.searchParams.get("scope")!, /chat:write/);
  t.is(status, 200, text);
  t.false(JSON.stringify([...kept]).includes("xoxb"));
  await install(stage, "two");
  await ask(stage, "T1", "1.1");
  await ask(stage, "T2", "1.2");
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)].toSorted(), ["xoxb-T1", "xoxb-T2"]);
});

test("without the state that we signed, in the browser that began, nothing is installed", async (t) => {
  const { stage, kept } = await stageOf(t);
  t.is((await install(stage, "one", { state: "forged" })).status, 400);
  t.is((await install(stage, "one", { cookie: "slack-app-oauth-state=another" })).status, 400);
  const plain = await fetch(`${stage.url}/slack/oauth_redirect?code=one`);
  t.is(plain.status, 400);
  t.is(kept.size, 0);
});

test("a workspace that the settings do not name is not installed", async (t) => {
  const { stage, kept } = await stageOf(t);
  const { status, text } = await install(stage, "foreign");
  t.is(status, 403);
  t.regex(text, /SLACK_WORKSPACES/);
  t.is(kept.size, 0);
});

test("an installation of a whole organisation serves each of its workspaces", async (t) => {
  const { stage, kept } = await stageOf(t);
  t.is((await install(stage, "org")).status, 200);
  t.deepEqual([...kept.keys()], ["E1"]);
  await ask(stage, "T7", "1.1", { enterprise_id: "E1" });
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)], ["xoxb-org"]);
  t.is(stage.slack.sent.find(({ method }) => method === "users.info")?.input["team_id"], "T7");
});

test("a token that ends soon is renewed before it is used, once, and kept", async (t) => {
  const { stage, kept } = await stageOf(t);
  await install(stage, "short");
  const before = kept.get("T1")!;
  await Promise.all([ask(stage, "T1", "1.1"), ask(stage, "T1", "1.2", { user_id: "U2" })]);
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)], ["xoxb-renewed"]);
  const renewals = stage.slack.sent.filter(
    ({ method, input }) => method === "oauth.v2.access" && input["grant_type"] === "refresh_token",
  );
  t.is(renewals.length, 1);
  t.not(kept.get("T1")!.sealed, before.sealed);
  t.is(kept.get("T1")!.installed_at, before.installed_at);
});

test("uninstalled, or with its bot token revoked, an installation is forgotten; not by old news, nor by a user's token", async (t) => {
  const { stage, kept } = await stageOf(t);
  await install(stage, "one");
  await ask(stage, "T1", "1.0");
  const soon = { event_time: Math.floor(Date.now() / 1000) + 3600 };
  await stage.deliver(event("Ev1", { type: "app_uninstalled" }, { event_time: 1_700_000_000 }));
  await stage.deliver(event("Ev2", { type: "tokens_revoked", tokens: { oauth: ["U1"], bot: [] } }, soon));
  await stage.settled();
  t.true(kept.has("T1"));
  await stage.deliver(event("Ev3", { type: "tokens_revoked", tokens: { bot: ["UB"] } }, soon));
  await stage.settled();
  t.false(kept.has("T1"));
  stage.slack.sent.length = 0;
  await ask(stage, "T1", "1.1", { user_id: "U8" });
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)], [], "nor is its token, that was used a moment ago, used once more");
  await install(stage, "org");
  const whole = {
    authorizations: [{ enterprise_id: "E1", is_enterprise_install: true }],
    enterprise_id: "E1",
  };
  for (let time = 0; time < 3; time++)
    await stage.deliver(event("Ev4", { type: "app_uninstalled" }, { ...soon, ...whole }));
  await stage.settled();
  t.is(kept.size, 0);
  // Slack may say no more for whom of us it is.
  await install(stage, "org");
  await install(stage, "one");
  const bare = { ...soon, team_id: "T1", enterprise_id: "E1" };
  await stage.deliver(event("Ev5", { type: "app_uninstalled" }, bare));
  await stage.settled();
  t.deepEqual([...kept.keys()], ["E1"]);
  await stage.deliver(event("Ev6", { type: "app_uninstalled" }, bare));
  await stage.settled();
  t.is(kept.size, 0);
});

test("in channels shared with other workspaces we speak as the installation that heard it, in modals as the one that showed it", async (t) => {
  const { stage } = await stageOf(t);
  for (const code of ["one", "two"]) await install(stage, code);
  const mention = { type: "app_mention", channel: "C1", ts: "1.1", text: "<@UB> find acme", user_team: "T2" };
  const heardIn = { context_team_id: "T1", authorizations: [{ team_id: "T1", user_id: "UB", is_bot: true }] };
  await stage.deliver(event("Ev1", mention, { team_id: "T2", ...heardIn }));
  await stage.deliver(event("Ev2", { ...mention, ts: "1.2" }, { team_id: "T2", context_team_id: "T1" }));
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)], ["xoxb-T1"]);
  stage.slack.sent.length = 0;
  const state = { values: { title: { value: { value: "Send the quote" } } } };
  const view = { id: "V1", callback_id: "make_todo", app_installed_team_id: "T2", state };
  const user = { id: "U5", team_id: "T1" };
  await stage.deliver(
    payload({ type: "view_submission", trigger_id: "5.1", user, team: { id: "T1" }, view }),
  );
  await stage.settled();
  t.deepEqual([...tokensUsed(stage)], ["xoxb-T2"]);
});

test("a token that ended while it could not be renewed makes nobody a stranger: it is renewed, and the words are answered", async (t) => {
  const { stage } = await stageOf(t);
  await install(stage, "short");
  const { answers, sent, messages } = stage.slack;
  const user = answers.get("users.info")!({});
  const isNew = () => sent.at(-1)?.token === "xoxb-renewed";
  answers.set("users.info", () => (isNew() ? user : { ok: false, error: "token_expired" }));
  let refused = 1;
  answers.set("oauth.v2.access", () => (refused-- > 0 ? { ok: false, error: "internal_error" } : renewed()));
  await ask(stage, "T1", "1.1");
  await stage.settled();
  t.is(messages.length, 1);
  t.notRegex(JSON.stringify(messages), /do not know who you are/);
});

test("a workspace without an installation is not answered, and nothing is done for it", async (t) => {
  const { stage } = await stageOf(t);
  t.is((await ask(stage, "T1", "1.1")).status, 200);
  await stage.settled();
  t.deepEqual(stage.hub.effects, []);
});

test("a seal opens with the same secret, for the same thing, unchanged", (t) => {
  const seal = makeSeal("one secret");
  const sealed = seal.close("xoxb-1", "T1");
  t.is(seal.open(sealed, "T1"), "xoxb-1");
  t.not(seal.close("xoxb-1", "T1"), sealed);
  const changed = `${sealed.slice(0, -6)}${sealed.at(-6) === "A" ? "B" : "A"}${sealed.slice(-5)}`;
  const broken = [
    () => seal.open(sealed, "T2"),
    () => makeSeal("another").open(sealed, "T1"),
    () => seal.open(changed, "T1"),
    () => seal.open(sealed.slice(0, 20), "T1"),
    () => seal.open("", "T1"),
  ];
  for (const open of broken) t.throws(open, { instanceOf: SealBroken });
});
