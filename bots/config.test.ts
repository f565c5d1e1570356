import test from "ava";
import { readConfig, settings } from "./config.ts";
import { SettingInvalid } from "./errors.ts";

const tokens = { HUB_AS_TOKEN: "a", HUB_HS_TOKEN: "h" };

const installable = {
  SLACK_CLIENT_ID: "1.2",
  SLACK_CLIENT_SECRET: "c",
  SLACK_SECRET: "sixteen letters!",
  SLACK_WORKSPACES: "T1, E1",
};

test("an app for several workspaces names them and its secrets", (t) => {
  t.like(readConfig({ ...tokens, ...installable }), { slackWorkspaces: "T1, E1" });
});

test("settings have defaults, and addresses lose or gain their last slash", (t) => {
  const config = readConfig({ ...tokens, HUB_URL: "http://hub:8080/", SLACK_API_URL: "http://fake/api" });
  t.like(config, {
    hubUrl: "http://hub:8080",
    slackApiUrl: "http://fake/api/",
    port: 8081,
    host: "127.0.0.1",
  });
});

test("a setting that is missing or not allowed is refused by its variable's name", (t) => {
  const wrong = [
    [{}, /HUB_AS_TOKEN/],
    [{ HUB_AS_TOKEN: "a" }, /HUB_HS_TOKEN/],
    [{ ...tokens, BOTS_PORT: "70000" }, /BOTS_PORT/],
    [{ ...tokens, HUB_URL: "hub" }, /HUB_URL/],
    [{ ...tokens, HUB_LOG: "loud" }, /HUB_LOG/],
    [{ ...tokens, BOTS_FAULT_POINT: "somewhere" }, /BOTS_FAULT_POINT/],
    [{ ...tokens, BOTS_PUBLISH_COMMANDS: "perhaps" }, /BOTS_PUBLISH_COMMANDS/],
    [{ ...tokens, BOTS_CLAIM_SECONDS: "0" }, /BOTS_CLAIM_SECONDS/],
    [{ ...tokens, SLACK_CLIENT_ID: "1.2" }, /SLACK_CLIENT_SECRET/],
    [{ ...tokens, SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "c", SLACK_SECRET: "short" }, /SLACK_SECRET/],
    [{ ...tokens, ...installable, SLACK_WORKSPACES: "everybody" }, /SLACK_WORKSPACES/],
  ] as const;
  for (const [env, message] of wrong)
    t.throws(() => readConfig(env), { instanceOf: SettingInvalid, message });
});

test("every setting says what it means", (t) => {
  for (const { env, meaning } of Object.values(settings)) t.true(meaning.length > 20, env);
});
