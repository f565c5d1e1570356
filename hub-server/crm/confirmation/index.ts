/** Confirmations: what waits is listed, confirmed and withdrawn. With the last yes the call is made in the name of whoever asked. */
import {
  confirmationDetails,
  giveConfirmation,
  listConfirmations,
  withdrawConfirmation,
} from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { heldBy, lockHeld, shown, waitingFor, type Held } from "./held.ts";

const list = does(listConfirmations, async (ctx) => ({
  items: (await waitingFor(ctx)).filter((held) => isFor(ctx, held)).map((held) => shown(ctx, held)),
}));

const details = does(confirmationDetails, async (ctx, { id }) => shown(ctx, await heldBy(ctx, id)));

const give = does(giveConfirmation, async (ctx, { id }) => {
  const held = await lockHeld(ctx, id);
  refuseSettled(ctx, held);
  refuseWrongHand(ctx, held);
  const given = [...(await stillHolding(ctx, held)), ctx.who.id];
  const last = given.length >= held.needed;
  const answer = last ? await ctx.perform(ctx, held, given) : null; // first: what cannot be told here must not count as confirmed
  await ctx.tx.query(
    `update crm.confirmation set given = $2, state = case when $3 then 'done' else 'waiting' end,
       settled_at = case when $3 then $4::timestamptz end, change = case when $3 then $5::uuid end where id = $1`,
    [id, given, last, ctx.now.toISOString(), ctx.change],
  );
  if (last && held.kind === "approve") ctx.tell({ kind: "approval", confirmation: id, to: [held.asked_by] });
  const mine = held.asked_by === ctx.who.id;
  return { confirmation: shown(ctx, await heldBy(ctx, id)), answer: mine ? answer : null };
});

const withdraw = does(withdrawConfirmation, async (ctx, { id }) => {
  const held = await lockHeld(ctx, id);
  refuseSettled(ctx, held);
  await ctx.tx.query(`update crm.confirmation set state = 'withdrawn', settled_at = $2 where id = $1`, [
    id,
    ctx.now.toISOString(),
  ]);
  if (held.asked_by !== ctx.who.id) ctx.tell({ kind: "approval", confirmation: id, to: [held.asked_by] });
  return { confirmation: shown(ctx, await heldBy(ctx, id)) };
});

/** Those who said yes before and could still say it: who lost the right meanwhile, or left, no longer counts. */
async function stillHolding(ctx: Ctx, held: Held): Promise<string[]> {
  if (!held.given.length) return [];
  const [row] = await ctx.tx.query<{ holders: string[] }>(`select access.holders($1, $2) as holders`, [
    held.noun,
    held.verb,
  ]);
  return held.given.filter((id) => row!.holders.includes(id));
}

/** What waits for this very person: their own words to confirm, or what others asked for. */
const isFor = (ctx: Ctx, held: Held) => (held.kind === "confirm") === (held.asked_by === ctx.who.id);

function refuseSettled(ctx: Ctx, held: Held): void {
  if (held.state === "done") throw new Conflict(`${held.title}: that was confirmed already.`);
  if (held.state === "withdrawn") throw new Conflict(`${held.title}: that was withdrawn.`);
  if (held.expires_at <= ctx.now)
    throw new Conflict(`${held.title}: that waited too long. Ask for it again.`);
}

function refuseWrongHand(ctx: Ctx, held: Held): void {
  if (held.kind === "approve" && held.asked_by === ctx.who.id)
    throw new Conflict(`${held.title}: you asked for it, so somebody else approves it.`);
  if (held.given.includes(ctx.who.id)) throw new Conflict(`${held.title}: you said yes already.`);
}

export const confirmationHandlers = [list, details, give, withdraw] as const;
