/** The hub, put together: database, identity, chat, CRM, the pipeline and what is told after COMMIT. No process, no listening. */
import { join } from "node:path";
import type { Analytics } from "@singularity/analytics";
import type { FastifyBaseLogger } from "fastify";
import { Sequelize } from "sequelize";
import { pipeline, type Enter } from "./api/pipeline.ts";
import { openChat, type Chat, type RegistrationMode } from "./chat/index.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Parts } from "./crm/context.ts";
import { watchGroups } from "./crm/group/watch.ts";
import { handlers } from "./crm/index.ts";
import { questionsLoop } from "./crm/question/loop.ts";
import { wordsLoop } from "./crm/record/words.ts";
import { acceptDirectRooms } from "./crm/room/direct.ts";
import { tellers } from "./crm/room/tell.ts";
import { tablesOf } from "./crm/tables.ts";
import { watchesLoop } from "./crm/watch/follow.ts";
import { mailToColleagues } from "./crm/reminder/mail.ts";
import { importsLoop } from "./jobs/imports.ts";
import { remindersLoop } from "./jobs/reminders.ts";
import { openIdentity, type Identity, type Registration } from "./identity/index.ts";
import type { Mailer } from "./mail/mailer.ts";
import { sequelizeOptions } from "./store/connection.ts";
import { makeLoop } from "./store/loop.ts";
import type { Database } from "./store/open.ts";
import { drainOutbox } from "./store/outbox.ts";
import { queryOf } from "./store/query.ts";
import { settleServerName } from "./store/settings.ts";

export interface HubOptions {
  readonly config: Pick<Config, "serverName" | "data"> &
    Partial<Pick<Config, "registration" | "guests" | "urlPreviews" | "presence" | "directory" | "casUrl">>;
  readonly database: Pick<Database, "pool" | "app">;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Known only after listening. */
  readonly publicUrl: () => string;
  readonly appservices: readonly Registration[];
  /** Absent: questions are refused with a sentence. */
  readonly analytics?: Analytics | undefined;
  /** Absent: nothing leaves by mail. */
  readonly mail?: Mailer | undefined;
}

export interface Hub {
  readonly enter: Enter;
  readonly parts: Parts;
  readonly identity: Identity;
  readonly chat: Chat;
  readonly sequelize: Sequelize;
  /** Takes the writer's lease and begins to tell. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The bot's account, under the name that people see. */
async function ensureBot(identity: Identity): Promise<string> {
  const { userId, displayName } = await identity.ensureAccount({ localpart: botName, appservice: botName });
  if (displayName === null) await identity.setDisplayName(userId, "Hub");
  return userId;
}

/** Localpart of the hub's bot. */
export const botName = "hub";

export async function openHub(options: HubOptions): Promise<Hub> {
  const { config, database, clock, log, publicUrl } = options;
  await settleServerName(queryOf(database.pool), config.serverName);
  const identity = await openIdentity({
    pool: database.pool,
    serverName: config.serverName,
    clock,
    appservices: options.appservices,
  });
  const bot = await ensureBot(identity);
  const chat = await openChat({
    pool: database.pool,
    identity,
    serverName: config.serverName,
    publicUrl,
    mediaFolder: join(config.data, "media"),
    guests: config.guests === "on",
    urlPreviews: config.urlPreviews === "on",
    ...(config.casUrl && { casUrl: config.casUrl }),
    presence: config.presence === "on",
    directory: config.directory === "acquainted" ? "acquainted" : "everyone",
    registration: (config.registration ?? "closed") as RegistrationMode,
    clock,
    log,
  });
  const sequelize = new Sequelize({
    ...sequelizeOptions(database.app),
    logging: false,
    pool: { max: 8, idle: 60_000 },
  });
  const parts: Parts = {
    tables: tablesOf(sequelize),
    handlers,
    identity,
    chat,
    analytics: options.analytics,
    bot,
    publicUrl,
    mail: options.mail,
    mailer: options.mail && mailToColleagues(options.mail, sequelize),
  };
  const outbox = makeLoop(() => drainOutbox(database.pool, tellers(parts, sequelize), { clock }), {
    onError: (error) => log.error({ err: error }, "the outbox could not be read"),
  });
  const reminders = remindersLoop({
    parts,
    sequelize,
    fired: () => outbox.wake(),
    onError: (error) => log.error({ err: error }, "the reminders could not be read"),
  });
  const watch = watchGroups({
    pool: database.pool,
    sequelize,
    parts,
    clock,
    onError: (error) => log.error({ err: error }, "a dynamic group could not be evaluated"),
  });
  const watches = watchesLoop({
    pool: database.pool,
    sequelize,
    parts,
    clock,
    found: () => outbox.wake(),
    onError: (error) => log.error({ err: error }, "what is watched could not be looked at"),
  });
  const committed = () => {
    outbox.wake();
    reminders.wake();
    imports.wake();
    watch.wake();
    watches.wake();
    questions.wake();
    options.analytics?.wake();
  };
  const enter = pipeline({ sequelize, handlers, parts, clock, committed });
  const questions = questionsLoop({
    parts,
    sequelize,
    enter,
    asked: () => outbox.wake(),
    onError: (error) => log.error({ err: error }, "a standing question could not be asked"),
  });
  const imports = importsLoop({
    enter,
    sequelize,
    onError: (error) => log.error({ err: error }, "an import could not go on"),
  });
  const words = wordsLoop(database.pool, (error) =>
    log.error({ err: error }, "words could not be forgotten"),
  );
  return {
    parts,
    identity,
    chat,
    sequelize,
    enter,
    start: async () => {
      await chat.start();
      acceptDirectRooms(parts, (error) => log.error({ err: error }, "a direct room could not be joined"));
      outbox.start();
      reminders.start();
      imports.start();
      watch.start();
      watches.start();
      questions.start();
      words.start();
    },
    stop: async () => {
      await imports.stop();
      await reminders.stop();
      await watch.stop();
      await watches.stop();
      await questions.stop();
      await words.stop();
      await outbox.stop();
      await chat.stop();
      await sequelize.close();
    },
  };
}
