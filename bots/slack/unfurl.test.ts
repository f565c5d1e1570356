/** Links shown as what they lead to, fit for everybody who reads. */
import test, { type ExecutionContext } from "ava";
import { problem } from "../testing/fake-hub.ts";
import { event } from "./testing/deliver.ts";
import { janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";
import { targetOf } from "./unfurl.ts";

const publicUrl = "https://hub.example";
const user = (id: string, name: string) => ({
  id,
  team_id: "T1",
  is_email_confirmed: true,
  profile: { email: `${name}@acme.example` },
});
const profile = {
  record: { id: "x", noun: "n", number: "CUS-12", title: "Acme <GmbH>" },
  label: "Customer",
  badges: ["active"],
  facts: [{ key: "city", label: "City", text: "Berlin" }],
  hidden: ["Tax"],
  removed: false,
};

async function stageOf(t: ExecutionContext, answers = {}): Promise<SlackStage> {
  const stage = await janesStage(
    t,
    {
      "identity.resolve": ({ email }: { email?: string }) => ({
        user_id: email ? `@${email.split("@")[0]}:hub.localhost` : null,
        person: null,
      }),
      "record.profile": () => profile,
      "record.here": () => ({ record: profile.record }),
      ...answers,
    },
    { publicUrl },
  );
  stage.slack.users.set("U2", user("U2", "raj"));
  stage.slack.users.set("U3", { ...user("U3", "guest"), is_restricted: true });
  stage.slack.users.set("UBOT", { id: "UBOT", is_bot: true });
  const info = { is_private: true };
  stage.slack.channels.set("C1", { members: ["U1", "U2", "UBOT"], info });
  stage.slack.channels.set("C2", { members: ["U1", "U3"], info });
  stage.slack.channels.set("C3", { members: Array.from({ length: 100 }, (_, index) => `U${index}`), info });
  stage.slack.channels.set("CPUBLIC", { members: ["U1", "U2", "UBOT"], info: { is_private: false } });
  return stage;
}

let count = 0;
async function share(stage: SlackStage, channel: string, url: string, more: object = {}) {
  const links = {
    type: "link_shared",
    channel,
    message_ts: "1.1",
    links: [{ url, domain: "hub.example" }],
    ...more,
  };
  await stage.deliver(event(`Ev${(count += 1)}`, links));
  await stage.settled();
  return stage.slack.sent.filter(({ method }) => method === "chat.unfurl");
}

test("a link is shown with the sharer's rights, cut to what all who read there may see", async (t) => {
  const stage = await stageOf(t);
  const url = `${publicUrl}/#/record/CUS-12`;
  const told = await share(stage, "C1", url);
  t.is(told.length, 1);
  t.like(told[0]?.input, { channel: "C1", ts: "1.1" });
  t.regex(String(told[0]?.input["unfurls"]), /Acme &lt;GmbH&gt; \(CUS-12\)\\nCity: Berlin/);
  t.notRegex(String(told[0]?.input["unfurls"]), /Tax/);
  t.like(
    stage.hub.calls.find(({ call }) => call === "record.profile"),
    {
      input: { ref: "CUS-12" },
      options: {
        person: "@jane:hub.localhost",
        audience: "@jane:hub.localhost @raj:hub.localhost",
      },
    },
  );
});

test("where somebody unknown reads along, the hub is asked for a stranger too", async (t) => {
  const stage = await stageOf(t, {
    "record.profile": (_: object, { audience }: { audience?: string }) => {
      if (audience?.includes("?")) throw problem(403, "audience", "Not all may see it.");
      return profile;
    },
  });
  t.is((await share(stage, "C2", `${publicUrl}/CUS-12`)).length, 0);
  t.is((await share(stage, "C1", `${publicUrl}/CUS-12`)).length, 1);
});

test("strangers show nothing; nor do public channels, large ones, those that are not ours, and what is not posted yet", async (t) => {
  const stage = await stageOf(t);
  const url = `${publicUrl}/CUS-12`;
  for (const [channel, more] of [
    ["C1", { user: "U9" }],
    ["C1", { user: "U3" }],
    ["CPUBLIC", {}],
    ["C3", {}],
    ["C9", {}],
    ["COMPOSER", { unfurl_id: "u.1", source: "composer" }],
  ] as const)
    t.is((await share(stage, channel, url, more)).length, 0, channel);
  t.false(stage.hub.calls.some(({ call }) => call === "record.profile"));
});

test("a link to a room is shown as its record, cut to what all who read there may see", async (t) => {
  const stage = await stageOf(t);
  t.is((await share(stage, "C1", `${publicUrl}/#/room/!acme%3Ahub.localhost`)).length, 1);
  const options = { person: "@jane:hub.localhost", audience: "@jane:hub.localhost @raj:hub.localhost" };
  t.like(
    stage.hub.calls.find(({ call }) => call === "record.profile"),
    { options },
  );
});

test("only links to this hub that name something lead anywhere", (t) => {
  t.deepEqual(targetOf("https://hub.example/#/record/CUS-12?x=1", publicUrl), { ref: "CUS-12" });
  t.deepEqual(targetOf("https://hub.example/r/CUS-12", publicUrl), { ref: "CUS-12" });
  t.deepEqual(targetOf("https://hub.example/#/room/!a%3Ahub", publicUrl), { room: "!a:hub" });
  for (const foreign of [
    "https://hub.example.evil.example/CUS-12",
    "http://hub.example/CUS-12",
    "https://hub.example@evil.example/CUS-12",
    "https://hub.example/",
    "https://hub.example/#/room/%E0%A4%A",
    "javascript:alert(1)",
    "CUS-12",
    "",
  ])
    t.is(targetOf(foreign, publicUrl), undefined, foreign);
  t.is(targetOf("https://hub.example/CUS-12", ""), undefined);
});
