/**
 * Opening modals. Slack gives three seconds: a skeleton is opened at once, and filled when we know for whom.
 * Nothing is kept for this: a modal that did not open is opened again by whoever wanted it.
 */
import type { Hub } from "@singularity/hub-server/client";
import { formNamed, type NamedForm, type Quoted } from "../commands/forms.ts";
import { messageOf } from "./blocks.ts";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import { homeModal, type HomeOptions } from "./home.ts";
import { modalOf, type View } from "./modal.ts";
import type { People } from "./people.ts";
import { part, text, type Who } from "./payload.ts";
import { modal, replyView, skeleton } from "./views.ts";
import { section } from "./kit.ts";
import { stranger } from "./stranger.ts";
import type { SlackWeb } from "./web.ts";

/** Stands for the home where a form's name stands. */
export const homeForm = "hub_home";

/** Somebody wants a modal. */
export interface Opening extends Who {
  readonly form: string;
  readonly trigger: string;
  readonly responseUrl?: string;
  readonly channel?: string;
  /** The message that it is about. */
  readonly message?: { readonly text: string; readonly author: string; readonly ts: string };
  /** The view in which the button stands. */
  readonly view?: { readonly id: string; readonly kind: "home" | "modal" };
}

export interface OpeningOptions extends HomeOptions {
  readonly hub: Hub;
  readonly web: SlackWeb;
  readonly people: People;
}

/** Opens, then fills. @throws TryAgain when Slack or the hub cannot be reached */
export async function open(options: OpeningOptions, opening: Opening): Promise<void> {
  const { web } = options;
  const { name, values } = readName(opening.form);
  const known = name === homeForm ? undefined : formNamed(name);
  if (name !== homeForm && !known) return;
  const shown = await show(web, opening);
  if (!shown) return;
  const filling = known ? fillForm(options, opening, known, name, values) : fillHome(options, opening);
  const view = await filling.catch(sorry);
  await web.call(opening.place, "views.update", { view_id: shown, view }).catch(gone);
}

/** A button's value is the form's name, or JSON with values that stand in it. */
function readName(value: string): { name: string; values: Readonly<Record<string, unknown>> } {
  if (!value.startsWith("{")) return { name: value, values: {} };
  try {
    const { form, values } = part(JSON.parse(value));
    return { name: text(form), values: part(values) };
  } catch {
    return { name: "", values: {} };
  }
}

/** On top of the modal in which the button stands; a fourth one Slack does not take: it replaces the third. */
async function show(
  web: SlackWeb,
  { view, trigger, place, responseUrl }: Opening,
): Promise<string | undefined> {
  const method = view?.kind === "modal" ? "views.push" : "views.open";
  try {
    return idOf(await web.call(place, method, { trigger_id: trigger, view: skeleton }));
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
    if (error.reason === "push_limit_reached" && view) return view.id;
    // Used before: a second delivery of the same click. Whoever clicked has their modal.
    if (error.reason !== "exchanged_trigger_id" && responseUrl)
      await web.respond(responseUrl, late).catch(gone);
    return undefined;
  }
}

const late = messageOf({
  lines: ["The window could not be opened; please try again.", "In words: /hub help"],
});

const idOf = (answer: Record<string, unknown>) => text(part(answer["view"])["id"]) || undefined;

async function fillForm(
  options: OpeningOptions,
  opening: Opening,
  { form, title, fill }: NamedForm,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<View> {
  const { responseUrl, channel, message } = opening;
  const known = await options.people(opening);
  if (!known) return replyView(stranger);
  const quoted = message && (await quote(options.web, opening, message));
  const meta = {
    ...(responseUrl ? { responseUrl } : {}),
    ...(channel ? { channel } : {}),
    ...(message?.ts ? { ts: message.ts } : {}),
    ...(opening.view?.kind === "home" ? { home: true } : {}),
  };
  return modalOf(name, { ...form, title }, { ...(quoted ? fill(quoted) : {}), ...values }, meta);
}

async function fillHome(options: OpeningOptions, opening: Opening): Promise<View> {
  const known = await options.people(opening);
  return known ? homeModal(options, known.userId) : replyView(stranger);
}

/** The message with its author's name and its address, as far as Slack tells them. */
async function quote(
  web: SlackWeb,
  { place, channel }: Opening,
  { text: said, author, ts }: NonNullable<Opening["message"]>,
): Promise<Quoted> {
  const [link, name] = await Promise.all([
    channel && ts
      ? web.call(place, "chat.getPermalink", { channel, message_ts: ts }).catch(nothing)
      : undefined,
    author ? web.call(place, "users.info", { user: author }).catch(nothing) : undefined,
  ]);
  const user = part(name?.["user"]);
  const profile = part(user["profile"]);
  const shown = text(profile["display_name"]) || text(user["real_name"]) || text(profile["real_name"]);
  const seconds = Number(ts);
  return {
    text: said,
    ...(shown ? { author: shown } : {}),
    ...(text(link?.["permalink"]) ? { link: text(link?.["permalink"]) } : {}),
    ...(seconds > 0 && seconds < 1e11 ? { at: new Date(seconds * 1000).toISOString() } : {}),
  };
}

const nothing = () => undefined;

/** The person has closed it meanwhile. */
function gone(error: unknown): void {
  if (!(error instanceof SurfaceRefused)) throw error;
}

function sorry(error: unknown): View {
  if (!(error instanceof TryAgain)) throw error;
  return modal("Singularity", [section("The hub cannot be reached just now. Close this and try again.")]);
}
