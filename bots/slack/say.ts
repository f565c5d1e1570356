/** Saying an answer where it belongs, so that it stands there once, however often we are killed while saying it. */
import { SurfaceRefused } from "../errors.ts";
import { aboutOf, ourMetadata, type About } from "./about.ts";
import { messageOf, type SlackMessage } from "./blocks.ts";
import type { Reply } from "../commands/command.ts";
import type { SlackWords } from "./heard.ts";
import { list, part, text, type Place } from "./payload.ts";
import type { SlackWeb } from "./web.ts";

/** Milliseconds after which a response_url is dead. */
const urlLife = 30 * 60_000;

export interface Saying {
  readonly place: Place;
  readonly channel: string;
  readonly thread?: string;
  readonly about?: About;
  /** The same for each try. */
  readonly key: string;
  /** When it was tried first, ISO 8601; set when it was tried before. */
  readonly since?: string;
}

/**
 * Posts a message. Slack has no key for this: after a try that may have come through, we look whether it did.
 * @returns its time stamp
 */
export async function say(web: SlackWeb, message: SlackMessage, saying: Saying): Promise<string> {
  const { place, channel, thread, key } = saying;
  const earlier = saying.since ? await find(web, saying) : undefined;
  if (earlier) return earlier;
  const metadata = { event_type: ourMetadata, event_payload: { key, ...saying.about } };
  const where = { channel, ...(thread ? { thread_ts: thread } : {}) };
  return text((await web.call(place, "chat.postMessage", { ...where, ...message, metadata }))["ts"]);
}

async function find(
  web: SlackWeb,
  { place, channel, thread, key, since }: Saying,
): Promise<string | undefined> {
  const method = thread ? "conversations.replies" : "conversations.history";
  const oldest = String(Date.parse(since!) / 1000 - 5);
  const input = {
    channel,
    oldest,
    limit: 100,
    include_all_metadata: true,
    ...(thread ? { ts: thread } : {}),
  };
  const { messages } = await web.call(place, method, input);
  const ours = list(messages).find((message) => {
    const { event_type: type, event_payload: payload } = part(part(message)["metadata"]);
    return type === ourMetadata && part(payload)["key"] === key;
  });
  return ours === undefined ? undefined : text(part(ours)["ts"]);
}

/** The person's direct channel with us. */
export async function directChannel(web: SlackWeb, place: Place, user: string): Promise<string> {
  const { channel } = await web.call(place, "conversations.open", { users: user });
  return text(part(channel)["id"]) || user;
}

/**
 * Answers words to the person alone. A dead response_url, or a channel that we were thrown out of, ends it: nobody is there.
 * @param again it was tried before
 */
export async function answerWords(
  web: SlackWeb,
  kept: SlackWords & { readonly received: string },
  reply: Reply,
  { now, again }: { readonly now: number; readonly again: boolean },
): Promise<void> {
  const message = messageOf(reply);
  const place = kept.place ?? { team: kept.team };
  const { responseUrl, channel = "", thread, direct, user } = kept;
  try {
    if (responseUrl && now - Date.parse(kept.received) < urlLife)
      await web.respond(responseUrl, message, again);
    else if (direct || !channel || responseUrl) {
      const to = direct && channel ? channel : await directChannel(web, place, user);
      const since = again ? { since: kept.received } : {};
      await say(web, message, {
        place,
        channel: to,
        key: reply.apology ? `${kept.id} apology` : kept.id,
        about: aboutOf(reply.card),
        ...since,
        ...(direct && thread ? { thread } : {}),
      });
    } else {
      const where = { channel, ...(thread ? { thread_ts: thread } : {}) };
      await web.call(place, "chat.postEphemeral", { ...where, user, ...message });
    }
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}
