/** The home of a person: forms to open, and sections of items with buttons. The same in the app's home and in a modal. */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import { whoAmI } from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import { shortcuts } from "../commands/forms.ts";
import { homeSections, mostItems, type HomeItem, type HomeSection } from "../commands/home.ts";
import { withPatience } from "../conversation/converse.ts";
import { SurfaceRefused } from "../errors.ts";
import { blocksOf } from "./blocks.ts";
import {
  actions,
  context,
  divider,
  formButtons,
  header,
  rawSection,
  section,
  wordButtons,
  type Block,
} from "./kit.ts";
import { limits } from "./limits.ts";
import type { View } from "./modal.ts";
import type { Who } from "./payload.ts";
import { escape } from "./text.ts";
import { modal } from "./views.ts";
import type { SlackWeb } from "./web.ts";

export interface HomeOptions {
  readonly hub: Hub;
}

/** One part of the home, read. */
export interface Shelf {
  readonly title: string;
  readonly empty: string;
  readonly items: readonly HomeItem[];
  /** There are more than these. */
  readonly isCut?: boolean;
}

/** What is closed stands in lists before what is open: more pages are read than items are shown. */
const mostPages = 10;
/** Items that are counted. */
const mostCounted = 50;

/** What the hub refuses is not there for this person. */
function nothing(error: unknown): undefined {
  if (!(error instanceof HubProblem)) throw error;
}

/** Reads every section as the person; those that they may not see are left out. */
export async function readShelves({ hub }: HomeOptions, person: string): Promise<Shelf[]> {
  const ask = withPatience(hub);
  const me = await ask(whoAmI, {}, { person }).catch(nothing);
  if (!me) return [];
  const read = async ({ call, input, read: itemsOf, ...rest }: HomeSection): Promise<Shelf | undefined> => {
    const items: HomeItem[] = [];
    let after: unknown;
    for (let page = 0; page < mostPages && items.length < mostCounted; page++) {
      const here = { ...input(me.person), ...(after ? { after } : {}) };
      const output = await ask(call, here, { person }).catch(nothing);
      if (!output) return undefined;
      items.push(...itemsOf(output as never, me.person));
      after = (output as { next?: string | null }).next;
      if (!after) break;
    }
    return { ...rest, items, isCut: Boolean(after) };
  };
  const shelves = await Promise.all(homeSections.map(read));
  return shelves.filter((shelf) => shelf !== undefined);
}

/** @param notice answer to the button that was pressed here */
export function homeBlocks(shelves: readonly Shelf[], notice?: Reply): Block[] {
  const forms = shortcuts.map(({ id, name }) => ({ label: name, form: id }));
  const blocks = [
    ...(notice ? [...blocksOf(notice), divider] : []),
    ...actions(formButtons(forms)),
    ...shelves.flatMap(shelfBlocks),
  ];
  return blocks.slice(0, limits.viewBlocks);
}

function shelfBlocks({ title, empty, items, isCut = false }: Shelf): Block[] {
  const more = items.length - mostItems;
  return [
    header(items.length ? `${title} (${items.length}${isCut ? "+" : ""})` : title),
    ...(items.length === 0 ? [section(empty)] : []),
    ...items.slice(0, mostItems).flatMap(itemBlocks),
    ...(more > 0 ? [context(`… ${more} more`)] : []),
  ];
}

function itemBlocks({ text, hint, choices, forms = [] }: HomeItem): Block[] {
  const opening = forms.map(({ label, form, values }) => ({ label, form: JSON.stringify({ form, values }) }));
  const title = escape(text, 1000);
  return [
    rawSection(hint.trim() === "" ? title : `${title}\n${escape(hint, 1500)}`),
    ...actions([...wordButtons(choices), ...formButtons(opening)]),
  ];
}

export async function homeModal(options: HomeOptions, person: string, notice?: Reply): Promise<View> {
  return modal("Singularity", homeBlocks(await readShelves(options, person), notice));
}

/** Publishes the app's home. With a hash that is no longer the newest, Slack keeps what is there: it is newer. */
export async function publishHome(
  options: HomeOptions & { readonly web: SlackWeb },
  who: Who,
  person: string,
  { notice, hash }: { notice?: Reply; hash?: string } = {},
): Promise<void> {
  const blocks = homeBlocks(await readShelves(options, person), notice);
  await publish(options.web, who, blocks, hash);
}

/** The home of somebody whom the hub does not know, or of anybody with other blocks. */
export async function publish(
  web: SlackWeb,
  { user, place }: Who,
  blocks: readonly Block[],
  hash?: string,
): Promise<void> {
  const view: View = { type: "home", blocks };
  try {
    await web.call(place, "views.publish", { user_id: user, view, ...(hash ? { hash } : {}) });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}
