/** Events: words in the direct channel, mentions, the home, links, and the end of an installation. Pure. */
import { mayPromise } from "../promise/read.ts";
import { filesIn } from "./heard-file.ts";
import { changed, messageId, wordsIn } from "./heard-edit.ts";
import type { SlackHeard } from "./heard.ts";
import { list, moment, part, placeOfEvent, text, type Body } from "./payload.ts";

export function event(body: Body): SlackHeard {
  const inner = part(body["event"]);
  const id = text(body["event_id"]);
  const read = Object.hasOwn(table, text(inner["type"])) ? table[text(inner["type"])] : undefined;
  return id ? read?.(body, inner, `event ${id}`) : undefined;
}

/** Subtypes of what people say: with files, or in a thread and to all at once. */
const spoken = new Set(["file_share", "thread_broadcast"]);

type Read = (body: Body, inner: Body, id: string) => SlackHeard;

const table: Readonly<Record<string, Read>> = {
  app_mention: said,
  message: said,
  reaction_added: sign,
  app_home_opened: home,
  link_shared: links,
  app_uninstalled: gone,
  tokens_revoked: (body, inner, id) =>
    list(part(inner["tokens"])["bot"]).length ? gone(body, inner, id) : undefined,
};

/**
 * A mention anywhere, any words and files with rows in the direct channel, and promises in others. Never bots or joins: those have a bot's
 * id or a subtype; a message with files has one too.
 */
function said(body: Body, inner: Body, id: string): SlackHeard {
  const direct = inner["type"] === "message" && inner["channel_type"] === "im";
  const overheard = inner["type"] === "message" && !direct;
  if (inner["subtype"] === "message_changed") return changed(body, inner, { id, bot: botOf(body).bot ?? "" });
  const toUs = direct || inner["type"] === "app_mention";
  if (inner["subtype"] !== undefined && !(toUs && spoken.has(text(inner["subtype"])))) return undefined;
  if (inner["bot_id"] !== undefined || inner["bot_profile"] !== undefined) return undefined;
  const [user, channel, place] = [text(inner["user"]), text(inner["channel"]), placeOfEvent(body)];
  const team = homeOf(inner) || place.team;
  const words = wordsIn(text(inner["text"]));
  const files = toUs ? filesIn(inner) : [];
  if (!user || !channel || !team || (direct && words === "" && !files.length)) return undefined;
  if (overheard && !isOverheard(body, inner, words)) return undefined;
  const ts = text(inner["ts"]);
  const thread = text(inner["thread_ts"]) || (direct || overheard ? "" : ts);
  return {
    keep: {
      id: ts && !overheard ? messageId(body, channel, ts) : id,
      words: words || (files.length ? "" : "help"),
      team,
      user,
      place,
      channel,
      direct,
      ...(overheard ? { overheard } : {}),
      ...(files.length ? { files } : {}),
      ...botOf(body),
      ...(thread ? { thread } : {}),
      ...moment(inner["ts"]),
    },
  };
}

/** What people say to each other is not kept, unless it may promise something. Words to us come as a mention too. */
function isOverheard(body: Body, inner: Body, words: string): boolean {
  const toUs = text(inner["text"]).includes(`<@${botOf(body).bot ?? ""}`);
  return /^(channel|group)$/.test(text(inner["channel_type"])) && !toUs && mayPromise(words);
}

/** Slack says for whom of us it delivers. */
function botOf(body: Body): { bot?: string } {
  const { user_id: bot, is_bot: isBot } = part(list(body["authorizations"])[0]);
  return isBot === true && text(bot) ? { bot: text(bot) } : {};
}

/** A sign at a message. Those at files and elsewhere say nothing. */
function sign(body: Body, inner: Body, id: string): SlackHeard {
  const item = part(inner["item"]);
  const [user, channel, ts] = [text(inner["user"]), text(item["channel"]), text(item["ts"])];
  const [place, name, { bot }] = [placeOfEvent(body), text(inner["reaction"]), botOf(body)];
  if (item["type"] !== "message" || !user || !channel || !ts || !name || !bot || !place.team)
    return undefined;
  if (user === bot) return undefined;
  const direct = channel.startsWith("D");
  return { keep: { kind: "sign", id, user, team: place.team, place, channel, ts, sign: name, bot, direct } };
}

/** The workspace of the person who speaks, where Slack says it. */
const homeOf = (inner: Body) => text(inner["user_team"]) || text(inner["source_team"]) || text(inner["team"]);

function home(body: Body, inner: Body, id: string): SlackHeard {
  const [user, place] = [text(inner["user"]), placeOfEvent(body)];
  if (!user || !place.team || text(inner["tab"]) !== "home") return undefined;
  const hash = text(part(inner["view"])["hash"]);
  return { keep: { kind: "home", id, user, team: place.team, place, ...(hash ? { hash } : {}) } };
}

function links(body: Body, inner: Body, id: string): SlackHeard {
  const [user, channel, place] = [text(inner["user"]), text(inner["channel"]), placeOfEvent(body)];
  const shared = list(inner["links"]).map((link) => text(part(link)["url"]));
  const urls = [...new Set(shared)].filter((url) => url !== "" && url.length <= 3000).slice(0, 5);
  const [unfurlId, source] = [text(inner["unfurl_id"]), text(inner["source"])];
  if (!user || !channel || !place.team || urls.length === 0) return undefined;
  return {
    keep: {
      kind: "links",
      id,
      user,
      team: homeOf(inner) || place.team,
      place,
      channel,
      ts: text(inner["message_ts"]),
      links: urls,
      ...(unfurlId && source ? { unfurlId, source } : {}),
    },
  };
}

function gone(body: Body, _inner: Body, id: string): SlackHeard {
  const whole = part(list(body["authorizations"])[0])["is_enterprise_install"] === true;
  const heard = placeOfEvent({ ...body, authorizations: [] });
  const place = whole && heard.enterprise ? { team: "", enterprise: heard.enterprise } : heard;
  const at = Number(body["event_time"]);
  if (!place.team && !place.enterprise) return undefined;
  return { keep: { kind: "gone", id, user: "", place, at: Number.isFinite(at) && at > 0 ? at : 0 } };
}
