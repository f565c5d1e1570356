/**
 * What people promise each other in a record's room, or in a channel that shows its cards, is proposed to them as a to-do, in private,
 * with one tap to take it. Nobody asked for it: whatever is not sure, not allowed, or not wanted is passed over in silence.
 */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import {
  proposePromise,
  recordOfRoom,
  shownInChannel,
  showPreferences,
  type Output,
} from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import { hereOf } from "../commands/time.ts";
import { mayPromise, readPromise, type PromiseRead } from "../promise/read.ts";
import type { Ask } from "./surface.ts";
import { as } from "./turn.ts";

/** @returns undefined when nothing was promised, or nobody wants to hear of it. @throws TryAgain when the hub is at fault */
export async function promised(hub: Hub, ask: Ask): Promise<Reply | undefined> {
  const { words, source } = ask;
  const place = ask.room ?? (ask.overheard ? source.room : undefined);
  if (!place || !mayPromise(words)) return undefined;
  try {
    const told = await hub(showPreferences, {}, as(ask));
    const found = told.promises ? readIn(ask, told) : undefined;
    const about = found && (await recordsAt(hub, ask, place));
    if (!found || !about?.length) return undefined;
    const input = {
      ...inputOf(found, ask, place),
      ...(!ask.room && about.length === 1 ? { about: about[0]!.id } : {}),
    };
    return reply(await hub(proposePromise, input, { ...as(ask), key: ask.key }));
  } catch (error) {
    if (error instanceof HubProblem) return undefined;
    throw error;
  }
}

/** The record of the room; of a channel, each whose cards it shows. */
async function recordsAt(hub: Hub, ask: Ask, place: string): Promise<readonly { readonly id: string }[]> {
  const { kind: surface } = ask.source;
  if (!ask.room) return (await hub(shownInChannel, { surface, channel: place }, as(ask))).items;
  const { record } = await hub(recordOfRoom, { room: place }, as(ask));
  return record ? [record] : [];
}

/** The zones in which a day ends last and begins first. */
const extremes = ["Etc/GMT+12", "Etc/GMT-14"] as const;

interface Told {
  readonly time_zone: string | null;
  readonly locale: string | null;
}

/** Of somebody who has not said where they live, only a day that is the same wherever that is. */
function readIn(ask: Ask, { time_zone, locale }: Told): PromiseRead | undefined {
  const language = locale ?? ask.locale;
  const said = { at: ask.at, room: ask.room, ...(language ? { locale: language } : {}) };
  const read = (zone: string) => readPromise(ask.words, hereOf({ ...said, zone }));
  const zone = time_zone ?? ask.zone;
  if (zone) return read(zone);
  const [last, first] = extremes.map(read);
  const same = last?.plan.allDay && first?.plan.allDay && last.plan.text === first.plan.text;
  return same ? read("UTC") : undefined;
}

function inputOf({ what, plan, said }: PromiseRead, { at, source }: Ask, room: string) {
  return {
    what,
    due: plan.starts,
    time_zone: plan.zone,
    ...(plan.allDay ? { all_day: true } : {}),
    text: said,
    said_at: at.toISOString(),
    room,
    ...(source.event ? { event: source.event } : {}),
  };
}

/** Told once: a message that was proposed before is known. */
function reply({ known, card, promise }: Output<typeof proposePromise>): Reply | undefined {
  if (known || promise.state !== "proposed") return undefined;
  const [yes, no] = card.actions;
  return {
    lines: [`No such proposals: promises off`],
    card,
    choices: [
      { label: yes!.label, words: yes!.words, reaction: "✅", style: "primary" },
      { label: no!.label, words: no!.words, reaction: "❌" },
    ],
    isPrivate: true,
  };
}
