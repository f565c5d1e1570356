/** Preparing a run: a draft with its slips, or the same computed anew. */
import { randomUUIDv7 } from "node:crypto";
import { preparePayRun, type Input } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { baseCurrency } from "../money/document/lines.ts";
import { granters } from "../record/write.ts";
import { computeRun, type ComputedRun, type Inputs } from "./facts.ts";
import { answer, runsWhere } from "./run.ts";
import { personAt } from "./who.ts";

type Wanted = Input<typeof preparePayRun>;

export const prepare = does(
  preparePayRun,
  async (ctx, input) => {
    const currency = input.currency ?? (await baseCurrency(ctx));
    const inputs = await inputsOf(ctx, input);
    const run = await computeRun(ctx, input.month, currency, inputs);
    if (!run.slips.length)
      throw new Conflict(`Nobody is paid in ${currency} in ${input.month}: set salaries first.`);
    const known = await standing(ctx, input.month, currency);
    if (known?.hash === run.hash) return answer(ctx, known.id); // nothing changed: what was approved stays so
    const id = known
      ? await computeAnew(ctx, known, inputs, run)
      : await add(ctx, input.month, currency, inputs, run);
    await writeSlips(ctx, id, currency, run);
    return answer(ctx, id);
  },
  undoPrepare,
);

async function inputsOf(ctx: Ctx, { hours = [], once = [] }: Wanted): Promise<Inputs> {
  const worked: Inputs["hours"][number][] = [];
  for (const [place, one] of hours.entries()) {
    const { id } = await personAt(ctx, one.person, `/hours/${place}/person`);
    if (worked.some((other) => other.person === id)) throw new Conflict(`${one.person} has hours twice.`);
    worked.push({ person: id, hours: Math.round(one.hours * 10_000) / 10_000 });
  }
  const paid: Inputs["once"][number][] = [];
  for (const [place, { person, label, kind, amount_minor }] of once.entries()) {
    const { id } = await personAt(ctx, person, `/once/${place}/person`);
    paid.push({ person: id, label, kind, amount: amount_minor });
  }
  return { hours: worked, once: paid };
}

/** The run of that month and currency that is neither reversed nor dropped, locked. */
async function standing(ctx: Ctx, month: string, currency: string) {
  const where = `r.month = $1::date and r.currency = $2 and r.status not in ('reversed', 'dropped')`;
  await ctx.tx.query(`select id from payroll.run r where ${where} for update`, [`${month}-01`, currency]);
  return (await runsWhere(ctx, where, [`${month}-01`, currency]))[0];
}

const sumsOf = ({ slips }: ComputedRun) =>
  (["gross", "deductions", "employer", "net"] as const).map((name) =>
    slips.reduce((sum, slip) => sum + slip[name], 0),
  );

async function add(
  ctx: Ctx,
  month: string,
  currency: string,
  inputs: Inputs,
  run: ComputedRun,
): Promise<string> {
  const id = randomUUIDv7();
  const [numbered] = await ctx.tx.query<{ next: string }>(`select hub.next_number('RUN') as next`);
  const added = await ctx.tx.query(
    `insert into payroll.run (id, number, month, currency, inputs, warnings, hash, gross_minor, deductions_minor, employer_minor, net_minor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
    [
      id,
      `RUN-${numbered!.next}`,
      `${month}-01`,
      currency,
      JSON.stringify(inputs),
      JSON.stringify(run.warnings),
      run.hash,
      ...sumsOf(run),
    ],
  );
  if (!added.length) throw new Conflict(`Somebody else prepares ${month} at this moment. Look again.`);
  ctx.record({
    entity: "pay_run",
    entityId: id,
    op: "add",
    patch: { status: [null, "draft"], month: [null, month] },
  });
  return id;
}

async function computeAnew(
  ctx: Ctx,
  { id, number, status }: Awaited<ReturnType<typeof standing>> & object,
  inputs: Inputs,
  run: ComputedRun,
): Promise<string> {
  if (status !== "draft" && status !== "approved")
    throw new Conflict(`${number} is ${status}: what it says stays. Reverse it and prepare a new one.`);
  await ctx.tx.query(
    `update payroll.run set inputs = $2, warnings = $3, hash = $4, gross_minor = $5, deductions_minor = $6, employer_minor = $7, net_minor = $8 where id = $1`,
    [id, JSON.stringify(inputs), JSON.stringify(run.warnings), run.hash, ...sumsOf(run)],
  );
  await ctx.tx.query(`delete from payroll.slip where run_id = $1`, [id]);
  // What was computed before is gone: prepare it anew rather than undo.
  ctx.record({
    entity: "pay_run",
    entityId: id,
    op: "change",
    patch: { status: [status, "draft"] },
    reversible: false,
  });
  return id;
}

async function writeSlips(ctx: Ctx, runId: string, currency: string, { slips }: ComputedRun): Promise<void> {
  const [numbered] = await ctx.tx.query<{ first: string }>(`select hub.next_number('SLIP', $1) as first`, [
    slips.length,
  ]);
  const rows = slips.map(({ person, lines, gross, deductions, employer, net }, place) => ({
    id: randomUUIDv7(),
    number: `SLIP-${Number(numbered!.first) + place}`,
    person,
    lines,
    gross,
    deductions,
    employer,
    net,
  }));
  await ctx.tx.query(
    `insert into payroll.slip (id, number, run_id, person_id, currency, lines, gross_minor, deductions_minor, employer_minor, net_minor)
     select id, number, $2, person, $3, lines, gross, deductions, employer, net from jsonb_to_recordset($1::jsonb)
       as s (id uuid, number text, person uuid, lines jsonb, gross bigint, deductions bigint, employer bigint, net bigint)`,
    [JSON.stringify(rows), runId, currency],
  );
}

/** A draft is dropped; its number stays used. */
async function undoPrepare(ctx: Ctx, [event]: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "pay_run", "prepare", granters);
  const rows = await ctx.tx.query<{ number: string }>(
    `update payroll.run set status = 'dropped' where id = $1 and status in ('draft', 'approved') returning number`,
    [event!.entity_id],
  );
  if (!rows.length) throw new Conflict("That run is posted or dropped already: reverse it.");
  const { entity, entity_id, id } = event!;
  ctx.record({ entity, entityId: entity_id, op: "remove", patch: {}, undoOf: id, reversible: false });
  return { summary: `Undone: ${rows[0]!.number} is dropped.`, records: [] };
}
