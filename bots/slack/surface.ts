/** Slack as a surface. Whatever stands in a channel is read by people whose rights nobody knows: every answer is for the asker alone. */
import type { Reply } from "../commands/command.ts";
import type { Ask, Heard, Surface } from "../conversation/surface.ts";
import { SurfaceRefused } from "../errors.ts";
import { messageOf, type SlackMessage } from "./blocks.ts";
import type { SlackWords } from "./heard.ts";
import type { People } from "./people.ts";
import type { SlackWeb } from "./web.ts";

export interface SlackSurfaceOptions {
  readonly web: SlackWeb;
  readonly people: People;
  readonly now: () => number;
}

/** What is kept in the inbox: the words, and when they came. */
export type Kept = SlackWords & { readonly received: string };

/** Milliseconds after which a response_url is dead. */
const urlLife = 30 * 60_000;

const stranger: Reply = {
  lines: [
    "I do not know who you are in the hub yet.",
    "Ask an administrator to give your account there the e-mail address that you have confirmed in Slack.",
  ],
  isPrivate: true,
};

export function slackSurface(options: SlackSurfaceOptions): Surface {
  return {
    hear: (heard) => ask(options, heard),
    answer: (heard, reply) => tell(options, heard.body as Kept, messageOf(reply)),
    // Slack acknowledges a command by itself.
    working: () => () => {},
  };
}

async function ask(options: SlackSurfaceOptions, { body, attempts }: Heard): Promise<Ask | undefined> {
  const kept = body as Kept;
  const speaker = await options.people(kept.team, kept.user);
  if (!speaker) {
    await tell(options, kept, messageOf(stranger));
    return undefined;
  }
  return {
    speaker,
    words: kept.words,
    at: new Date(kept.at ?? kept.received),
    room: null,
    key: `slack:${kept.id.replaceAll(" ", ":")}`,
    source: { kind: "slack", ...(kept.channel ? { room: kept.channel } : {}), event: kept.id.split(" ")[1]! },
    again: attempts > 1,
  };
}

/** A dead response_url, or a channel that we were thrown out of, ends it: nobody is there to be told. */
async function tell({ web, now }: SlackSurfaceOptions, kept: Kept, message: SlackMessage): Promise<void> {
  const { responseUrl, channel, thread, direct, user } = kept;
  try {
    if (responseUrl) {
      if (now() - Date.parse(kept.received) < urlLife) await web.respond(responseUrl, message);
      return;
    }
    const where = { channel, ...(thread ? { thread_ts: thread } : {}) };
    if (direct) await web.call("chat.postMessage", { ...where, ...message });
    else await web.call("chat.postEphemeral", { ...where, user, ...message });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}
