/** What Slack sent, and what in it concerns us: our own routing table, behind one Bolt listener for each kind. Pure. */
import { createHash } from "node:crypto";
import type { Card } from "@singularity/hub-server/contract";
import { formNamed } from "../commands/forms.ts";
import { event } from "./heard-event.ts";
import type { SlackFile } from "./heard-file.ts";
import { formAction, settlingAction, wordsAction } from "./kit.ts";
import { homeForm, type Opening } from "./opening.ts";
import { enterpriseOf, list, part, place, text, whoOf, type Body, type Place, type Who } from "./payload.ts";
import { readSubmission, type Submission } from "./submission.ts";
import { unescape } from "./text.ts";

/** Words of a person, in a form that is kept in the inbox. Nothing secret of the request is in it but the response_url. */
export interface SlackWords {
  readonly kind?: "words";
  /** Slack's id of it: the same however often it is delivered. */
  readonly id: string;
  readonly words: string;
  readonly team: string;
  readonly user: string;
  readonly place?: Place;
  /** Files that came with them, which hold rows or may. */
  readonly files?: readonly SlackFile[];
  /** Where to answer: up to five times in half an hour, to this person only. */
  readonly responseUrl?: string;
  /** Where to answer when there is no response_url. */
  readonly channel?: string;
  readonly thread?: string;
  /** The channel is the person's direct one with us. */
  readonly direct?: boolean;
  /** It was said to others in a channel: only what it promises them concerns us. */
  readonly overheard?: boolean;
  /** Slack's id of our bot there. */
  readonly bot?: string;
  /** The view in which a button was pressed: there the answer is shown. */
  readonly view?: { readonly id: string; readonly kind: "home" | "modal" };
  /** The same for each time that the same button of one answer is pressed: it is done once. */
  readonly once?: string;
  /** A button of a question for these eyes alone: its answer takes the place of the question. */
  readonly settles?: boolean;
  /** Id of the words that it replaces. */
  readonly edits?: string;
  /** ISO 8601; when it was said, as far as Slack tells. */
  readonly at?: string;
}

/** Somebody looks at the app's home. */
export interface HomeOpened extends Who {
  readonly kind: "home";
  readonly id: string;
  readonly hash?: string;
}

/** Somebody closed a form without sending it. */
export interface Closed extends Who {
  readonly kind: "closed";
  readonly id: string;
  readonly form: string;
}

/** Somebody put a sign at a message. */
export interface Signed extends Who {
  readonly kind: "sign";
  readonly id: string;
  readonly channel: string;
  readonly ts: string;
  readonly sign: string;
  readonly bot: string;
  readonly direct: boolean;
}

/** Somebody shared links to us. */
export interface LinksShared extends Who {
  readonly kind: "links";
  readonly id: string;
  readonly channel: string;
  readonly ts: string;
  readonly unfurlId?: string;
  readonly source?: string;
  readonly links: readonly string[];
}

/** The app was removed from a workspace, or its token taken back. */
export interface Gone {
  readonly kind: "gone";
  readonly id: string;
  readonly user: string;
  /** The organisation alone when it was installed for all of it. */
  readonly place: Place;
  /** Seconds since 1970. */
  readonly at: number;
}

/** The hub said something in a room that a channel, or a person's direct channel, shows too. */
export interface Shown {
  readonly kind: "shown";
  readonly id: string;
  /** Whom or what it is shown to: nothing overtakes there. */
  readonly user: string;
  readonly to: string;
  readonly direct: boolean;
  /** Whom it is for alone. */
  readonly person?: string;
  readonly text: string;
  readonly card?: Card;
  /** Id of the item that it replaces. */
  readonly edits?: string;
}

export type Kept = SlackWords | Signed | Submission | Closed | HomeOpened | LinksShared | Gone | Shown;

/** Somebody types into a field that finds records. */
export interface Search {
  readonly who: Who;
  readonly form: string;
  readonly field: string;
  readonly typed: string;
}

/** Something to keep and answer later, a modal to open at once, choices to find, a polite sentence, or nothing. */
export type SlackHeard =
  | { readonly keep: Kept }
  | { readonly open: Opening }
  | { readonly search: Search }
  | { readonly polite: string }
  | undefined;

/** What a request body asks of us. */
export function hear(body: Body, command: string): SlackHeard {
  if (typeof body["command"] === "string") return slash(body, command);
  const read = Object.hasOwn(table, text(body["type"])) ? table[text(body["type"])] : undefined;
  return read?.(body);
}

const table: Readonly<Record<string, (body: Body) => SlackHeard>> = {
  event_callback: event,
  block_actions: button,
  shortcut: opening,
  message_action: opening,
  view_submission: (body) => {
    const submission = readSubmission(body);
    return submission && { keep: submission };
  },
  view_closed: closed,
  block_suggestion: suggestion,
};

function slash(body: Body, command: string): SlackHeard {
  const said = text(body["command"]);
  if (said.toLowerCase() !== command)
    return { polite: `I do not know ${said.slice(0, 80)}. I answer to ${command}: try ${command} help.` };
  const [team, user, trigger] = [text(body["team_id"]), text(body["user_id"]), text(body["trigger_id"])];
  if (!team || !user || !trigger)
    return { polite: "Something is missing in this command; please type it again." };
  const who: Who = { user, team, place: place(team, enterpriseOf(body)) };
  const words = unescape(text(body["text"])).trim();
  if (!words) return { open: { ...who, form: homeForm, trigger, ...reach(body) } };
  return { keep: { ...who, id: `command ${trigger}`, words, ...reach(body) } };
}

function reach(body: Body): { responseUrl?: string; channel?: string } {
  const responseUrl = text(body["response_url"]);
  const channel =
    text(body["channel_id"]) ||
    text(part(body["channel"])["id"]) ||
    text(part(body["container"])["channel_id"]);
  return { ...(responseUrl ? { responseUrl } : {}), ...(channel ? { channel } : {}) };
}

/** Our buttons carry words, or the name of a form. */
function button(body: Body): SlackHeard {
  const action = part(list(body["actions"])[0]);
  const [name, value, who] = [text(action["action_id"]), text(action["value"]), whoOf(body)];
  const trigger = text(body["trigger_id"]);
  if (!who || !value) return undefined;
  if (name.startsWith(formAction))
    return { open: { ...who, form: value, trigger, ...reach(body), ...within(body) } };
  if (!name.startsWith(wordsAction)) return undefined;
  const id = `action ${trigger || `${who.user} ${text(action["action_ts"])}`}`;
  return {
    keep: { ...who, id, words: value, ...reach(body), ...within(body), ...pressed(body, who, name, value) },
  };
}

/**
 * Whoever presses a button of one answer twice means it once, though Slack has an id for each time. Buttons of the home, and of messages
 * that stay, are pressed again later and meant anew.
 */
function pressed(
  body: Body,
  { user, team }: Who,
  name: string,
  value: string,
): Pick<SlackWords, "once" | "settles"> {
  const { is_ephemeral: fleeting, message_ts: ts, channel_id: channel } = part(body["container"]);
  if (fleeting !== true || !text(ts)) return {};
  const pressedAt = [team, user, text(channel), text(ts), value].join(" ");
  const settles = name.startsWith(settlingAction) ? { settles: true } : {};
  return { once: createHash("sha1").update(pressedAt).digest("hex"), ...settles };
}

function within(body: Body): Pick<SlackWords, "view"> {
  const view = part(body["view"]);
  const id = text(view["id"]);
  return id ? { view: { id, kind: text(view["type"]) === "home" ? "home" : "modal" } } : {};
}

/** A shortcut, global or at a message. */
function opening(body: Body): SlackHeard {
  const [who, form, trigger] = [whoOf(body), text(body["callback_id"]), text(body["trigger_id"])];
  if (!who || !trigger) return undefined;
  const message = part(body["message"]);
  const said = body["type"] === "message_action" ? { message: messageSaid(message, body) } : {};
  return { open: { ...who, form, trigger, ...reach(body), ...said } };
}

function messageSaid(message: Body, body: Body): NonNullable<Opening["message"]> {
  return {
    text: unescape(text(message["text"])),
    author: text(message["user"]),
    ts: text(message["ts"]) || text(body["message_ts"]),
  };
}

/** Other views hold nothing that anybody was asked for. */
function closed(body: Body): SlackHeard {
  const [view, who] = [part(body["view"]), whoOf(body)];
  const [id, form] = [text(view["id"]), text(view["callback_id"])];
  if (!who || !id || !formNamed(form)) return undefined;
  return { keep: { ...who, kind: "closed", id: `closed ${id}`, form } };
}

function suggestion(body: Body): SlackHeard {
  const who = whoOf(body);
  const form = text(part(body["view"])["callback_id"]);
  return who && { search: { who, form, field: text(body["block_id"]), typed: text(body["value"]) } };
}
