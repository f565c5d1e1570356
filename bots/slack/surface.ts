/** Slack as a surface. Whatever stands in a channel is read by people whose rights nobody knows: every answer is for the asker alone. */
import type { Hub } from "@singularity/hub-server/client";
import type { Reply } from "../commands/command.ts";
import type { Ask, Heard, Surface } from "../conversation/surface.ts";
import { lineFor } from "../conversation/card-words.ts";
import { SurfaceRefused } from "../errors.ts";
import { no, yes, type Signs } from "../matrix/signs.ts";
import { messageAt, signNamed, wordsOfSign } from "./about.ts";
import { blocksOf, messageOf } from "./blocks.ts";
import type { InDoubt } from "./doubt.ts";
import { codeIn, redeem } from "./link.ts";
import type { HomeOpened, Signed, Kept as Item, SlackWords } from "./heard.ts";
import { publish, publishHome } from "./home.ts";
import { addressOf, moment, type Who } from "./payload.ts";
import type { People } from "./people.ts";
import { postedIn, type PostedOptions } from "./posted.ts";
import { answerWords, directChannel, perhapsSeen, say } from "./say.ts";
import { stranger } from "./stranger.ts";
import type { Submission } from "./submission.ts";
import { endQuestion, submit, type Outcome } from "./submit.ts";
import { replyView } from "./views.ts";
import type { Waiters } from "./waiters.ts";

export interface SlackSurfaceOptions extends PostedOptions {
  readonly hub: Hub;
  readonly people: People;
  readonly waiters: Waiters<Outcome>;
  readonly now: () => number;
  readonly inDoubt: InDoubt;
  /** What signs say. */
  readonly signs: Signs;
  /** What further kinds of items come to. */
  readonly others: (item: Kept, again: boolean) => Promise<void>;
}

/** What is kept in the inbox, and when it came. */
export type Kept = Item & { readonly received: string };
type Words = SlackWords & Received;
interface Received {
  readonly received: string;
}

export function slackSurface(options: SlackSurfaceOptions): Surface {
  return {
    hear: async (heard) => {
      const kept = heard.body as Kept;
      if (!kept.kind || kept.kind === "words") return ask(options, kept, heard);
      if (kept.kind === "sign") return sign(options, kept, heard);
      if (kept.kind === "form") await fill(options, kept, heard);
      else if (kept.kind === "home") await welcome(options, kept);
      else await options.others(kept, heard.attempts > 1);
      return undefined;
    },
    answer: (heard, reply) => tell(options, heard, reply),
    // Slack acknowledges a command by itself.
    working: () => () => {},
  };
}

const whoSaid = ({ user, team, place = { team } }: SlackWords): Who => ({ user, team, place });

/** A sign that says something at this message; every other one is just a sign. */
async function sign(
  options: SlackSurfaceOptions,
  kept: Signed & Received,
  heard: Heard,
): Promise<Ask | undefined> {
  const said = signNamed(kept.sign);
  if (!options.signs.has(said) && said !== yes && said !== no) return undefined;
  const found = await messageAt(options.web, kept);
  const words = found && wordsOfSign(said, options.signs, found);
  if (!words) return undefined;
  const { kind: _, ...who } = kept;
  const asked = await ask(options, { ...who, words }, heard);
  if (!asked) return undefined;
  const { about, quoted } = found;
  return {
    ...asked,
    ...(about?.record ? { record: about.record } : {}),
    ...(about || !quoted ? {} : { quoted }),
  };
}

/** The record of the card to whose thread the words were said; `done` and `amount 12k` are about it. */
async function cardOf(options: SlackSurfaceOptions, kept: Words): Promise<Pick<Ask, "record" | "casual">> {
  const { channel, thread, bot } = kept;
  if (!channel || !thread || !bot || kept.at === moment(thread).at) return {};
  const found = await messageAt(options.web, { place: whoSaid(kept).place, channel, ts: thread, bot });
  const record = found?.about?.record;
  if (!record) return {};
  return { record, ...(lineFor(kept.words, record) === undefined ? {} : { casual: true }) };
}

async function ask(options: SlackSurfaceOptions, kept: Words, heard: Heard): Promise<Ask | undefined> {
  const code = kept.overheard ? undefined : codeIn(kept.words);
  if (code) {
    await tell(options, heard, await redeem(options, whoSaid(kept), code, heard.attempts > 1));
    return undefined;
  }
  const known = await options.people(whoSaid(kept));
  if (!known) {
    if (!kept.overheard) await tell(options, heard, stranger);
    return undefined;
  }
  const { channel, thread } = kept;
  const file = await postedIn(options, kept);
  if (!file && kept.words === "" && kept.direct) return undefined;
  return {
    speaker: known.userId,
    words: file ? "import" : kept.words || "help",
    ...(file ? { file } : {}),
    at: new Date(kept.at ?? kept.received),
    room: null,
    key: `slack:${kept.once ?? kept.id.replaceAll(" ", ":")}`,
    source: {
      kind: "slack",
      room: addressOf(whoSaid(kept).place, channel ?? kept.user),
      event: kept.id.split(" ")[1]!,
    },
    again: heard.attempts > 1,
    place: channel ?? `home ${kept.user}`,
    // A mention is read by the channel, though its answer is not; of a file only the answer tells anything.
    direct: kept.direct !== false || file !== undefined,
    ...(thread ? { thread } : {}),
    ...(kept.edits ? { edits: { source: "slack", id: kept.edits } } : {}),
    ...(kept.overheard ? { overheard: true } : file ? {} : await cardOf(options, kept)),
    ...(known.zone ? { zone: known.zone } : {}),
    ...(known.locale ? { locale: known.locale } : {}),
  };
}

/** In the view where the button was pressed, or to the person alone. */
async function tell(options: SlackSurfaceOptions, heard: Heard, reply: Reply): Promise<string | void> {
  const kept = heard.body as Words;
  const { web, people } = options;
  const who = whoSaid(kept);
  if (kept.view?.kind === "home") {
    const known = await people(who);
    return known
      ? publishHome(options, who, known.userId, { notice: reply })
      : publish(web, who, blocksOf(reply));
  }
  if (kept.view && (await shownInView(options, who, kept.view.id, reply))) return undefined;
  return options.inDoubt(heard, (doubt) =>
    answerWords(web, kept, reply, { now: options.now(), again: heard.attempts > 1, doubt }),
  );
}

/** False when the modal was closed meanwhile. */
async function shownInView(
  { web }: SlackSurfaceOptions,
  { place }: Who,
  id: string,
  reply: Reply,
): Promise<boolean> {
  try {
    await web.call(place, "views.update", { view_id: id, view: replyView(reply) });
    return true;
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
    return false;
  }
}

/** A form: whoever acknowledges it waits for the outcome; nobody does when we were killed, or too slow. */
async function fill(
  options: SlackSurfaceOptions,
  sent: Submission & { received: string },
  { attempts, inherited }: Heard,
): Promise<void> {
  const { web, waiters, people } = options;
  const outcome = await submit(options, sent);
  if (!waiters.give(sent.id, outcome)) {
    const channel = await directChannel(web, sent.place, sent.user);
    const since = attempts > 1 ? { since: sent.received } : {};
    const late = messageOf(lateReply(outcome));
    // Whoever acknowledged it may have told what became of it, and died.
    const told = inherited ? perhapsSeen(late, "what became of your form") : late;
    await say(web, told, { place: sent.place, channel, key: sent.id, ...since });
  }
  if ("reply" in outcome) await endQuestion(options, sent, sent.form);
  const known = sent.meta.home && "reply" in outcome ? await people(sent) : undefined;
  if (known) await publishHome(options, sent, known.userId, { notice: (outcome as { reply: Reply }).reply });
}

function lateReply(outcome: Outcome): Reply {
  if ("reply" in outcome) return outcome.reply;
  return { lines: ["Your form was not taken.", ...Object.values(outcome.errors)], isPrivate: true };
}

async function welcome(options: SlackSurfaceOptions, opened: HomeOpened): Promise<void> {
  const known = await options.people(opened);
  if (!known) return publish(options.web, opened, blocksOf(stranger), opened.hash);
  return publishHome(options, opened, known.userId, opened.hash ? { hash: opened.hash } : {});
}
