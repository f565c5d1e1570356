/** What Slack sent, and what in it concerns us: our own routing table, behind one Bolt listener for each kind. Pure. */
import { wordsAction } from "./blocks.ts";
import { unescape } from "./text.ts";

/** Words of a person, in a form that is kept in the inbox. Nothing secret of the request is in it but the response_url. */
export interface SlackWords {
  /** Slack's id of it: the same however often it is delivered. */
  readonly id: string;
  readonly words: string;
  readonly team: string;
  readonly user: string;
  /** Where to answer: up to five times in half an hour, to this person only. */
  readonly responseUrl?: string;
  /** Where to answer when there is no response_url. */
  readonly channel?: string;
  readonly thread?: string;
  /** The channel is the person's direct one with us. */
  readonly direct?: boolean;
  /** ISO 8601; when it was said, as far as Slack tells. */
  readonly at?: string;
}

/** Words to keep and answer later, a polite sentence at once, or nothing. */
export type SlackHeard = { readonly words: SlackWords } | { readonly polite: string } | undefined;

export type Body = Readonly<Record<string, unknown>>;

/** What a request body asks of us. Anything may come: every member is looked at before it is believed. */
export function hear(body: Body, command: string): SlackHeard {
  if (typeof body["command"] === "string") return slash(body, command);
  if (body["type"] === "event_callback") return event(body);
  if (body["type"] === "block_actions") return button(body);
  return undefined;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const part = (value: unknown): Body => (typeof value === "object" && value !== null ? (value as Body) : {});

function slash(body: Body, command: string): SlackHeard {
  const said = text(body["command"]);
  if (said.toLowerCase() !== command)
    return { polite: `I do not know ${said.slice(0, 80)}. I answer to ${command}: try ${command} help.` };
  const [team, user, id] = [text(body["team_id"]), text(body["user_id"]), text(body["trigger_id"])];
  if (!team || !user || !id) return { polite: "Something is missing in this command; please type it again." };
  const words = unescape(text(body["text"])).trim() || "help";
  return { words: { id: `command ${id}`, words, team, user, ...reach(body) } };
}

function reach(body: Body): { responseUrl?: string; channel?: string } {
  const responseUrl = text(body["response_url"]);
  const channel = text(body["channel_id"]) || text(part(body["channel"])["id"]);
  return { ...(responseUrl ? { responseUrl } : {}), ...(channel ? { channel } : {}) };
}

/** A mention anywhere, or any words in the direct channel. Never bots, edits, or joins: those have a subtype or a bot's id. */
function event(body: Body): SlackHeard {
  const inner = part(body["event"]);
  const { type } = inner;
  const direct = type === "message" && inner["channel_type"] === "im";
  if (type !== "app_mention" && !direct) return undefined;
  if (inner["subtype"] !== undefined || inner["bot_id"] !== undefined || inner["bot_profile"] !== undefined)
    return undefined;
  const [id, user, channel] = [text(body["event_id"]), text(inner["user"]), text(inner["channel"])];
  const team = text(inner["user_team"]) || text(inner["team"]) || text(body["team_id"]);
  const said = unescape(text(inner["text"]).replace(/^\s*<@[^>]*>[:,]?/, "")).trim();
  if (!id || !user || !channel || !team || (direct && said === "")) return undefined;
  const thread = text(inner["thread_ts"]) || (direct ? "" : text(inner["ts"]));
  return {
    words: {
      id: `event ${id}`,
      words: said || "help",
      team,
      user,
      channel,
      direct,
      ...(thread ? { thread } : {}),
      ...moment(inner["ts"]),
    },
  };
}

function moment(ts: unknown): { at?: string } {
  const seconds = Number(text(ts));
  return seconds > 0 && seconds < 1e11 ? { at: new Date(seconds * 1000).toISOString() } : {};
}

/** Our buttons carry words. */
function button(body: Body): SlackHeard {
  const [first] = Array.isArray(body["actions"]) ? (body["actions"] as unknown[]) : [];
  const action = part(first);
  if (!text(action["action_id"]).startsWith(wordsAction)) return undefined;
  const person = part(body["user"]);
  const team = text(person["team_id"]) || text(part(body["team"])["id"]);
  const [words, user, trigger] = [text(action["value"]), text(person["id"]), text(body["trigger_id"])];
  if (!words || !team || !user) return undefined;
  const id = `action ${trigger || `${user} ${text(action["action_ts"])}`}`;
  return { words: { id, words, team, user, ...reach(body) } };
}
