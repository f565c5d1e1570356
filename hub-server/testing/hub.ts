/** A whole hub for a test: real PostgreSQL, real chat, real HTTP on a free port; gone when the test ends. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAnalytics } from "@singularity/analytics";
import type { ExecutionContext } from "ava";
import pino from "pino";
import { buildApp } from "../app.ts";
import { connect, type Hub as Client } from "../client.ts";
import { systemClock, type Clock } from "../clock.ts";
import { addPerson } from "../contract/index.ts";
import { openHub, type Hub } from "../hub.ts";
import { botRegistration } from "../jobs/bots.ts";
import { firstAdministrator } from "../jobs/first-start.ts";
import type { Mailer } from "../mail/mailer.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";

export interface TestPerson {
  readonly userId: string;
  readonly token: string;
  /** The hub with this person's rights. */
  readonly hub: Client;
}

export interface TestHub {
  readonly url: string;
  readonly serverName: string;
  readonly asToken: string;
  readonly hsToken: string;
  readonly database: TestDatabase;
  /** The parts, in process. */
  readonly inside: Hub;
  readonly admin: TestPerson;
  /** Adds a person with these roles and signs them in. */
  readonly person: (
    user: string,
    roles: readonly string[],
    more?: { name?: string; manager?: string; email?: string },
  ) => Promise<TestPerson>;
  /** The hub as a trusted bot, for tests of what only bots may call. */
  readonly bot: Client;
  /** Waits until everything that was committed has been told. */
  readonly told: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface TestHubOptions {
  readonly clock?: Clock;
  /** Where transactions are pushed; nothing is pushed unless given. */
  readonly botsUrl?: string;
  /** Starts the analytics process too. */
  readonly analytics?: boolean;
  /** Folder of the built widgets; widgets/dist unless given. */
  readonly widgets?: string;
  /** Mail server; none unless given. */
  readonly mail?: Mailer;
  /** `silent` unless given. */
  /** People see who is there; off unless said, for it stirs every client. */
  readonly presence?: boolean;
  readonly logLevel?: string;
}

const serverName = "hub.localhost";

/** A hub for one test. */
export async function testHub(
  t: Pick<ExecutionContext, "teardown">,
  options: TestHubOptions = {},
): Promise<TestHub> {
  const hub = await openTestHub(options);
  t.teardown(hub.stop);
  return hub;
}

/** A hub for a whole file: call `stop()` in `test.after.always`. */
export async function openTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const { clock = systemClock, botsUrl, logLevel = "silent" } = options;
  const database = await openTestDatabase();
  const data = await mkdtemp(join(tmpdir(), "hub-test-"));
  const log = pino({ level: logLevel }, pino.destination(2));
  const analytics = options.analytics
    ? await startAnalytics({ databaseUrl: database.insightUrl, file: join(data, "analytics.duckdb"), log })
    : undefined;
  const bots = { url: botsUrl ?? "", asToken: secret(), hsToken: secret() };
  const registration = { ...botRegistration(bots), url: botsUrl ?? null };
  let url = "";
  const inside = await openHub({
    config: { serverName, data, presence: options.presence ? "on" : "off" },
    database,
    clock,
    log,
    analytics,
    mail: options.mail,
    publicUrl: () => url,
    appservices: [registration],
  });
  const widgets = options.widgets ?? fileURLToPath(new URL("../../widgets/dist", import.meta.url));
  const app = await buildApp({
    hub: inside,
    log,
    widgets,
    botsUrl: () => botsUrl,
    ready: () => Promise.resolve(true),
  });
  await inside.start();
  url = await app.listen({ port: 0, host: "127.0.0.1" });
  await firstAdministrator(inside);
  const admin = await signIn(inside, url, `@admin:${serverName}`);
  let stopped: Promise<void> | undefined;
  const end = async () => {
    await app.close();
    await inside.stop();
    await analytics?.stop();
    await database.stop();
    await rm(data, { recursive: true, force: true });
  };
  return {
    url,
    serverName,
    database,
    inside,
    admin,
    asToken: bots.asToken,
    hsToken: bots.hsToken,
    bot: connect(url, bots.asToken),
    person: async (user, roles, more = {}) => {
      const { name = user.slice(0, 1).toUpperCase() + user.slice(1), ...rest } = more;
      await admin.hub(addPerson, { user, name, roles: [...roles], ...rest });
      return signIn(inside, url, `@${user}:${serverName}`);
    },
    told: () => untilTold(database),
    stop: () => (stopped ??= end()),
  };
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

async function signIn(inside: Hub, url: string, userId: string): Promise<TestPerson> {
  const { token } = await inside.identity.openSession(userId, { deviceName: "test" });
  return { userId, token, hub: connect(url, token) };
}

async function untilTold(database: TestDatabase): Promise<void> {
  for (let round = 0; round < 400; round++) {
    const { rows } = await database.pool.query<{ left: string }>(
      `select count(*) as left from hub.outbox where done_at is null and (due_at <= now() or attempts > 0)`,
    );
    if (rows[0]?.left === "0") return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { rows } = await database.pool.query<{ last_error: string }>(
    `select last_error from hub.outbox where done_at is null and (due_at <= now() or attempts > 0)`,
  );
  throw new Error(`the outbox is not empty: ${JSON.stringify(rows)}`);
}
