/** A hub for tests: one function, as the real one. It remembers what was called, and answers writes once per key. */
import { HubProblem, type CallOptions, type Hub } from "@singularity/hub-server/client";
import { writes, type AnyCall } from "@singularity/hub-server/contract";

export interface Called {
  readonly call: string;
  readonly input: Record<string, unknown>;
  readonly options: CallOptions;
}

export type Answer = (input: never, options: CallOptions) => unknown;

interface Item {
  readonly source: string;
  readonly id: string;
  readonly body: unknown;
  attempts: number;
  claimedUntil: number;
  settled: boolean;
  outcome?: unknown;
}

export interface FakeHub {
  readonly hub: Hub;
  /** Every call, in order. */
  readonly calls: Called[];
  /** Writes that had an effect: replays are not among them. */
  readonly effects: Called[];
  readonly inbox: Item[];
  /** How calls are answered, by name. */
  readonly answers: Record<string, Answer>;
}

/** @param answers how calls are answered, by name; what is missing answers 404 */
export function fakeHub(answers: Record<string, Answer> = {}): FakeHub {
  const calls: Called[] = [];
  const effects: Called[] = [];
  const inbox: Item[] = [];
  const replays = new Map<string, unknown>();
  const all: Record<string, Answer> = { ...inboxAnswers(inbox), ...conversationAnswers(), ...answers };
  const hub = async (call: AnyCall, input: Record<string, unknown>, options: CallOptions = {}) => {
    calls.push({ call: call.name, input, options });
    const known = options.key === undefined ? undefined : replays.get(options.key);
    if (known !== undefined) return known;
    const answer = all[call.name];
    if (!answer) throw problem(404, "not-found", `No match that you can see for ${JSON.stringify(input)}.`);
    const output = await answer(input as never, options);
    if (writes(call) && options.key !== undefined) {
      effects.push({ call: call.name, input, options });
      replays.set(options.key, output);
    }
    return output;
  };
  return { hub: hub as unknown as Hub, calls, effects, inbox, answers: all };
}

/** What is under way, and people who have told nothing of themselves. */
function conversationAnswers(): Record<string, Answer> {
  const kept = new Map<string, unknown>();
  type Where = { place: string; thread?: string; person: string; state?: unknown };
  const key = ({ place, thread = "", person }: Where) => [place, thread, person].join(" ");
  return {
    "preference.show": () => ({ time_zone: "Europe/Berlin", locale: null, promises: true }),
    "conversation.recall": (where: Where) => ({ state: kept.get(key(where)) ?? null }),
    "conversation.keep": ({ state, ...where }: Where) => {
      if (state === null) kept.delete(key(where));
      else kept.set(key(where), state);
      return { done: true };
    },
  };
}

export function problem(status: number, code: string, detail: string, more: object = {}): HubProblem {
  return new HubProblem(status, { code, detail, ...more });
}

interface Claim {
  readonly source: string;
  readonly limit: number;
  readonly seconds: number;
  readonly held?: readonly string[];
}

function inboxAnswers(inbox: Item[]): Record<string, Answer> {
  return {
    "inbox.take": ({ items }: { items: { source: string; id: string; body: unknown }[] }) => {
      const fresh = items.filter(({ source, id }) => !inbox.some((i) => i.source === source && i.id === id));
      for (const item of fresh) inbox.push({ ...item, attempts: 0, claimedUntil: 0, settled: false });
      return { fresh: fresh.map(({ id }) => id) };
    },
    "inbox.claim": ({ source, limit, seconds, held = [] }: Claim) => {
      const now = Date.now();
      for (const item of inbox) if (held.includes(item.id)) item.claimedUntil = now + seconds * 1000;
      const free = inbox.filter((i) => i.source === source && !i.settled && i.claimedUntil < now);
      const items = free.slice(0, limit);
      for (const item of items)
        Object.assign(item, { attempts: item.attempts + 1, claimedUntil: now + seconds * 1000 });
      return { items: items.map((item) => ({ ...item, received_at: new Date(now).toISOString() })) };
    },
    "inbox.settle": ({ id, outcome, replaces }: { id: string; outcome?: unknown; replaces?: string }) => {
      const item = inbox.find((i) => i.id === id);
      if (!item || item.settled) return { done: false };
      Object.assign(item, { settled: true, outcome });
      const edited = inbox.find((i) => i.id === replaces);
      if (edited) Object.assign(edited, { outcome });
      return { done: true };
    },
    "inbox.outcome": ({ id }: { id: string }) => ({
      outcome: inbox.find((i) => i.id === id)?.outcome ?? null,
    }),
  };
}

/** What a write answers, as far as the bots look at it. */
export function writtenOf(title: string, room: string | null = null, change = crypto.randomUUID()) {
  const record = { id: crypto.randomUUID(), noun: "party", number: "CUS-12", title };
  const card = {
    record,
    call: "party.add",
    change,
    title,
    by: "Jane",
    facts: [{ label: "City", value: "Berlin" }],
    actions: [{ label: "Undo", words: `undo ${change}`, reaction: "↩️" }],
    state: "current" as const,
  };
  return { change, card, room, record };
}
