/** From quote to order to invoice to credit note: each a draft of its own that names where it came from. */
import { creditInvoice, invoiceOrder, orderQuote, type AnyCall } from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import type { Ctx, Handler } from "../../context.ts";
import { resolveIn } from "../../record/resolve.ts";
import type { Row } from "../../record/table.ts";
import { addRow, written } from "../../record/write.ts";
import { draftPrefix, tableOf } from "./kinds.ts";
import { completeLines } from "./lines.ts";

interface Step {
  readonly call: AnyCall;
  readonly from: string;
  readonly to: string;
  /** States of the origin in which the step may be taken. */
  readonly when: readonly string[];
  /** Whether it may be taken several times, as part by part. */
  readonly often: boolean;
}

const steps: readonly Step[] = [
  { call: orderQuote, from: "quote", to: "order", when: ["issued"], often: false },
  { call: invoiceOrder, from: "order", to: "invoice", when: ["issued"], often: false },
  {
    call: creditInvoice,
    from: "invoice",
    to: "credit_note",
    when: ["issued", "part_paid", "paid"],
    often: true,
  },
];

export const convertHandlers: readonly Handler[] = steps.map((step) => ({
  call: step.call,
  run: async (ctx, { ref, lines }) => {
    const target = tableOf(ctx, step.to);
    const origin = await resolveIn(ctx, tableOf(ctx, step.from), String(ref));
    if (!step.when.includes(String(origin["status"])))
      throw new Conflict(
        `${origin.number} is ${String(origin["status"])}; it must be ${step.when.join(" or ").replace("_", " ")}.`,
      );
    await refuseSecond(ctx, step, origin);
    const input = { ...copied(origin), ...(lines ? { lines } : {}) };
    const row = await addRow(ctx, target, input, {
      prefix: () => draftPrefix,
      prepare: async (inner, columns, before) => ({
        ...(await completeLines(inner, columns, before)),
        origin_id: origin.id,
      }),
    });
    return written(ctx, target, row, step.call.name, `drafted from ${origin.number}`, ["status"]);
  },
}));

/** Members of a line that the database computes. */
const worked = ["net_minor", "tax_minor", "gross_minor", "tax_percent", "tax_inclusive"];

/** What the next paper takes over; the database computes the lines anew. */
function copied(origin: Row): Record<string, unknown> {
  const lines = (origin["lines"] as Record<string, unknown>[]).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !worked.includes(name))),
  );
  const {
    party_id: party,
    subject,
    reference,
    currency,
    owner_id: owner,
  } = origin as Row & Record<string, unknown>;
  const filled = Object.entries({ party, subject, reference, currency, owner, lines }).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries(filled);
}

async function refuseSecond(ctx: Ctx, { often, to }: Step, origin: Row): Promise<void> {
  if (often) return;
  await oneAtATime(ctx, origin.id);
  const [known] = await ctx.tx.query<{ number: string }>(
    `select number from crm.commercial_doc where origin_id = $1 and kind = $2 and status <> 'void' and removed_at is null limit 1`,
    [origin.id, to],
  );
  if (known) throw new Conflict(`${known.number} was made from ${origin.number} already.`);
}

/** Whoever makes something of the same paper at the same time waits, whatever rights they have on it. */
async function oneAtATime(ctx: Ctx, origin: string): Promise<void> {
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [origin]);
}

/** A draft that was removed and restored does not order, or bill, the same twice. */
export async function refuseTwin(ctx: Ctx, kind: string, draft: Row): Promise<void> {
  const step = steps.find(({ to }) => to === kind);
  if (!step || step.often || !draft["origin_id"]) return;
  await oneAtATime(ctx, String(draft["origin_id"]));
  const [twin] = await ctx.tx.query<{ number: string }>(
    `select number from crm.commercial_doc where origin_id = $1 and kind = $2 and id <> $3 and status not in ('draft', 'void') limit 1`,
    [draft["origin_id"], kind, draft.id],
  );
  if (twin) throw new Conflict(`${twin.number} was made from the same ${step.from} already.`);
}
