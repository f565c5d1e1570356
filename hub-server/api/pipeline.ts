/**
 * The pipeline: every call enters here, from wherever it comes — REST, bots, jobs, import.
 * validate → enter as the person → may → claim the key → confirm → do → record changes → outbox → COMMIT → tell.
 */
import { createHash, randomUUIDv7 } from "node:crypto";
import type { Sequelize } from "sequelize";
import type { Clock } from "../clock.ts";
import { writes, type AnyCall } from "../contract/index.ts";
import { enterAs, type Standing } from "../crm/access/standing.ts";
import type { ChangeDraft, Ctx, Handler, Parts, Source } from "../crm/context.ts";
import { inTransaction, type Tx } from "../crm/tx.ts";
import { AudienceTooWide, Conflict, ConfirmationNeeded, KeyReused } from "../errors.ts";
import type { Principal } from "../identity/index.ts";
import { claimKey, storeResponse, type Kept } from "../store/idempotency.ts";
import { viewersIn, withinAudience } from "./audience.ts";
import { authorise, personOf } from "./authorise.ts";
import { insertChanges } from "./changes.ts";
import { heldBack, performHeld, Waiting } from "./confirm.ts";
import { enqueueTold, type ToldBy } from "./told.ts";
import { checkInput } from "./validate.ts";

export interface Entry {
  readonly call: AnyCall;
  readonly input: Readonly<Record<string, unknown>>;
  /** Undefined: nobody is signed in. */
  readonly principal: Principal | undefined;
  /** Matrix id for whom a trusted bot speaks. */
  readonly person?: string | undefined;
  readonly key?: string | undefined;
  readonly version?: number | undefined;
  readonly source: Source;
  /** Room in which the answer will stand. */
  readonly audience?: string | undefined;
  readonly address: string;
}

/** Makes a call and answers its output. @throws HubError with a sentence for the person who asked */
export type Enter = (entry: Entry) => Promise<unknown>;

export interface PipelineOptions {
  readonly sequelize: Sequelize;
  readonly handlers: readonly Handler[];
  readonly parts: Parts;
  readonly clock: Clock;
  /** Called after each COMMIT that left something to tell. */
  readonly committed: () => void;
}

/** Nobody: no rights, no name. Calls that need no sign-in run as nobody. */
const nobody: Standing = {
  id: "",
  number: "",
  name: "",
  userId: "",
  roles: [],
  grants: [],
  team: [],
  groups: [],
  at: new Date(0),
};

export function pipeline(options: PipelineOptions): Enter {
  const byCall = new Map(options.handlers.map((handler) => [handler.call.name, handler]));
  return async (entry) => {
    const handler = byCall.get(entry.call.name)!;
    checkInput(entry.call, entry.input);
    const told: ToldBy[] = [];
    const answer = await inTransaction(options.sequelize, (tx) => perform(options, handler, entry, tx, told));
    if (writes(entry.call)) options.committed();
    if (isForm(entry)) await options.parts.identity.revokeToken(entry.principal!.tokenId);
    if (answer instanceof Waiting) throw new ConfirmationNeeded(answer.confirmation);
    return answer;
  };
}

async function perform(
  options: PipelineOptions,
  handler: Handler,
  entry: Entry,
  tx: Tx,
  told: ToldBy[],
): Promise<unknown> {
  const { call } = entry;
  const userId = personOf(entry);
  const who = (userId && (await enterAs(tx, userId))) || nobody;
  authorise(call, entry, who);
  const key = isForm(entry) ? `form ${entry.principal!.tokenId}` : entry.key;
  const keyed =
    key && writes(call) && call.needs !== "bots" // what only bots call is idempotent by its own ids
      ? { scope: who.id || entry.principal?.tokenId || entry.address, key }
      : undefined;
  const viewers = await viewersIn(options.parts, tx, who, entry.audience);
  if (keyed) {
    const claim = await claimKey(tx.query, { ...keyed, hash: hashOf(entry) });
    if (claim.state === "reused") throw new KeyReused();
    if (claim.state === "replay") return replay(call, claim, viewers);
  }
  const changes: ChangeDraft[] = [];
  const ctx = context(options, entry, tx, viewers, changes, told);
  const waiting = await heldBack(ctx, handler, entry.input);
  const answer = waiting ?? (await withinAudience(ctx, (seen) => handler.run(seen, entry.input)));
  await insertChanges(ctx, call.name, changes);
  await enqueueTold(ctx, told);
  if (keyed) await storeResponse(tx.query, keyed, kept(call, answer, viewers));
  return answer;
}

/** A form that is sent: once, so its token is its key until it is gone. */
const isForm = ({ principal, call }: Entry) => principal?.kind === "form" && principal.call === call.name;

function kept(call: AnyCall, answer: unknown, viewers: readonly Standing[]): Kept {
  const readers = viewers.map((viewer) => viewer.id);
  if (answer instanceof Waiting) return { status: 428, response: answer.confirmation, readers };
  return { status: 200, response: call.secret ? null : answer, readers };
}

/** @throws AudienceTooWide when somebody reads here for whom the answer was not made: it can be told in private */
function replay(call: AnyCall, { status, response, readers }: Kept, viewers: readonly Standing[]): unknown {
  if (!viewers.every((viewer) => readers.includes(viewer.id))) throw new AudienceTooWide();
  if (status === 428) return new Waiting(response as Waiting["confirmation"]);
  if (call.secret) throw new Conflict("This was done already. Its answer held a secret and was not kept.");
  return response;
}

function hashOf({ call, input, version }: Entry): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([call.name, sorted(input), version ?? null]))
    .digest();
}

/** The same object whatever the order of its keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}

function context(
  options: PipelineOptions,
  entry: Entry,
  tx: Tx,
  viewers: readonly [Standing, ...Standing[]],
  changes: ChangeDraft[],
  told: ToldBy[],
): Ctx {
  const [who] = viewers;
  const ctx: Ctx = {
    parts: options.parts,
    tx,
    who,
    viewers,
    now: options.clock(),
    source: entry.source,
    change: randomUUIDv7(),
    version: entry.version,
    principal: entry.principal ?? { userId: "", deviceId: "", kind: "session", tokenId: "", admin: false },
    address: entry.address,
    record: (draft) => changes.push(draft),
    tell: (what) => told.push({ what, by: who.userId }),
    perform: ({ viewers: readers }, held, approvers) =>
      performHeld({ ...ctx, viewers: readers }, held, approvers, (by, what) => told.push({ what, by })),
  };
  return ctx;
}
