/**
 * What the hub says in a room is shown in the channels that are linked to it, and what it says to a person alone in their direct
 * channel: cards, reminders, scheduled answers, requests for approval. It comes by the same transactions as everything in chat.
 */
import type { Hub } from "@singularity/hub-server/client";
import {
  cardKey,
  channelTargets,
  inboxOutcome,
  settleInbox,
  type Card,
  type Output,
} from "@singularity/hub-server/contract";
import { withPatience } from "../conversation/converse.ts";
import { SurfaceRefused } from "../errors.ts";
import type { Store } from "../inbox/gather.ts";
import { aboutOf } from "./about.ts";
import { messageOf } from "./blocks.ts";
import type { Shown } from "./heard.ts";
import { part, readAddress, text, type Body, type Place } from "./payload.ts";
import type { People } from "./people.ts";
import { directChannel, say } from "./say.ts";
import type { SlackWeb } from "./web.ts";

const surface = "slack";
const source = "slack";

interface Told {
  readonly room: string;
  readonly event: string;
  readonly text: string;
  readonly card?: Card;
  readonly edits?: string;
}

/** What the hub told by itself; answers to words belong to those who said them. Undefined for everything else. */
export function toldBy(bot: string, value: unknown): Told | undefined {
  const event = part(value);
  const content = part(event["content"]);
  const relation = part(content["m.relates_to"]);
  if (event["type"] !== "m.room.message" || event["sender"] !== bot) return undefined;
  if (relation["m.in_reply_to"] !== undefined || content["org.singularity.reply_to"] !== undefined)
    return undefined;
  const edits = relation["rel_type"] === "m.replace" ? text(relation["event_id"]) : "";
  const now: Body = edits ? part(content["m.new_content"]) : content;
  if (!isSaid(now)) return undefined;
  const card = now[cardKey] as Card | undefined;
  return {
    room: text(event["room_id"]),
    event: text(event["event_id"]),
    text: text(now["body"]),
    ...(card ? { card } : {}),
    ...(edits ? { edits } : {}),
  };
}

/** Words, or a chart whose caption says them; the chart itself stays where it is. */
const isSaid = ({ msgtype, filename, body }: Body): boolean =>
  /^m\.(notice|text)$/.test(text(msgtype)) ||
  (msgtype === "m.image" && text(filename) !== "" && filename !== body);

const idOf = (event: string, to: string) => `shown ${event} ${to}`;

/**
 * @param store keeps items before the transaction is acknowledged
 * @returns a function that keeps what is to be shown; true when there was something
 */
export function showing(
  hub: Hub,
  store: Store<{ source: string; id: string; body: unknown; lane?: string }>,
  now: () => number,
) {
  return async (bot: string, events: readonly unknown[]): Promise<boolean> => {
    const told = events.map((event) => toldBy(bot, event)).filter((one) => one !== undefined);
    const rooms = [...new Set(told.map(({ room }) => room))];
    if (rooms.length === 0) return false;
    const { items } = await withPatience(hub)(channelTargets, { surface, rooms });
    const received = new Date(now()).toISOString();
    const kept = told.flatMap((one) =>
      items
        .filter(({ room, direct }) => room === one.room && (!direct || one.card))
        .map((target) => ({ ...shownOf(one, target), received })),
    );
    if (kept.length === 0) return false;
    await store(kept.map((item) => ({ source, id: item.id, body: item, lane: item.user })));
    return true;
  };
}

function shownOf(
  { event, text: said, card, edits }: Told,
  { to, direct, person }: Output<typeof channelTargets>["items"][number],
): Shown {
  return {
    kind: "shown",
    id: idOf(event, to),
    user: to,
    to,
    direct,
    ...(person ? { person } : {}),
    text: said,
    ...(card ? { card } : {}),
    ...(edits ? { edits: idOf(edits, to) } : {}),
  };
}

export interface ShowOptions {
  readonly hub: Hub;
  readonly web: SlackWeb;
  readonly people: People;
}

/** Takes the place of what was shown to somebody who must not see what became of it. */
const gone = messageOf({ lines: ["This is no longer shown here."] });

/** Posts, or edits what was posted before. Whatever Slack refuses for good ends it: the channel is gone, or not ours. */
export async function show(
  options: ShowOptions,
  item: Shown & { received: string },
  again: boolean,
): Promise<void> {
  const { place, inside } = readAddress(item.to);
  const message = messageOf({
    lines: item.card ? [] : [item.text],
    ...(item.card ? { card: item.card } : {}),
  });
  try {
    const fit = item.direct
      ? await isStill(options, item, place, inside)
      : !(await isShared(options, place, inside));
    if (item.edits) return await change(options, item.edits, place, fit ? message : gone);
    if (!fit) return undefined;
    const channel = item.direct ? await directChannel(options.web, place, inside) : inside;
    const since = again ? { since: item.received } : {};
    const about = aboutOf(item.card);
    const ts = await say(options.web, message, { place, channel, key: item.id, about, ...since });
    await withPatience(options.hub)(settleInbox, { source, id: item.id, outcome: { channel, ts } });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
  return undefined;
}

async function change({ hub, web }: ShowOptions, id: string, place: Place, message: object): Promise<void> {
  const { outcome } = await withPatience(hub)(inboxOutcome, { source, id });
  const { channel, ts } = part(outcome);
  if (!text(channel) || !text(ts)) return;
  await web.call(place, "chat.update", { channel, ts, ...message });
}

/** Accounts change hands, and addresses are corrected: who somebody is, is asked each time that something is told to them alone. */
async function isStill(
  { people }: ShowOptions,
  { person }: Shown,
  place: Place,
  user: string,
): Promise<boolean> {
  const known = await people({ user, team: place.team, place });
  return known !== undefined && known.userId === person;
}

/** People of other organisations read along there: nothing is shown on its own accord. */
async function isShared({ web }: ShowOptions, place: Place, channel: string): Promise<boolean> {
  const info = part((await web.call(place, "conversations.info", { channel }))["channel"]);
  return info["is_ext_shared"] === true || info["is_pending_ext_shared"] === true;
}
