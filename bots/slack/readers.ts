/**
 * Who reads in a channel, as the hub knows them: what is shown there must be fit for all of them. A public channel is read, and
 * searched, by everybody of the workspace who cares to look, members or not: who reads there cannot be told.
 */
import { SurfaceRefused } from "../errors.ts";
import { list, part, text, type Place } from "./payload.ts";
import type { People } from "./people.ts";
import type { SlackWeb } from "./web.ts";

/** In a larger channel there are always some who may not see a thing, and finding out costs a look-up each. */
const most = 60;
/** Somebody whom the hub does not know. */
const stranger = "?";

export interface ReaderOptions {
  readonly web: SlackWeb;
  readonly people: People;
}

/**
 * @returns Matrix ids of those who read there, `?` for strangers; undefined when it cannot be told: too many, not our channel, or one that is public
 */
export async function readersOf(
  { web, people }: ReaderOptions,
  place: Place,
  channel: string,
): Promise<string[] | undefined> {
  let answer: Record<string, unknown>;
  try {
    if (!(await isClosed(web, place, channel))) return undefined;
    answer = await web.call(place, "conversations.members", { channel, limit: most + 1 });
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
  const members = list(answer["members"]).map(text);
  if (members.length > most || text(part(answer["response_metadata"])["next_cursor"])) return undefined;
  const readers = await Promise.all(
    members.map(async (user) => {
      const who = { user, team: place.team, place };
      return (await people.isBot(who)) ? undefined : ((await people(who))?.userId ?? stranger);
    }),
  );
  return [...new Set(readers.filter((id) => id !== undefined))];
}

async function isClosed(web: SlackWeb, place: Place, channel: string): Promise<boolean> {
  const info = part((await web.call(place, "conversations.info", { channel }))["channel"]);
  return ["is_private", "is_im", "is_mpim"].some((kind) => info[kind] === true);
}
