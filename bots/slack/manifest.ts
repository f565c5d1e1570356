/** What our Slack app is, as Slack wants to be told: made of the declarations, so that it never promises what is not there. */
import { shortcuts } from "../commands/forms.ts";
import { homeForm } from "./opening.ts";

/** The one address for events, commands and buttons. */
export const slackPath = "/slack/events";
export const installPath = "/slack/install";
export const redirectPath = "/slack/oauth_redirect";
/** The one slash command. */
export const slashCommand = "/hub";

/** What the app may do, each for one reason; docs.slack.dev/reference/scopes. */
export const scopes: Readonly<Record<string, string>> = {
  commands: "the slash command and the shortcuts",
  "chat:write": "answers",
  "app_mentions:read": "words to the app in a channel",
  "im:history": "words to the app in private, and whether an answer stands there already",
  "im:write": "answers to forms and notifications, in private",
  "channels:read": "who reads along in a public channel",
  "groups:read": "who reads along in a private channel",
  "channels:history": "whether a card stands in a public channel already, and what is promised there",
  "groups:history": "whether a card stands in a private channel already, and what is promised there",
  "files:read": "a file with rows that somebody drops into the direct channel, or beside a mention",
  "reactions:read": "signs at what the hub said: undo, yes, no, why, log",
  "links:read": "links to the hub",
  "links:write": "what they lead to",
  "users:read": "who somebody is",
  "users:read.email": "their e-mail address, if Slack has confirmed it",
};

/** Events that are heard. */
export const events = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "link_shared",
  "message.channels",
  "message.groups",
  "message.im",
  "reaction_added",
  "tokens_revoked",
] as const;

/** Stands where the address of the hub belongs. */
export const placeholder = "https://hub.example";

export interface ManifestOptions {
  /** Address at which Slack reaches the hub, without a slash at its end. */
  readonly publicUrl: string;
  /** The bots connect to Slack; no address is needed. */
  readonly socket?: boolean;
}

/** The manifest, as docs.slack.dev/reference/app-manifest wants it. */
export function manifest({ publicUrl, socket = false }: ManifestOptions): object {
  const address = socket ? {} : { request_url: publicUrl + slackPath };
  const menu = socket ? {} : { message_menu_options_url: publicUrl + slackPath };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: "Singularity",
      description: "Log a call, move work along, ask a question, without leaving the conversation.",
      background_color: "#20343c",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "Hub", always_online: true },
      shortcuts: [
        ...shortcuts.map(({ id, name, help }) => ({
          name,
          type: "message",
          callback_id: id,
          description: help,
        })),
        { name: "Hub", type: "global", callback_id: homeForm, description: "Forms, and what waits for you." },
      ],
      slash_commands: [
        {
          command: slashCommand,
          ...(socket ? {} : { url: publicUrl + slackPath }),
          description: "Ask the hub, or tell it something",
          usage_hint: "help",
          should_escape: true,
        },
      ],
      unfurl_domains: [new URL(publicUrl).hostname],
    },
    oauth_config: {
      ...(socket ? {} : { redirect_urls: [publicUrl + redirectPath] }),
      scopes: { bot: Object.keys(scopes) },
    },
    settings: {
      event_subscriptions: { ...address, bot_events: events },
      interactivity: { is_enabled: true, ...address, ...menu },
      org_deploy_enabled: true,
      socket_mode_enabled: socket,
      token_rotation_enabled: !socket,
    },
  };
}
