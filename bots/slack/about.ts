/** What stands at a message: of ours, what it is about; of others, their words. Reactions and replies in threads mean what they stand at. */
import type { Card } from "@singularity/hub-server/contract";
import { no, plainSign, yes, type Signs } from "../matrix/signs.ts";
import { SurfaceRefused } from "../errors.ts";
import { list, moment, part, text, type Body, type Place } from "./payload.ts";
import { unescape } from "./text.ts";
import type { SlackWeb } from "./web.ts";

/** Kept with our messages as metadata. */
export interface About {
  readonly record?: string;
  readonly change?: string;
  readonly confirmation?: string;
}

export function aboutOf(card: Card | undefined): About {
  if (card?.state !== "current") return {};
  const { record, change, confirmation } = card;
  return {
    ...(record ? { record: record.number } : {}),
    ...(change ? { change } : {}),
    ...(confirmation ? { confirmation } : {}),
  };
}

/** Type of the metadata of what we say. */
export const ourMetadata = "hub_answer";

export interface Found {
  /** Undefined: somebody else's message. */
  readonly about?: About;
  readonly quoted?: { readonly text: string; readonly at: string };
}

/**
 * Looks at a message.
 * @param bot Slack's id of our bot here: metadata of others are not believed
 */
export async function messageAt(
  web: SlackWeb,
  { place, channel, ts, bot }: { place: Place; channel: string; ts: string; bot: string },
): Promise<Found | undefined> {
  const input = {
    channel,
    ts,
    latest: ts,
    oldest: ts,
    inclusive: true,
    limit: 1,
    include_all_metadata: true,
  };
  let messages: readonly unknown[];
  try {
    messages = list((await web.call(place, "conversations.replies", input))["messages"]);
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
  const found = messages.map(part).find((message) => text(message["ts"]) === ts);
  return found && read(found, bot);
}

function read(message: Body, bot: string): Found {
  const metadata = part(message["metadata"]);
  const payload = part(metadata["event_payload"]);
  const { at } = moment(message["ts"]);
  const said = unescape(text(message["text"])).trim();
  const quoted = said && at ? { quoted: { text: said, at } } : {};
  if (!bot || message["user"] !== bot || metadata["event_type"] !== ourMetadata) return quoted;
  const [record, change, confirmation] = [payload["record"], payload["change"], payload["confirmation"]].map(
    text,
  );
  return {
    ...quoted,
    about: {
      ...(record ? { record } : {}),
      ...(change ? { change } : {}),
      ...(confirmation ? { confirmation } : {}),
    },
  };
}

/** The signs that are set, by Slack's names for them. */
const named: Readonly<Record<string, string>> = {
  white_check_mark: yes,
  heavy_check_mark: yes,
  x: no,
  negative_squared_cross_mark: no,
  leftwards_arrow_with_hook: "↩",
  rewind: "↩",
  question: "❓",
  grey_question: "❓",
  memo: "📝",
  pencil: "📝",
};

export const signNamed = (name: string): string => plainSign(named[name.split("::")[0]!] ?? `:${name}:`);

/** What a reaction says: about ours what it is about, about others' the verb that is set for it. */
export function wordsOfSign(sign: string, signs: Signs, { about, quoted }: Found): string | undefined {
  const verb = signs.get(sign);
  if (!about) return verb && quoted && verb !== "undo" ? verb : undefined;
  if (about.confirmation && sign === yes) return `confirm ${about.confirmation}`;
  if (about.confirmation && sign === no) return `withdraw ${about.confirmation}`;
  if (verb === "undo") return about.change && `undo ${about.change}`;
  return verb && about.record && `${verb} ${about.record}`;
}
