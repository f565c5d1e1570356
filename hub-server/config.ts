/** Every setting of the hub: its environment variable, its default and its meaning. Nothing else reads the environment. */
import { resolve } from "node:path";
import { SettingInvalid } from "./errors.ts";
import { trustedProxies } from "./web/trust-proxy.ts";

interface Setting {
  readonly env: string;
  readonly fallback: string;
  readonly meaning: string;
  /** Never printed, never logged. */
  readonly secret?: boolean;
}

export const settings = {
  port: {
    env: "HUB_PORT",
    fallback: "8080",
    meaning: "TCP port of the hub (REST, Matrix and web app share it); 0 takes a free one",
  },
  host: {
    env: "HUB_HOST",
    fallback: "127.0.0.1",
    meaning: "address to listen on; 0.0.0.0 to be reached from elsewhere",
  },
  publicUrl: {
    env: "HUB_PUBLIC_URL",
    fallback: "",
    meaning: "address people and bots use, when a proxy stands in front; empty: derived from host and port",
  },
  serverName: {
    env: "HUB_SERVER_NAME",
    fallback: "hub.localhost",
    meaning: "right half of every Matrix id; fixed at first start",
  },
  registration: {
    env: "HUB_REGISTRATION",
    fallback: "closed",
    meaning: "who may make an account with a Matrix client: closed, invitation (with a token) or open",
  },
  guests: {
    env: "HUB_GUESTS",
    fallback: "off",
    meaning: "on: people without an account may look at rooms that let guests in",
  },
  casUrl: {
    env: "HUB_CAS_URL",
    fallback: "",
    meaning: "a CAS server at which people may sign in too, such as https://cas.example.com/cas; empty: none",
  },
  urlPreviews: {
    env: "HUB_URL_PREVIEWS",
    fallback: "off",
    meaning: "on: links in messages may be previewed; the hub then reads public pages that people name",
  },
  presence: {
    env: "HUB_PRESENCE",
    fallback: "on",
    meaning: "on: people see who of those they share a room with is there; off: nobody does",
  },
  directory: {
    env: "HUB_DIRECTORY",
    fallback: "everyone",
    meaning: "whom a search for people finds: everyone, or acquainted (in the same or in public rooms)",
  },
  appservices: {
    env: "HUB_APPSERVICES",
    fallback: "",
    meaning: "registration files (YAML) of bridges and other application services, with commas between",
  },
  trustProxy: {
    env: "HUB_TRUST_PROXY",
    fallback: "off",
    meaning:
      "who may say where a request comes from (X-Forwarded-For): off, on (the proxy in front), or addresses and networks with commas between",
  },
  data: {
    env: "HUB_DATA",
    fallback: "data",
    meaning: "folder of the embedded PostgreSQL, uploaded files and the DuckDB copy",
  },
  databaseUrl: {
    env: "DATABASE_URL",
    fallback: "",
    meaning: "PostgreSQL 15+ to use instead of the embedded one; its user owns the tables",
    secret: true,
  },
  databaseAppUrl: {
    env: "DATABASE_APP_URL",
    fallback: "",
    meaning:
      "the same database as a user that owns nothing (member of hub_app); empty: DATABASE_URL with SET ROLE hub_app",
    secret: true,
  },
  bots: {
    env: "HUB_BOTS",
    fallback: "embedded",
    meaning: "embedded: the hub starts and supervises the bots; external: they run elsewhere",
  },
  botsUrl: {
    env: "HUB_BOTS_URL",
    fallback: "http://127.0.0.1:8081",
    meaning: "where external bots listen for transactions",
  },
  botsAsToken: {
    env: "HUB_AS_TOKEN",
    fallback: "",
    meaning: "token by which external bots speak to the hub; empty: made at each start for the embedded ones",
    secret: true,
  },
  botsHsToken: {
    env: "HUB_HS_TOKEN",
    fallback: "",
    meaning:
      "token by which the hub speaks to external bots; empty: made at each start for the embedded ones",
    secret: true,
  },
  analytics: {
    env: "HUB_ANALYTICS",
    fallback: "embedded",
    meaning: "embedded: the hub starts the analytics process; off: questions are refused",
  },
  slackSigningSecret: {
    env: "SLACK_SIGNING_SECRET",
    fallback: "",
    meaning: "turns the Slack surface on, together with SLACK_BOT_TOKEN",
    secret: true,
  },
  slackBotToken: {
    env: "SLACK_BOT_TOKEN",
    fallback: "",
    meaning: "bot token of the Slack app",
    secret: true,
  },
  slackApiUrl: {
    env: "SLACK_API_URL",
    fallback: "https://slack.com/api/",
    meaning: "the Slack Web API, or a stand-in for tests",
  },
  smtpUrl: {
    env: "HUB_SMTP_URL",
    fallback: "",
    meaning: "mail server, like smtp://user:password@mail.example:587; empty: the hub sends no mail",
    secret: true,
  },
  mailFrom: {
    env: "HUB_MAIL_FROM",
    fallback: "",
    meaning: "address that the hub's mails come from",
  },
  logLevel: { env: "HUB_LOG", fallback: "warn", meaning: "fatal, error, warn, info, debug or silent" },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export type Config = Readonly<Record<Exclude<SettingName, "port">, string>> & { readonly port: number };

const allowed: Partial<Record<SettingName, readonly string[]>> = {
  registration: ["closed", "invitation", "open"],
  guests: ["on", "off"],
  urlPreviews: ["on", "off"],
  presence: ["on", "off"],
  directory: ["everyone", "acquainted"],
  bots: ["embedded", "external", "off"],
  analytics: ["embedded", "off"],
  logLevel: ["fatal", "error", "warn", "info", "debug", "silent"],
};

/**
 * Reads the settings.
 * @param env where to read them; `process.env` in production
 * @throws SettingInvalid when a value is not one of those allowed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = (name: SettingName) => env[settings[name].env] || settings[name].fallback;
  const values = Object.fromEntries(
    Object.keys(settings).map((name) => [name, read(name as SettingName)]),
  ) as Record<SettingName, string>;
  for (const [name, choices] of Object.entries(allowed)) {
    const value = values[name as SettingName];
    if (!choices.includes(value))
      throw new SettingInvalid(settings[name as SettingName].env, choices.join(", "), value);
  }
  refuseUnfit(values);
  return { ...values, data: resolve(values.data), port: readPort(values.port) };
}

/** Host name, IPv4 or [IPv6], and a port if need be: "Server name" in the appendices of the Matrix specification. */
const serverName = /^([A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/;
const address = /^https?:\/\/[^/?#]+$/;

function refuseUnfit(values: Readonly<Record<SettingName, string>>): void {
  const refuse = (name: SettingName, allowed: string) => {
    throw new SettingInvalid(settings[name].env, allowed, values[name]);
  };
  if (!serverName.test(values.serverName)) refuse("serverName", "a host name such as hub.example.com");
  if (!trustedProxies.test(values.trustProxy))
    refuse("trustProxy", "off, on, or addresses and networks such as 10.0.0.0/8,fd00::/8");
  if (values.publicUrl && !address.test(values.publicUrl))
    refuse("publicUrl", "an address without a path, such as https://hub.example.com");
  if (values.casUrl && !/^https?:\/\/[^?#]+$/.test(values.casUrl))
    refuse("casUrl", "an address such as https://cas.example.com/cas");
  if (!address.test(values.botsUrl)) refuse("botsUrl", "an address without a path, such as http://bots:8081");
  if (values.smtpUrl && !/^smtps?:\/\/[^/?#]+\/?$/.test(values.smtpUrl))
    throw new SettingInvalid(
      settings.smtpUrl.env,
      "an address such as smtp://user:password@mail.example:587",
      "…",
    ); // holds a password
  if (values.smtpUrl && !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(values.mailFrom))
    refuse("mailFrom", "the address that mails come from, when HUB_SMTP_URL is set");
  if (values.bots === "external")
    for (const name of ["botsAsToken", "botsHsToken"] as const)
      if (!values[name]) refuse(name, "set when HUB_BOTS is external");
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SettingInvalid(settings.port.env, "a whole number from 0 to 65535", text);
  return port;
}
