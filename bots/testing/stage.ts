/** A stage for tests: a real hub, its bots, and people who talk through the unmodified matrix-js-sdk. */
import { createClient, MsgType, type MatrixClient } from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import {
  openTestHub,
  type TestHub,
  type TestHubOptions,
  type TestPerson,
} from "@singularity/hub-server/testing";
import { openBots, type Bots } from "../app.ts";
import { readConfig } from "../config.ts";
import { startProcess, type BotsProcess } from "./process.ts";
import { openRelay, type Relay } from "./relay.ts";

(logger as unknown as { setLevel: (level: string) => void }).setLevel("silent");

const nothing = () => {};
const quiet = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => quiet,
};

export interface Actor extends TestPerson {
  readonly client: MatrixClient;
  /** Says something in a room; returns its event id. */
  readonly say: (room: string, body: string, more?: object) => Promise<string>;
}

export interface Stage {
  readonly hub: TestHub;
  readonly relay: Relay;
  readonly bot: string;
  readonly actor: (
    user: string,
    roles: readonly string[],
    more?: { manager?: string; email?: string },
  ) => Promise<Actor>;
  /** The bots inside this process. */
  readonly bots: (env?: Readonly<Record<string, string>>) => Promise<Bots>;
  /** The bots as a process of their own. */
  readonly process: (env?: Readonly<Record<string, string>>) => Promise<BotsProcess>;
  /** The processes that still run. */
  readonly running: () => BotsProcess[];
  readonly stop: () => Promise<void>;
}

export async function openStage(options: TestHubOptions = {}): Promise<Stage> {
  const relay = await openRelay();
  const hub = await openTestHub({ ...options, botsUrl: relay.url });
  const ending: (() => unknown)[] = [];
  const running = new Set<BotsProcess>();
  const env = { HUB_URL: hub.url, HUB_AS_TOKEN: hub.asToken, HUB_HS_TOKEN: hub.hsToken };
  return {
    hub,
    relay,
    bot: `@hub:${hub.serverName}`,
    actor: async (user, roles, more = {}) => {
      const actor = await act(hub, await hub.person(user, roles, more));
      ending.push(() => actor.client.stopClient());
      return actor;
    },
    bots: async (more = {}) => {
      const bots = await openBots(readConfig({ ...env, BOTS_PORT: "0", HUB_LOG: "silent", ...more }));
      relay.targets.add(await bots.start());
      ending.push(bots.stop);
      await bots.ready;
      return bots;
    },
    process: async (more = {}) => {
      const bots = await startProcess({ ...env, ...more });
      relay.targets.add(bots.url);
      running.add(bots);
      void bots.ended.finally(() => {
        relay.targets.delete(bots.url);
        running.delete(bots);
      });
      return bots;
    },
    running: () => [...running],
    stop: async () => {
      for (const bots of running) await bots.kill("SIGKILL");
      for (const end of ending.toReversed()) await end();
      await relay.stop();
      await hub.stop();
    },
  };
}

async function act(hub: TestHub, person: TestPerson): Promise<Actor> {
  const client = createClient({
    baseUrl: hub.url,
    userId: person.userId,
    accessToken: person.token,
    logger: quiet,
    disableVoip: true,
  });
  // Sessions of calls print a line for each room through loggers of their own, whatever level is set.
  client.matrixRTC.start = nothing;
  await client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true, disablePresence: true });
  const say = async (room: string, body: string, more: object = {}) =>
    (await client.sendMessage(room, { msgtype: MsgType.Text, body, ...more } as never)).event_id;
  return { ...person, client, say };
}
