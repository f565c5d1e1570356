/** Saying an answer where it belongs, so that it stands there once, however often we are killed while saying it. */
import { SurfaceRefused } from "../errors.ts";
import { aboutOf, ourMetadata, type About } from "./about.ts";
import { messageOf, prefaced, type SlackMessage } from "./blocks.ts";
import type { Reply } from "../commands/command.ts";
import type { SlackWords } from "./heard.ts";
import { list, part, text, type Body, type Place } from "./payload.ts";
import { clip } from "./text.ts";
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
    limit: 200,
    include_all_metadata: true,
    ...(thread ? { ts: thread } : {}),
  };
  let cursor = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await web.call(place, method, { ...input, ...(cursor ? { cursor } : {}) });
    const ours = list(answer["messages"]).map(part).find(isKeyed(key));
    if (ours) return text(ours["ts"]);
    cursor = text(part(answer["response_metadata"])["next_cursor"]);
    if (!cursor) return undefined;
  }
  return undefined;
}

/** Of a channel in which more was said since, nobody looks for our answer. */
const mostPages = 10;

const isKeyed = (key: string) => (message: Body) => {
  const { event_type: type, event_payload: payload } = part(message["metadata"]);
  return type === ourMetadata && part(payload)["key"] === key;
};

/** The person's direct channel with us. */
export async function directChannel(web: SlackWeb, place: Place, user: string): Promise<string> {
  const { channel } = await web.call(place, "conversations.open", { users: user });
  return text(part(channel)["id"]) || user;
}

/** Words, or a sign that stands for them. */
type Addressed = Omit<SlackWords, "kind" | "words"> & { readonly received: string; readonly words?: string };

interface Tries {
  readonly now: number;
  /** It was tried before. */
  readonly again: boolean;
  /** It may have been said before. */
  readonly doubt: boolean;
}

/**
 * Answers words to the person alone, beside the words where they were said. What may stand there already is said in the direct channel
 * instead, where we can look, and says that it may be known. A dead response_url, or a channel that we were thrown out of, ends it:
 * nobody is there.
 * @returns channel and time stamp of what was said, if it can be edited
 */
export async function answerWords(
  web: SlackWeb,
  kept: Addressed,
  reply: Reply,
  tries: Tries,
): Promise<string | void> {
  const { responseUrl, channel, direct, settles, thread, user } = kept;
  const alive = responseUrl !== undefined && tries.now - Date.parse(kept.received) < urlLife;
  const place = kept.place ?? { team: kept.team };
  try {
    if (alive && (settles || !tries.doubt)) return await web.respond(responseUrl, messageOf(reply), settles);
    if (direct || !channel || responseUrl || tries.doubt)
      return await answerDirectly(web, kept, reply, tries);
    const where = { channel, ...(thread ? { thread_ts: thread } : {}) };
    await web.call(place, "chat.postEphemeral", { ...where, user, ...messageOf(reply) });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}

async function answerDirectly(
  web: SlackWeb,
  kept: Addressed,
  reply: Reply,
  { again, doubt }: Tries,
): Promise<string> {
  const { channel, direct, thread, user } = kept;
  const place = kept.place ?? { team: kept.team };
  const here = direct ? channel : undefined;
  const message = messageOf(reply);
  const saying = {
    place,
    channel: here ?? (await directChannel(web, place, user)),
    key: reply.apology ? `${kept.id} apology` : kept.id,
    about: aboutOf(reply.card),
    ...(again ? { since: kept.received } : {}),
    ...(here && thread ? { thread } : {}),
  };
  if (here && reply.replaces && (await replaced(web, message, reply.replaces, saying))) return reply.replaces;
  const told = doubt && !here ? perhapsSeen(message, `my answer to ${asked(kept)}`) : message;
  return `${saying.channel} ${await say(web, told, saying)}`;
}

/** False when what was said before is gone. */
async function replaced(
  web: SlackWeb,
  message: SlackMessage,
  before: string,
  { place, key, about }: Saying,
): Promise<boolean> {
  const [channel, ts] = before.split(" ");
  const metadata = { event_type: ourMetadata, event_payload: { key, ...about } };
  try {
    await web.call(place, "chat.update", { channel, ts, ...message, metadata });
    return true;
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
    return false;
  }
}

const asked = ({ words }: Addressed) => (words ? `“${clip(words.split("\n")[0]!, 80)}”` : "your sign");

/** @param what was to be seen, within a sentence */
export const perhapsSeen = (message: SlackMessage, what: string): SlackMessage =>
  prefaced(`I was interrupted. If you have not seen ${what} yet:`, message);
