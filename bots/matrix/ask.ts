/** An event as something asked: whose words, where, and about which card or message of ours they are. */
import { cardKey, type Card } from "@singularity/hub-server/contract";
import type { Choice } from "../commands/command.ts";
import { mostPosted } from "../conversation/posted.ts";
import type { Ask, Heard as Item } from "../conversation/surface.ts";
import { SurfaceRefused } from "../errors.ts";
import { mayPromise } from "../promise/read.ts";
import { path } from "./client.ts";
import { choicesKey, waitsKey } from "./content.ts";
import { hear, relationOf, type Heard, type MatrixEvent } from "./event.ts";
import { no, plainSign, yes } from "./signs.ts";
import type { MatrixSurfaceOptions } from "./surface.ts";

type Options = MatrixSurfaceOptions;
type Said = Pick<Ask, "words" | "record" | "quoted" | "casual" | "overheard" | "edits" | "file">;

/** An edit of words that are older says nothing any more. */
const editable = 5 * 60_000;

export async function ask(options: Options, { body, attempts }: Item): Promise<Ask | undefined> {
  const event = body as MatrixEvent;
  const heard = hear(event, options.ears);
  if (heard?.kind === "invite") return accept(options, event);
  const isDirect = await options.rooms.isDirect(event.room_id);
  const said = heard && (await saidIn(options, event, heard, isDirect));
  if (!said) return undefined;
  await options.announce?.(event.room_id);
  const { room_id: room, event_id: id } = event;
  const { rel_type: kind, event_id: root } = relationOf(event);
  return {
    speaker: event.sender,
    at: new Date(event.origin_server_ts),
    room: isDirect ? null : room,
    key: `matrix:${id}`,
    source: { kind: "chat", room, event: id },
    again: attempts > 1,
    place: room,
    direct: isDirect,
    ...(kind === "m.thread" && root ? { thread: root } : {}),
    ...said,
  };
}

/** Whoever invites the bot to a room of their own gets it; where it may not join it does not insist. */
async function accept({ matrix, announce }: Options, { room_id: room }: MatrixEvent): Promise<undefined> {
  try {
    await matrix({ method: "POST", path: path("rooms", room, "join"), body: {} });
    await announce?.(room);
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}

async function saidIn(
  options: Options,
  event: MatrixEvent,
  heard: Exclude<Heard, { kind: "invite" }>,
  isDirect: boolean,
): Promise<Said | undefined> {
  const { room_id: room } = event;
  if (heard.kind === "file") return isDirect ? dropped(options, heard) : undefined;
  const target = heard.of === undefined ? undefined : await eventOf(options, room, heard.of);
  const ours = target?.sender === options.ears.userId;
  if (heard.kind === "edit") return edited(event, heard, target, isDirect);
  if (heard.kind === "choice") return ours ? choiceOf(target, heard.number) : undefined;
  if (heard.kind === "sign") return target && signed(options, heard.sign, target, ours);
  const about = target ? { ...(ours ? recordOf(target) : {}), ...quotedFrom(target) } : {};
  if (heard.kind === "words") return { words: heard.words, ...about };
  // Without a prefix it is for us when only we listen, or when it is said to a card or a question of ours.
  if (!isDirect && !(ours && (about.record || target.content[waitsKey] || target.content[choicesKey])))
    return mayPromise(heard.words) ? { words: heard.words, overheard: true } : undefined;
  return { words: heard.words, casual: true, ...about };
}

async function dropped({ media }: Options, { name, mxc }: Extract<Heard, { kind: "file" }>): Promise<Said> {
  const content = mxc === undefined ? undefined : await media(mxc, mostPosted);
  return { words: "import", file: { name, ...(content ? { content: content.toString("base64") } : {}) } };
}

function edited(
  event: MatrixEvent,
  { words, of, isBare }: Extract<Heard, { kind: "edit" }>,
  before: MatrixEvent | undefined,
  isDirect: boolean,
): Said | undefined {
  const recent = before && event.origin_server_ts - before.origin_server_ts <= editable;
  if (!recent || before.sender !== event.sender || (isBare && !isDirect)) return undefined;
  return { words, edits: { source: "matrix", id: of } };
}

const cardOf = (target: MatrixEvent) => target.content[cardKey] as Card | undefined;

function recordOf(target: MatrixEvent): { record?: string } {
  const record = cardOf(target)?.record;
  return record ? { record: record.number } : {};
}

function quotedFrom({ content, origin_server_ts: at }: MatrixEvent): Pick<Said, "quoted"> {
  const { body } = content;
  return typeof body === "string" && body.trim()
    ? { quoted: { text: body, at: new Date(at).toISOString() } }
    : {};
}

function choiceOf(target: MatrixEvent, number: number): Said | undefined {
  const choices = ((target.content[choicesKey] as Choice[] | undefined) ?? []).filter(
    ({ reaction }) => !reaction,
  );
  const words = choices[number - 1]?.words;
  // A number may also answer a question that offers nothing.
  if (words === undefined)
    return target.content[waitsKey] ? { words: String(number), casual: true } : undefined;
  return target.content[waitsKey] ? { words: String(number), casual: true } : { words };
}

/** What a reaction says about a message: what its buttons say, or the verb that is set for it. */
function signed({ ears }: Options, sign: string, target: MatrixEvent, ours: boolean): Said | undefined {
  const verb = ears.signs.get(sign);
  if (!ours) {
    const { quoted } = quotedFrom(target);
    return verb && quoted && !relationOf(target).rel_type?.startsWith("m.rep")
      ? { words: verb, quoted }
      : undefined;
  }
  const choices = (target.content[choicesKey] as Choice[] | undefined) ?? [];
  const chosen = choices.find(({ reaction }) => reaction && plainSign(reaction) === sign);
  if (chosen) return { words: chosen.words };
  const card = cardOf(target);
  if (card?.confirmation && sign === yes) return { words: `confirm ${card.confirmation}` };
  if (card?.confirmation && sign === no) return { words: `withdraw ${card.confirmation}` };
  if (verb === "undo") return card?.change ? { words: `undo ${card.change}` } : undefined;
  return verb && card?.record
    ? { words: `${verb} ${card.record.number}`, record: card.record.number }
    : undefined;
}

export async function eventOf(
  { matrix }: Options,
  room: string,
  id: string,
): Promise<MatrixEvent | undefined> {
  try {
    return await matrix<MatrixEvent>({ method: "GET", path: path("rooms", room, "event", id) });
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}
