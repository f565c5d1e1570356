/**
 * Links to the hub, shown as what they lead to: with the rights of whoever shared them, and only what everybody who reads there may
 * see. Whoever is not known shows nothing, and where somebody unknown reads along nothing is shown.
 */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import { recordOfRoom, recordProfile, type Profile } from "@singularity/hub-server/contract";
import { withPatience } from "../conversation/converse.ts";
import { SurfaceRefused } from "../errors.ts";
import type { LinksShared } from "./heard.ts";
import { context, section, type Block } from "./kit.ts";
import { readersOf, type ReaderOptions } from "./readers.ts";

export interface UnfurlOptions extends ReaderOptions {
  readonly hub: Hub;
  /** Address of the hub; links to anywhere else are left alone. */
  readonly publicUrl: string;
}

/** What a link of ours leads to: a record by its number or id, or a room. */
export function targetOf(link: string, publicUrl: string): { ref: string } | { room: string } | undefined {
  if (!URL.canParse(link) || !URL.canParse(publicUrl)) return undefined;
  const { origin, pathname, hash } = new URL(link);
  if (origin !== new URL(publicUrl).origin) return undefined;
  const path = decoded(pathname + hash);
  const room = /#\/room\/(![^/?#]+)/.exec(path)?.[1];
  if (room) return { room };
  const ref = /(?:^|[/#])([A-Z]{2,6}-\d{1,12}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:[/?#]|$)/.exec(
    path,
  )?.[1];
  return ref ? { ref } : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

/** @throws TryAgain */
export async function unfurl(options: UnfurlOptions, shared: LinksShared): Promise<void> {
  const targets = shared.links.flatMap((link) => {
    const target = targetOf(link, options.publicUrl);
    return target ? [{ link, target }] : [];
  });
  if (targets.length === 0) return;
  const person = (await options.people(shared))?.userId;
  const readers = person && (await readersOf(options, shared.place, shared.channel));
  if (!person || !readers) return;
  const as = { person, audience: [...new Set([person, ...readers])].join(" ") };
  const shown = await Promise.all(
    targets.map(async ({ link, target }) => [link, await look(options.hub, target, as)] as const),
  );
  const unfurls = Object.fromEntries(
    shown.flatMap(([link, profile]) => (profile ? [[link, { blocks: pictureOf(profile) }]] : [])),
  );
  if (Object.keys(unfurls).length) await tell(options, shared, unfurls);
}

type As = { readonly person: string; readonly audience: string };

/** Undefined when somebody who reads there may not see it: to them it does not exist. */
async function look(
  hub: Hub,
  target: { ref: string } | { room: string },
  as: As,
): Promise<Profile | undefined> {
  const ask = withPatience(hub);
  try {
    if ("ref" in target) return await ask(recordProfile, target, as);
    const { record } = await ask(recordOfRoom, target, { person: as.person });
    return record ? await ask(recordProfile, { ref: record.id }, as) : undefined;
  } catch (error) {
    if (error instanceof HubProblem) return undefined;
    throw error;
  }
}

const mostFacts = 6;

type Pictured = Pick<Profile, "record" | "label" | "badges" | "removed"> & {
  readonly facts: readonly { readonly label: string; readonly text: string }[];
};

/** A record as the picture of a link. */
export function pictureOf({ record, label, badges, facts, removed }: Pictured): Block[] {
  const state = removed ? ["removed"] : [];
  const lines = facts.slice(0, mostFacts).map((fact) => `${fact.label}: ${fact.text}`);
  return [
    section([`${record.title} (${record.number})`, ...lines].join("\n")),
    context([label, ...badges, ...state].join(" · ")),
  ];
}

async function tell({ web }: UnfurlOptions, shared: LinksShared, unfurls: object): Promise<void> {
  const { place, channel, ts, unfurlId, source } = shared;
  const where = unfurlId && source ? { unfurl_id: unfurlId, source } : { channel, ts };
  try {
    await web.call(place, "chat.unfurl", { ...where, unfurls });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}
