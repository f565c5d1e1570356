/** Words that somebody changed after they said them: in the direct channel, or with a mention of us before and after. Pure. */
import type { SlackHeard } from "./heard.ts";
import { moment, part, placeOfEvent, text, type Body } from "./payload.ts";
import { unescape } from "./text.ts";

/** Seconds; an edit of words that are older says nothing any more. */
const editable = 5 * 60;

/** Words to us without the mention of us that they begin with. */
export const wordsIn = (said: string): string => unescape(said.replace(/^\s*<@[^>]*>[:,]?/, "")).trim();

/** Names a message as it is kept: the same however often, and as whatever event, Slack tells of it. */
export const messageId = (body: Body, channel: string, ts: string): string =>
  `message ${placeOfEvent(body).team}:${channel}:${ts}`;

/** What a `message_changed` asks of us. Links that unfold, answers in threads, and deletions are told as changes too, without new words. */
export function changed(
  body: Body,
  inner: Body,
  { id, bot }: { readonly id: string; readonly bot: string },
): SlackHeard {
  const [now, before] = [part(inner["message"]), part(inner["previous_message"])];
  const [user, channel, ts] = [text(now["user"]), text(inner["channel"]), text(now["ts"])];
  const said = text(now["text"]);
  const direct = inner["channel_type"] === "im";
  const place = placeOfEvent(body);
  const team = text(now["user_team"]) || text(now["team"]) || place.team;
  if (!user || !channel || !ts || !place.team || now["subtype"] !== undefined || now["bot_id"] !== undefined)
    return undefined;
  if (part(now["edited"])["user"] !== user || said === text(before["text"])) return undefined;
  if (Number(part(now["edited"])["ts"]) - Number(ts) > editable) return undefined;
  if (!direct && ![said, text(before["text"])].every((one) => bot && one.includes(`<@${bot}`)))
    return undefined;
  const words = wordsIn(said);
  const thread = text(now["thread_ts"]) || (direct ? "" : ts);
  if (!words) return undefined;
  return {
    keep: {
      id,
      words,
      team,
      user,
      place,
      channel,
      direct,
      edits: messageId(body, channel, ts),
      ...(bot ? { bot } : {}),
      ...(thread ? { thread } : {}),
      ...moment(inner["ts"]),
    },
  };
}
