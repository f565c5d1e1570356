/** The Slack surface with a fake hub behind it and a fake Slack around it; Bolt and HTTP are real. */
import Fastify from "fastify";
import { commands } from "../../commands/index.ts";
import { makeConversation } from "../../conversation/converse.ts";
import { noFault } from "../../inbox/fault.ts";
import { fakeHub, type FakeHub } from "../../testing/fake-hub.ts";
import { slackPath } from "../manifest.ts";
import { openSlack, type SlackSettings } from "../open.ts";
import { deliver, signingSecret, type Delivery } from "./deliver.ts";
import { fakeSlack, type FakeSlack } from "./fake-slack.ts";

export interface SlackStage {
  readonly slack: FakeSlack;
  readonly hub: FakeHub;
  /** Where the bots listen. */
  readonly url: string;
  /** Lets the bots hear what the hub says in chat. */
  readonly overhear: (events: readonly unknown[]) => Promise<void>;
  readonly deliver: (delivery: Delivery) => Promise<{ status: number; text: string }>;
  /** Resolves when everything that was kept is settled. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const silent = { warn: () => {}, error: () => {} };

/** @param more settings that differ from those of an app for one workspace */
export async function slackStage(
  answers: Parameters<typeof fakeHub>[0] = {},
  {
    now,
    patience = 30_000,
    ...more
  }: Partial<SlackSettings> & { now?: () => number; patience?: number } = {},
  prepare: (slack: FakeSlack) => void = () => {},
): Promise<SlackStage> {
  const slack = await fakeSlack();
  prepare(slack);
  const hub = fakeHub({
    "identity.resolve": ({ email }: { email?: string }) => ({
      user_id: email === "jane@acme.example" ? "@jane:hub.localhost" : null,
      person: null,
    }),
    "identity.reach": () => ({ done: true }),
    ...answers,
  });
  const server = Fastify({ logger: false });
  const settings = {
    slackSigningSecret: signingSecret,
    slackBotToken: "xoxb-1",
    slackApiUrl: slack.apiUrl,
    slackAppToken: "",
    slackClientId: "",
    slackClientSecret: "",
    slackSecret: "",
    slackWorkspaces: "",
    publicUrl: "",
    reactions: "↩=undo ❓=why 📝=log",
    ...more,
  };
  const { stop, overhear } = await openSlack(settings, server, {
    hub: hub.hub,
    converse: makeConversation(hub.hub, commands),
    isVerb: (word) => commands.some(({ verb, aliases }) => verb === word || aliases.includes(word)),
    name: "test",
    claimSeconds: 20,
    log: silent,
    fault: noFault,
    fetch: slack.fetch,
    patience,
    ...(now ? { now } : {}),
  });
  const address = await server.listen({ port: 0, host: "127.0.0.1" });
  return {
    slack,
    hub,
    url: address,
    overhear: (events) => overhear("@hub:hub.localhost", events),
    deliver: (delivery) => deliver(address + slackPath, delivery),
    settled: async () => {
      for (let tries = 0; tries < 2000 && hub.inbox.some((item) => !item.settled); tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      if (hub.inbox.some((item) => !item.settled)) throw new Error("The inbox is not settled after 20 s.");
    },
    stop: async () => {
      await server.close();
      await stop();
      await slack.stop();
    },
  };
}
