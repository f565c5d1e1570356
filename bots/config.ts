/** Every setting of the bots: its environment variable, its default and its meaning. Nothing else reads the environment. */
import { SettingInvalid } from "./errors.ts";
import { faultPoints } from "./inbox/fault.ts";

interface Setting {
  readonly env: string;
  readonly fallback: string;
  readonly meaning: string;
  /** Never printed, never logged. */
  readonly secret?: boolean;
}

export const settings = {
  hubUrl: {
    env: "HUB_URL",
    fallback: "http://127.0.0.1:8080",
    meaning: "address of the hub, or of the homeserver and hub behind one proxy",
  },
  asToken: {
    env: "HUB_AS_TOKEN",
    fallback: "",
    meaning: "token by which the bots speak to the hub; the embedded bots are given one at each start",
    secret: true,
  },
  hsToken: {
    env: "HUB_HS_TOKEN",
    fallback: "",
    meaning: "token by which the hub speaks to the bots",
    secret: true,
  },
  host: {
    env: "BOTS_HOST",
    fallback: "127.0.0.1",
    meaning: "address on which the bots listen for transactions and for Slack",
  },
  port: { env: "BOTS_PORT", fallback: "8081", meaning: "TCP port of the bots; 0 takes a free one" },
  claimSeconds: {
    env: "BOTS_CLAIM_SECONDS",
    fallback: "20",
    meaning: "seconds after which another process may take over what this one left unfinished",
  },
  slackSigningSecret: {
    env: "SLACK_SIGNING_SECRET",
    fallback: "",
    meaning: "turns the Slack surface on, together with SLACK_BOT_TOKEN or SLACK_CLIENT_ID",
    secret: true,
  },
  slackBotToken: {
    env: "SLACK_BOT_TOKEN",
    fallback: "",
    meaning: "bot token of a Slack app that is made for one workspace",
    secret: true,
  },
  slackAppToken: {
    env: "SLACK_APP_TOKEN",
    fallback: "",
    meaning: "turns Socket Mode on: the bots connect to Slack, which then needs no way to them",
    secret: true,
  },
  slackClientId: {
    env: "SLACK_CLIENT_ID",
    fallback: "",
    meaning: "lets the Slack app be installed in several workspaces, at <public address>/slack/install",
  },
  slackClientSecret: {
    env: "SLACK_CLIENT_SECRET",
    fallback: "",
    meaning: "secret of the Slack app, needed with SLACK_CLIENT_ID",
    secret: true,
  },
  slackSecret: {
    env: "SLACK_SECRET",
    fallback: "",
    meaning: "seals the tokens of installations and signs their state; whoever changes it installs anew",
    secret: true,
  },
  slackWorkspaces: {
    env: "SLACK_WORKSPACES",
    fallback: "",
    meaning:
      "ids of the workspaces and organisations that may install, e.g. T0001 E0001: they vouch for addresses",
  },
  publicUrl: {
    env: "HUB_PUBLIC_URL",
    fallback: "",
    meaning:
      "address at which people and Slack reach the hub; links to it are shown in Slack as what they lead to",
  },
  slackApiUrl: {
    env: "SLACK_API_URL",
    fallback: "https://slack.com/api/",
    meaning: "the Slack Web API, or a stand-in for tests",
  },
  reactions: {
    env: "BOTS_REACTIONS",
    fallback: "↩=undo ❓=why 📝=log",
    meaning: "reactions that say a verb about the message at which they stand; ✅ and ❌ answer what waits",
  },
  publishCommands: {
    env: "BOTS_PUBLISH_COMMANDS",
    fallback: "off",
    meaning: "on: the verbs stand in the rooms' state (MSC4332), so that clients can complete them",
  },
  logLevel: { env: "HUB_LOG", fallback: "warn", meaning: "fatal, error, warn, info, debug or silent" },
  faultPoint: {
    env: "BOTS_FAULT_POINT",
    fallback: "",
    meaning: "for tests: the step after which the process kills itself; see inbox/fault.ts",
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
type Numbers = "port" | "claimSeconds";
export type Config = Readonly<Record<Exclude<SettingName, Numbers>, string> & Record<Numbers, number>>;

/**
 * Reads the settings.
 * @param env where to read them; `process.env` in production
 * @throws SettingInvalid when a value is missing or not one of those allowed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = (name: SettingName) => env[settings[name].env] || settings[name].fallback;
  const values = Object.fromEntries(
    Object.keys(settings).map((name) => [name, read(name as SettingName)]),
  ) as Record<SettingName, string>;
  for (const name of ["asToken", "hsToken"] as const)
    if (values[name] === "")
      throw new SettingInvalid(settings[name].env, "the token that the hub's registration names", "");
  oneOf("logLevel", values.logLevel, ["fatal", "error", "warn", "info", "debug", "silent"]);
  installable(values);
  oneOf("publishCommands", values.publishCommands, ["on", "off"]);
  oneOf("faultPoint", values.faultPoint, ["", ...faultPoints]);
  return {
    ...values,
    hubUrl: url("hubUrl", values.hubUrl).replace(/\/+$/, ""),
    slackApiUrl: url("slackApiUrl", values.slackApiUrl).replace(/\/*$/, "/"),
    port: whole("port", values.port, 0, 65_535),
    claimSeconds: whole("claimSeconds", values.claimSeconds, 1, 600),
  };
}

/** Who may be installed for others must know for whom, and with which secrets. */
function installable(values: Readonly<Record<SettingName, string>>): void {
  if (!values.slackClientId) return;
  const refuse = (name: SettingName, allowed: string) => {
    throw new SettingInvalid(
      settings[name].env,
      allowed,
      settings[name].env === "SLACK_SECRET" ? "…" : values[name],
    );
  };
  if (!values.slackClientSecret) refuse("slackClientSecret", "set when SLACK_CLIENT_ID is");
  if (values.slackSecret.length < 16)
    refuse("slackSecret", "at least 16 characters when SLACK_CLIENT_ID is set");
  if (!/^[TE][A-Z0-9]+([\s,]+[TE][A-Z0-9]+)*$/.test(values.slackWorkspaces))
    refuse("slackWorkspaces", "ids such as T0001 or E0001 when SLACK_CLIENT_ID is set");
}

function whole(name: SettingName, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new SettingInvalid(settings[name].env, `a whole number from ${least} to ${most}`, text);
  return number;
}

function url(name: SettingName, text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new SettingInvalid(settings[name].env, "an address that begins with http:// or https://", text);
  return text;
}

function oneOf(name: SettingName, text: string, choices: readonly string[]): void {
  if (!choices.includes(text)) throw new SettingInvalid(settings[name].env, choices.join(", "), text);
}
