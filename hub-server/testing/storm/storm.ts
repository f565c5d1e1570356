/**
 * A storm: people send and write, with retries, while the hub is killed again and again at seeded moments. Afterwards the log of
 * the senders is held against the database: what was acknowledged is there, once.
 */
import { setTimeout as pause } from "node:timers/promises";
import { connect, type Hub } from "../../client.ts";
import { addPerson, parties, recordRoom, redeemLink } from "../../contract/index.ts";
import { ownerOf, startHub, type HubProcess } from "../process.ts";
import { compare } from "./check.ts";

export interface StormOptions {
  readonly data: string;
  readonly seed: number;
  readonly kills: number;
  readonly messages: number;
  readonly interactions: number;
  readonly teardown: (work: () => unknown) => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one sender was told in the end. */
export interface Acknowledged {
  /** Transaction id or Idempotency-Key. */
  readonly key: string;
  /** Event id, or the id of the interaction. */
  readonly id: string;
  /** The change of an interaction. */
  readonly change?: string;
}

export interface StormReport {
  readonly messages: readonly Acknowledged[];
  readonly interactions: readonly Acknowledged[];
  readonly retries: number;
  /** ms from each kill until the hub was ready again. */
  readonly restarts: readonly number[];
  /** What does not hold; one sentence each. */
  readonly complaints: readonly string[];
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Stage {
  readonly url: string;
  /** The administrator's, and those of the people who send. */
  readonly token: string;
  readonly tokens: readonly string[];
  readonly room: string;
  readonly party: string;
  readonly complaints: string[];
  /** Aborts when anybody gives up, e.g. because the hub does not come back: then nobody goes on. */
  readonly given: AbortController;
  readonly progress: { done: number; retries: number };
}

export async function storm(options: StormOptions): Promise<StormReport> {
  const t = { teardown: options.teardown };
  const first = await startHub(t, options.data, { env: options.env ?? {} });
  const stage = await setUp(first, Math.min(40, Math.ceil(options.messages / 100)));
  const senders = [
    sendAll(stage, 8, options.messages, (key) => put(stage, key)),
    sendAll(stage, 4, options.interactions, (key) => post(stage, key)),
  ] as const;
  const [killed, messages, interactions] = await Promise.all([
    killAgainAndAgain(options, stage, first),
    ...senders,
  ]).catch((error: unknown) => {
    stage.given.abort(error);
    throw error;
  });
  const again = {
    messages: await repeat(messages, (key) => put(stage, key)),
    interactions: await repeat(interactions, (key) => post(stage, key)),
  };
  const owner = await ownerOf(options.data);
  try {
    const differences = await compare(owner, { messages, interactions, again });
    await killed.hub.kill("SIGTERM");
    const complaints = [...stage.complaints, ...differences];
    return { messages, interactions, retries: stage.progress.retries, restarts: killed.restarts, complaints };
  } finally {
    await owner.end();
  }
}

async function setUp({ url, link }: HubProcess, senders: number): Promise<Stage> {
  const { access_token: token } = await connect(url)(redeemLink, { link: link! });
  const hub = connect(url, token);
  const { record } = await hub(parties.add, { name: "Storm GmbH" });
  const { room } = await hub(recordRoom, { ref: record.number });
  const tokens: string[] = [];
  for (let sender = 0; sender < senders; sender++)
    tokens.push(await addSender(url, hub, `sender${sender}`, record.number));
  return {
    url,
    token,
    tokens,
    room,
    party: record.number,
    complaints: [],
    given: new AbortController(),
    progress: { done: 0, retries: 0 },
  };
}

/** Several people send, because one alone may not send so much. @returns a session token */
async function addSender(url: string, admin: Hub, user: string, record: string): Promise<string> {
  const { sign_in_link: link } = await admin(addPerson, { user, name: user, roles: ["manager"] });
  const { access_token: token } = await connect(url)(redeemLink, { link: link.split("#sign-in=")[1]! });
  await connect(url, token)(recordRoom, { ref: record });
  return token;
}

/** Kills when a seeded number of answers has come, a few milliseconds later, while others are under way. */
async function killAgainAndAgain(options: StormOptions, { url, progress, given }: Stage, first: HubProcess) {
  const random = seeded(options.seed);
  const total = options.messages + options.interactions;
  const marks = Array.from({ length: options.kills }, () => (0.02 + 0.93 * random()) * total).toSorted(
    (a, b) => a - b,
  );
  const restarts: number[] = [];
  let hub = first;
  for (const mark of marks) {
    while (progress.done < mark) {
      given.signal.throwIfAborted();
      await pause(1);
    }
    await pause(random() * 20);
    const from = performance.now();
    await hub.kill("SIGKILL");
    const env = { ...options.env, HUB_PORT: new URL(url).port };
    hub = await startHub({ teardown: options.teardown }, options.data, { env });
    restarts.push(Math.round(performance.now() - from));
  }
  return { hub, restarts };
}

type Send = (key: string) => Promise<Acknowledged>;

async function sendAll(
  { progress }: Stage,
  workers: number,
  count: number,
  send: Send,
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      acknowledged.push(await send(`storm-${next++}`));
      progress.done++;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return acknowledged;
}

async function repeat(before: readonly Acknowledged[], send: Send): Promise<Acknowledged[]> {
  const answers: Acknowledged[] = [];
  for (let start = 0; start < before.length; start += 10)
    answers.push(...(await Promise.all(before.slice(start, start + 10).map(({ key }) => send(key)))));
  return answers;
}

/** Taken but not read to its end, too many at once, and not now: what a client tries again. */
const passing = new Set([200, 429, 503]);

/** Sends until it is acknowledged: with the same key, whatever happens. */
async function untilTaken<Body>(stage: Stage, path: string, init: RequestInit): Promise<Body> {
  for (;;) {
    stage.given.signal.throwIfAborted();
    const answer = await fetch(stage.url + path, { ...init, signal: AbortSignal.timeout(15_000) }).catch(
      () => undefined,
    );
    const body = await answer?.text().catch(() => undefined);
    if (answer?.ok && body !== undefined) return JSON.parse(body) as Body;
    if (answer && !passing.has(answer.status))
      stage.complaints.push(`${path} answered ${answer.status}: ${body}`);
    if (stage.complaints.length > 20) throw new Error(stage.complaints.join("\n"));
    if (answer?.status !== 429) stage.progress.retries++;
    await pause(20);
  }
}

const headersOf = (token: string) => ({
  authorization: `Bearer ${token}`,
  "content-type": "application/json",
});

async function put(stage: Stage, key: string): Promise<Acknowledged> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(stage.room)}/send/m.room.message/${key}`;
  const body = JSON.stringify({ msgtype: "m.text", body: key });
  const answer = await untilTaken<{ event_id: string }>(stage, path, {
    method: "PUT",
    headers: headersOf(stage.tokens[Number(key.split("-")[1]) % stage.tokens.length]!),
    body,
  });
  return { key, id: answer.event_id };
}

async function post(stage: Stage, key: string): Promise<Acknowledged> {
  const body = JSON.stringify({ party: stage.party, channel: "call", subject: key });
  const headers = { ...headersOf(stage.token), "idempotency-key": key };
  const answer = await untilTaken<{ change: string; record: { id: string } }>(stage, "/api/v1/interactions", {
    method: "POST",
    headers,
    body,
  });
  return { key, id: answer.record.id, change: answer.change };
}
