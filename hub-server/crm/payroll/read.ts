/** Reading runs and slips: to one person at a time. */
import {
  listPayRuns,
  listPayslips,
  payRunDetails,
  payslipDetails,
  payslipPdf,
} from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { readCompany } from "../money/company.ts";
import { peopleLinks } from "../record/links.ts";
import { granters } from "../record/write.ts";
import { drawPayslip } from "./paper.ts";
import { heads, named, runAt, runsWhere, slipsWhere, type Slip } from "./run.ts";
import { personAt, privately } from "./who.ts";

/** Heads hold no amount, yet say how many are paid when: the room is asked too. */
const runs = does(listPayRuns, async (ctx) => {
  for (const viewer of ctx.viewers) mustHold(viewer, "pay_run", "view", granters);
  return {
    items: await heads(ctx, await runsWhere(ctx, `true order by r.month desc, r.number desc limit 500`, [])),
  };
});

const details = does(payRunDetails, async (ctx, { ref }) => {
  privately(ctx);
  const run = await runAt(ctx, ref);
  const [head] = await heads(ctx, [run]);
  const names = await peopleLinks(
    ctx,
    run.warnings.map((warning) => warning.person),
  );
  return {
    ...head!,
    gross_minor: Number(run.gross_minor),
    deductions_minor: Number(run.deductions_minor),
    employer_minor: Number(run.employer_minor),
    net_minor: Number(run.net_minor),
    notes: run.warnings.map((warning) => ({
      ...warning,
      person: (warning.person && names.get(warning.person)) || null,
    })),
    slips: await slipsWhere(ctx, `s.run_id = $1`, [run.id]),
  };
});

const slips = does(listPayslips, async (ctx, { person, month }) => {
  privately(ctx);
  const one = person ? (await personAt(ctx, person, "/person")).id : null;
  const where = `($1::uuid is null or s.person_id = $1) and ($2::date is null or payroll.month(s.run_id) = $2)`;
  return { items: await slipsWhere(ctx, where, [one, month ? `${month}-01` : null]) };
});

/** @throws NotFound for missing and hidden alike */
async function slipAt(ctx: Ctx, ref: string): Promise<Slip> {
  privately(ctx);
  const [slip] = await slipsWhere(ctx, named("s", ref), [ref]);
  if (!slip) throw new NotFound(`"${ref}"`);
  return slip;
}

const slip = does(payslipDetails, (ctx, { ref }) => slipAt(ctx, ref));

const pdf = does(payslipPdf, async (ctx, { ref }) => {
  const drawn = await slipAt(ctx, ref);
  const file = await drawPayslip(await readCompany(ctx), drawn);
  return {
    file_name: `${drawn.number}.pdf`,
    media_type: "application/pdf" as const,
    base64: file.toString("base64"),
  };
});

export const payslipHandlers: readonly Handler[] = [runs, details, slips, slip, pdf];
