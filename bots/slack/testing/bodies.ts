/** Request bodies of every kind, in the shapes that Slack documents: for checkouts that have no recorded ones beside them. */
import { event, payload, slash, type Delivery } from "./deliver.ts";

const who = { user: { id: "U1", team_id: "T1" }, team: { id: "T1" }, api_app_id: "A1" };
const at = { channel: { id: "C1" }, message: { ts: "5.5", text: "They want 40 cases", user: "U2" } };
const inner: Readonly<Record<string, object>> = {
  app_mention: { user: "U1", channel: "C1", ts: "6.1", text: "<@B> help" },
  message: { user: "U1", channel: "D1", channel_type: "im", ts: "6.2", text: "help" },
  "message.edited": { subtype: "message_changed", channel: "D1", channel_type: "im", ts: "6.3" },
  "message.bot": { bot_id: "B2", channel: "D1", channel_type: "im", ts: "6.4", text: "help" },
  reaction_added: { user: "U1", reaction: "memo", item: { type: "message", channel: "C1", ts: "5.5" } },
  app_home_opened: { user: "U1", tab: "home", channel: "D1" },
  link_shared: {
    user: "U1",
    channel: "C1",
    message_ts: "5.5",
    links: [{ url: "https://hub.example/CUS-1" }],
  },
  tokens_revoked: { tokens: { oauth: ["U1"] } },
  channel_rename: { channel: { id: "C1", name: "sales" } },
};
const interactions: Readonly<Record<string, object>> = {
  block_actions: {
    ...at,
    trigger_id: "1.1",
    actions: [{ type: "button", action_id: "hub_words_0", block_id: "b", value: "help" }],
  },
  "block_actions.foreign": { ...at, trigger_id: "1.2", actions: [{ type: "button", action_id: "theirs" }] },
  view_submission: {
    trigger_id: "1.3",
    view: { id: "V1", callback_id: "log_interaction", state: { values: {} } },
  },
  view_closed: { view: { id: "V1", callback_id: "log_interaction" } },
  shortcut: { trigger_id: "1.4", callback_id: "make_todo" },
  message_action: { ...at, trigger_id: "1.5", callback_id: "make_todo" },
  block_suggestion: {
    block_id: "party",
    action_id: "hub_search",
    value: "ac",
    view: { callback_id: "make_todo" },
  },
};

const kindOf = (name: string) => name.split(".")[0]!;

export const bodies: readonly (Delivery & { readonly name: string })[] = [
  { name: "made.slash", ...slash("help") },
  { name: "made.slash.foreign", ...slash("help", { command: "/theirs", trigger_id: "1.6" }) },
  ...Object.entries(inner).map(([name, body], index) => ({
    name: `made.${name}`,
    ...event(`EvMade${index}`, { type: kindOf(name), ...body }),
  })),
  ...Object.entries(interactions).map(([name, body]) => ({
    name: `made.${name}`,
    ...payload({ type: kindOf(name), ...who, ...body }),
  })),
];
