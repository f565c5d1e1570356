/** What a workspace of the fake Slack remembers, and how its Web API answers: messages, views, users, installations. */
import { wrongInMessage, wrongInView } from "./block-kit.ts";

type Json = Record<string, unknown>;

export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** Set: seen by this user only, and never found again. */
  readonly to?: string;
  readonly input: Readonly<Json>;
}

export interface FakeFile {
  readonly body: string | Uint8Array;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SlackState {
  /** Slack users by id, as users.info tells of them. */
  readonly users: Map<string, Json>;
  /** Members of channels; a channel that is missing does not exist. */
  readonly channels: Map<string, { members: string[]; info?: Json }>;
  /** What people see, in order. */
  readonly messages: Message[];
  /** Open modals and homes by id; the newest state of each. */
  readonly views: Map<string, Json>;
  /** Trigger ids that were used: Slack takes each once. */
  readonly triggers: Set<string>;
  /** Files by their address below the host; whoever asks without a token is sent to sign in. */
  readonly files: Map<string, FakeFile>;
  /** Whether a method is answered by 429 now, by method and channel: `chat.postMessage C1`. */
  readonly limited: Map<string, () => boolean>;
  /** Answers instead of those made here, by method. */
  readonly answers: Map<string, (input: Json) => Json>;
}

export function emptyState(): SlackState {
  return {
    users: new Map(),
    channels: new Map(),
    messages: [],
    views: new Map(),
    triggers: new Set(),
    files: new Map(),
    limited: new Map(),
    answers: new Map(),
  };
}

let serial = 0;
/** Of now, and each another one. */
const stampNow = () => `${Math.floor(Date.now() / 1000)}.${String((serial += 1)).padStart(6, "0")}`;

/** How Slack answers to a method. */
export function answer(state: SlackState, method: string, input: Json): Json {
  const own = state.answers.get(method);
  if (own) return own(input);
  const made = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return made ? made(state, input) : { ok: true };
}

const refuse = (error: string, more: Json = {}): Json => ({ ok: false, error, ...more });
const read = (value: unknown): Json =>
  typeof value === "string" ? (JSON.parse(value) as Json) : (value as Json);

/** Slack's word on what is wrong, with pointers. */
function invalid(wrong: readonly string[]): Json {
  const messages = wrong.map((pointer) => `[ERROR] must be valid [json-pointer:${pointer}]`);
  return refuse("invalid_blocks", { response_metadata: { messages } });
}

function posted(state: SlackState, input: Json, more: { to?: string } = {}): Json {
  const { blocks, metadata, channel, ...rest } = input;
  const message = {
    ...rest,
    ...(blocks === undefined ? {} : { blocks: read(blocks) }),
    ...(metadata === undefined ? {} : { metadata: read(metadata) }),
  };
  const wrong = wrongInMessage(message);
  if (wrong.length) return invalid(wrong);
  const ts = stampNow();
  state.messages.push({ channel: String(channel), ts, input: message, ...more });
  return { ok: true, channel, ts, ...(more.to ? { message_ts: ts } : {}) };
}

function opened(state: SlackState, input: Json, depth: number): Json {
  const trigger = String(input["trigger_id"]);
  if (state.triggers.has(trigger)) return refuse("exchanged_trigger_id");
  const view = read(input["view"]);
  const wrong = wrongInView(view);
  if (wrong.length) return invalid(wrong);
  state.triggers.add(trigger);
  return kept(state, `V${(serial += 1)}`, { ...view, depth });
}

function kept(state: SlackState, id: string, view: Json): Json {
  const hash = `h${(serial += 1)}`;
  state.views.set(id, { ...view, id, hash });
  return { ok: true, view: { ...view, id, hash, root_view_id: id } };
}

/** A page at a time, of a channel newest first; of a thread its first message, and then what was said to it. */
function found(state: SlackState, input: Json): Json {
  const { channel, oldest, latest, limit, cursor = 0, ts: thread } = input;
  const all = state.messages
    .filter((message) => message.channel === channel && message.to === undefined)
    .filter(({ ts }) => Number(ts) >= Number(oldest ?? 0) && Number(ts) <= Number(latest ?? Infinity))
    .filter(({ ts, input: said }) => thread === undefined || thread === ts || thread === said["thread_ts"])
    .map(({ ts, input: said }) => ({ ts, user: "UBOT", ...said }));
  if (thread === undefined) all.reverse();
  const end = Number(cursor) + Number(limit ?? 100);
  const next_cursor = end < all.length ? String(end) : "";
  return { ok: true, messages: all.slice(Number(cursor), end), response_metadata: { next_cursor } };
}

const methods: Readonly<Record<string, (state: SlackState, input: Json) => Json>> = {
  "auth.test": () => ({ ok: true, bot_id: "B1", user_id: "UBOT", url: "https://acme.slack.test/" }),
  "users.info": ({ users }, { user }) => {
    const known = users.get(String(user));
    return known ? { ok: true, user: known } : refuse("user_not_found");
  },
  "conversations.open": (_, { users }) => ({ ok: true, channel: { id: `D-${String(users)}` } }),
  "conversations.history": found,
  "conversations.replies": found,
  "conversations.members": ({ channels }, { channel }) => {
    const known = channels.get(String(channel));
    return known ? { ok: true, members: known.members } : refuse("channel_not_found");
  },
  "conversations.info": ({ channels }, { channel }) => {
    const known = channels.get(String(channel));
    return known ? { ok: true, channel: { id: channel, ...known.info } } : refuse("channel_not_found");
  },
  "chat.postMessage": (state, input) => posted(state, input),
  "chat.postEphemeral": (state, { user, ...input }) => posted(state, input, { to: String(user) }),
  "chat.update": (state, { ts, ...input }) => {
    const at = state.messages.findIndex((message) => message.ts === ts);
    if (at < 0) return refuse("message_not_found");
    const { channel, blocks, ...rest } = input;
    const said = { ...rest, ...(blocks === undefined ? {} : { blocks: read(blocks) }) };
    const wrong = wrongInMessage(said);
    if (wrong.length) return invalid(wrong);
    state.messages[at] = { channel: String(channel), ts: String(ts), input: said };
    return { ok: true, channel, ts };
  },
  "chat.getPermalink": (_, { channel, message_ts: ts }) => ({
    ok: true,
    permalink: `https://acme.slack.test/archives/${String(channel)}/p${String(ts).replace(".", "")}`,
  }),
  "chat.unfurl": (_, { unfurls }) => {
    const wrong = Object.values(read(unfurls)).flatMap((one) =>
      wrongInMessage({ text: "…", ...(one as Json) }),
    );
    return wrong.length ? refuse("cannot_unfurl_message") : { ok: true };
  },
  "views.open": (state, input) => opened(state, input, 1),
  "views.push": (state, input) => opened(state, input, 2),
  "views.update": (state, { view_id: id, view }) => {
    if (!state.views.has(String(id))) return refuse("not_found");
    const wrong = wrongInView(read(view));
    return wrong.length ? invalid(wrong) : kept(state, String(id), read(view));
  },
  "views.publish": (state, { user_id: user, view, hash }) => {
    const id = `home-${String(user)}`;
    const now = state.views.get(id);
    if (hash !== undefined && now && now["hash"] !== hash) return refuse("hash_conflict");
    const wrong = wrongInView(read(view));
    return wrong.length ? invalid(wrong) : kept(state, id, read(view));
  },
};

/**
 * A response_url. `replace_original` takes the place of the message at which a button was pressed; at the address of a command it makes
 * another message (slackapi/bolt-js#2287, slackapi/bolt-python#1268).
 */
export function responded(state: SlackState, url: string, input: Json): boolean {
  if (wrongInMessage(input).length) return false;
  const before = state.messages.findLastIndex(({ channel }) => channel === url);
  const message = { channel: url, ts: stampNow(), to: "asker", input };
  if (input["replace_original"] === true && url.includes("/actions/") && before >= 0)
    state.messages[before] = message;
  else state.messages.push(message);
  return true;
}
