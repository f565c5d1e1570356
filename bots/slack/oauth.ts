/**
 * Installing our app in workspaces: Slack's own installer, mounted in our Fastify. The state is signed, and bound to the browser that
 * began. Only workspaces that the settings name may install: their administrators decide which address a user has.
 */
import type { ServerResponse } from "node:http";
import { HTTPReceiver, type Installation, type InstallationStore } from "@slack/bolt";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config.ts";
import { installPath, redirectPath, scopes } from "./manifest.ts";
import { silent, type clientOptions } from "./web.ts";

export interface OauthOptions {
  readonly config: Pick<
    Config,
    "slackClientId" | "slackClientSecret" | "slackSecret" | "slackWorkspaces" | "publicUrl"
  >;
  readonly store: InstallationStore;
  readonly client: ReturnType<typeof clientOptions>;
  readonly installed: (installation: Installation) => void;
}

/** Slack's installer, as Bolt makes it for its own receivers. */
export type Installer = NonNullable<HTTPReceiver["installer"]>;

/** @returns the installer, which also tells and renews tokens */
export async function mountOauth(server: FastifyInstance, options: OauthOptions): Promise<Installer> {
  const { config, store, client } = options;
  const { installer } = new HTTPReceiver({
    signingSecret: "not used here",
    clientId: config.slackClientId,
    clientSecret: config.slackClientSecret,
    stateSecret: config.slackSecret,
    installationStore: store,
    logger: silent,
    installerOptions: { clientOptions: client, directInstall: true },
  });
  const url = {
    scopes: Object.keys(scopes),
    ...(config.publicUrl ? { redirectUri: config.publicUrl + redirectPath } : {}),
  };
  const allowed = new Set(config.slackWorkspaces.split(/[\s,]+/).filter(Boolean));
  await server.register(async (plugin) => {
    plugin.get(installPath, async (request, reply) => {
      reply.hijack();
      await installer!.handleInstallPath(request.raw, reply.raw, undefined, url);
    });
    plugin.get(redirectPath, async (request, reply) => {
      reply.hijack();
      await installer!.handleCallback(request.raw, reply.raw, {
        afterInstallation: (installation, _options, _request, response) =>
          Promise.resolve(isAllowed(installation, allowed) || refuse(response)),
        success: (installation, _options, _request, response) => {
          options.installed(installation);
          page(response, 200, "The hub is installed. Go back to Slack and type /hub.");
        },
        failure: (_error, _options, _request, response) =>
          page(response, 400, "That did not work. Begin again at the address that you were given."),
      });
    });
    await Promise.resolve();
  });
  return installer!;
}

function isAllowed(
  { team, enterprise }: { team?: { id: string } | undefined; enterprise?: { id: string } | undefined },
  allowed: ReadonlySet<string>,
): boolean {
  return [team?.id, enterprise?.id].some((id) => id !== undefined && allowed.has(id));
}

function refuse(response: ServerResponse): false {
  page(response, 403, "This workspace is not one of those that SLACK_WORKSPACES names.");
  return false;
}

function page(response: ServerResponse, status: number, sentence: string): void {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  response.writeHead(status, headers).end(sentence);
}
