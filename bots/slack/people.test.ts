/** Who somebody is: found out anew each time, by a linked account or an address for which the workspace vouches. */
import test, { type ExecutionContext } from "ava";
import { writtenOf } from "../testing/fake-hub.ts";
import { event, slash } from "./testing/deliver.ts";
import { jane, janesStage } from "./testing/janes-stage.ts";
import type { SlackStage } from "./testing/slack-stage.ts";

const stageOf = (t: ExecutionContext, answers = {}, now = { is: Date.now() }) =>
  janesStage(t, { "party.add": () => writtenOf("Acme"), ...answers }, { now: () => now.is });

let count = 0;
async function say(stage: SlackStage, more: Record<string, string> = {}): Promise<number> {
  const before = stage.hub.effects.length;
  const trigger_id = `1.${(count += 1)}`;
  await stage.deliver(slash("add prospect Acme", { trigger_id, ...more }));
  await stage.settled();
  return stage.hub.effects.length - before;
}

test("people of other organisations in shared channels are never matched by their address", async (t) => {
  const stage = await stageOf(t);
  for (const stranger of [
    { ...jane, team_id: "T9", is_stranger: true },
    { ...jane, team_id: "T9" },
    { ...jane, is_restricted: true },
    { ...jane, is_ultra_restricted: true },
    { ...jane, is_bot: true },
    { ...jane, deleted: true },
    { ...jane, is_email_confirmed: false },
    { ...jane, profile: {} },
  ]) {
    const id = `UX${(count += 1)}`;
    stage.slack.users.set(id, { ...stranger, id });
    t.is(await say(stage, { user_id: id }), 0, JSON.stringify(stranger));
  }
  const emails = stage.hub.calls.filter(({ call, input }) => call === "identity.resolve" && input["email"]);
  t.deepEqual(emails, []);
  const mention = {
    type: "app_mention",
    channel: "C1",
    ts: "1.1",
    text: "<@B> add prospect Acme",
    user_team: "T9",
  };
  const authorizations = [{ team_id: "T1", enterprise_id: null }];
  await stage.deliver(event("Ev1", mention, { team_id: "T9", context_team_id: "T1", authorizations }));
  await stage.settled();
  t.is(stage.hub.effects.length, 0);
});

test("an organisation's own people are matched in each of its workspaces", async (t) => {
  const stage = await stageOf(t);
  stage.slack.users.set("W1", { ...jane, id: "W1", team_id: "T5", enterprise_user: { enterprise_id: "E1" } });
  t.is(await say(stage, { user_id: "W1", enterprise_id: "E1" }), 1);
  stage.slack.users.set("W2", { ...jane, id: "W2", team_id: "T5", enterprise_user: { enterprise_id: "E2" } });
  t.is(await say(stage, { user_id: "W2", enterprise_id: "E1" }), 0);
});

test("who leaves, or loses the address, is nobody a minute later; who loses the account in the hub, at once", async (t) => {
  const now = { is: Date.now() };
  let person: string | null = "@jane:hub.localhost";
  const stage = await stageOf(
    t,
    {
      "identity.resolve": ({ email }: { email?: string }) => ({
        user_id: email ? person : null,
        person: null,
      }),
    },
    now,
  );
  t.is(await say(stage), 1);
  stage.slack.users.set("U1", { ...jane, is_email_confirmed: false });
  now.is += 61_000;
  t.is(await say(stage), 0);
  stage.slack.users.set("U1", jane);
  now.is += 61_000;
  t.is(await say(stage), 1);
  person = null;
  t.is(await say(stage), 0);
});

test("a guest who has linked the account is known, without any address", async (t) => {
  const links = new Map<string, string>();
  const stage = await stageOf(t, {
    "identity.resolve": ({ account }: { account: string }) => ({
      user_id: links.get(account) ?? null,
      person: null,
    }),
    "identity.redeem": ({ account, code }: { account: string; code: string }) => {
      if (code !== "ABCDE-23456" || links.has(account)) return { user_id: null };
      links.set(account, "@guest:hub.localhost");
      return { user_id: "@guest:hub.localhost" };
    },
  });
  stage.slack.users.set("U7", { ...jane, id: "U7", is_restricted: true });
  t.is(await say(stage, { user_id: "U7" }), 0);
  await stage.deliver(slash("pair WRONG-11111", { user_id: "U7", trigger_id: "2.1" }));
  await stage.deliver(slash("Link ABCDE-23456", { user_id: "U7", trigger_id: "2.2" }));
  await stage.settled();
  const told = stage.slack.messages.map(({ input }) => String(input["text"]));
  t.true(told.some((text) => text.includes("This code is not good")));
  t.true(told.some((text) => text.includes("You are @guest:hub.localhost")));
  t.is(await say(stage, { user_id: "U7" }), 1);
});

test("a code that was taken is taken, though telling so failed once: it is good for once", async (t) => {
  let redeemed = 0;
  const user_id = () => (redeemed ? "@guest:hub.localhost" : null);
  const stage = await stageOf(t, {
    "identity.resolve": () => ({ user_id: user_id(), person: null }),
    "identity.redeem": () => ({ user_id: redeemed++ ? null : user_id() }),
  });
  stage.slack.failures.push(503);
  await stage.deliver(slash("pair ABCDE-23456", { trigger_id: "3.1" }));
  await stage.settled();
  t.is(redeemed, 2);
  t.regex(String(stage.slack.messages.at(-1)!.input["text"]), /You are @guest:hub\.localhost/);
});

test("where somebody was met is noted once a minute, so that they can be told things there", async (t) => {
  const now = { is: Date.now() };
  const stage = await stageOf(t, {}, now);
  await say(stage);
  await say(stage);
  const noted = stage.hub.calls.filter(({ call }) => call === "identity.reach");
  t.deepEqual(
    noted.map(({ input }) => input),
    [{ surface: "slack", account: "T1/U1", person: "@jane:hub.localhost" }],
  );
  now.is += 61_000;
  await say(stage);
  t.is(stage.hub.calls.filter(({ call }) => call === "identity.reach").length, 2);
});
