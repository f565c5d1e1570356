/** Holding: a call that needs a yes is tried out, taken back, and kept as it was asked. */
import { randomUUIDv7 } from "node:crypto";
import type { AnyCall, Card, Confirmation } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import type { Ctx, Handler } from "../context.ts";
import { factsOf } from "./facts.ts";
import { heldBy, shown } from "./held.ts";
import { listening, settled } from "./named.ts";

const minute = 60_000;
/** How long a yes is waited for; what an assistant asked for is confirmed elsewhere, which takes longer. */
const patience = { confirm: 5 * minute, approve: 7 * 24 * 60 * minute, assistant: 60 * minute } as const;

/** Words are easily misread, so what they ask for is shown again before it is done. */
const words: ReadonlySet<string> = new Set(["chat", "slack", "assistant"]);

/**
 * Whether a call waits, and for whom. Calls without a right of their own (signing in, tokens) never do: their inputs hold secrets, and
 * their trial could not be taken back. What speaks for people does not offer them.
 * @param approvals how many others approve it before it is done; 0: nobody
 */
export function waitsFor(
  call: AnyCall,
  source: Ctx["source"],
  approvals: number,
): Confirmation["kind"] | undefined {
  if (!call.needs.includes(":") || call.secret) return undefined;
  if (approvals > 0) return "approve";
  const guarded = call.effect === "guarded" || call.effect === "four-eyes";
  return guarded && words.has(source.kind) ? "confirm" : undefined;
}

/**
 * Keeps what was asked until it is confirmed.
 * @param approvals how many others must approve, for `approve`
 * @throws HubError as the call itself would: what cannot be done is not asked about
 */
export async function hold(
  ctx: Ctx,
  handler: Handler,
  input: Readonly<Record<string, unknown>>,
  kind: Confirmation["kind"],
  approvals: number,
): Promise<Confirmation> {
  const { call } = handler;
  const [noun, verb] = call.needs.split(":") as [string, string];
  const elsewhere = kind === "confirm" && ctx.source.kind === "assistant";
  const to =
    kind === "approve" ? await approversOf(ctx, noun, verb, approvals) : elsewhere ? [ctx.who.id] : [];
  const { hear, heard, meant } = listening();
  const card = await tryOut({ ...ctx, named: hear }, handler, input);
  const id = randomUUIDv7();
  await ctx.tx.query(
    `insert into crm.confirmation (id, kind, call, noun, verb, input, version, title, facts, asked_by, source, source_ref, needed, asked_at, expires_at, about, readers)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      id,
      kind,
      call.name,
      noun,
      verb,
      JSON.stringify(settled(call.input, input, meant)),
      ctx.version ?? null,
      card?.title ?? call.help.split(/\.(?: |$)/, 1)[0]!,
      JSON.stringify(card?.facts.length ? card.facts : factsOf(call, input, meant)),
      ctx.who.id,
      ctx.source.kind,
      JSON.stringify(ctx.source.ref),
      kind === "approve" ? approvals : 1,
      ctx.now.toISOString(),
      new Date(ctx.now.getTime() + patience[elsewhere ? "assistant" : kind]).toISOString(),
      heard(),
      ctx.viewers.map((viewer) => viewer.id),
    ],
  );
  if (to.length) ctx.tell({ kind: "approval", confirmation: id, to });
  return shown(ctx, await heldBy(ctx, id));
}

/** @throws Conflict when too few people could approve, so that nothing waits for ever */
async function approversOf(ctx: Ctx, noun: string, verb: string, needed: number): Promise<string[]> {
  const [row] = await ctx.tx.query<{ holders: string[] }>(`select access.holders($1, $2) as holders`, [
    noun,
    verb,
  ]);
  const others = row!.holders.filter((id) => id !== ctx.who.id);
  if (others.length < needed)
    throw new Conflict(
      `This needs ${needed === 1 ? "the yes of somebody else" : `the yes of ${needed} others`} with the right ${noun}:${verb}; ${others.length || "nobody"} could give it. Grant the right to more people, or let the company ask for fewer approvals (company.change, approvals).`,
    );
  return others;
}

/** Does the call and takes it back: what would fail fails now, and the card says what would happen. */
async function tryOut(
  ctx: Ctx,
  handler: Handler,
  input: Readonly<Record<string, unknown>>,
): Promise<Card | undefined> {
  await ctx.tx.query("savepoint trial");
  const answer = await handler.run({ ...ctx, record: () => {}, tell: () => {} }, input);
  await ctx.tx.query("rollback to savepoint trial");
  return (answer as { card?: Card } | null)?.card;
}
