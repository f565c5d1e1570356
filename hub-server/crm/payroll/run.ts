/** A pay run as it is kept, found and shown. */
import type { Output, payRunDetails, preparePayRun } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { grantsFor } from "../access/gate.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import type { Inputs, Warning } from "./facts.ts";
import type { SlipLine } from "./slip.ts";

export type Head = Output<typeof preparePayRun>["run"];
export type Slip = Output<typeof payRunDetails>["slips"][number];

export interface RunRow {
  readonly id: string;
  readonly number: string;
  /** YYYY-MM */
  readonly month: string;
  readonly currency: string;
  readonly status: Head["status"];
  readonly inputs: Inputs;
  readonly warnings: readonly Warning[];
  readonly hash: string;
  readonly gross_minor: string;
  readonly deductions_minor: string;
  readonly employer_minor: string;
  readonly net_minor: string;
  readonly net_base_minor: string | null;
  readonly prepared_by: string | null;
  readonly approved_by: string | null;
  readonly posted_on: string | null;
  readonly people: number;
}

const columns = `r.id, r.number, to_char(r.month, 'YYYY-MM') as month, r.currency, r.status, r.inputs, r.warnings, r.hash, r.gross_minor,
  r.deductions_minor, r.employer_minor, r.net_minor, r.net_base_minor, r.prepared_by, r.approved_by, r.posted_on::text,
  (select count(*)::int from payroll.slip s where s.run_id = r.id) as people`;

/** What a run's entries are posted for. */
export const postKey = (run: string) => `payrun:${run}`;
export const payKey = (payment: string) => `payrun-paid:${payment}`;

export async function runsWhere(
  ctx: Pick<Ctx, "tx">,
  where: string,
  values: readonly unknown[],
): Promise<RunRow[]> {
  return ctx.tx.query<RunRow>(`select ${columns} from payroll.run r where ${where}`, values);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Which column a reference to something of payroll names. */
export const named = (alias: string, ref: string): string =>
  uuid.test(ref.trim()) ? `${alias}.id = $1::uuid` : `${alias}.number = upper(trim($1))`;

/** @param lock waits for whoever is at it, so that two who do the same do it once. @throws NotFound */
export async function runAt(ctx: Ctx, ref: string, lock = false): Promise<RunRow> {
  if (lock) await ctx.tx.query(`select id from payroll.run r where ${named("r", ref)} for update`, [ref]);
  const [row] = await runsWhere(ctx, named("r", ref), [ref]);
  if (!row) throw new NotFound(`"${ref}"`);
  return row;
}

/** Runs without amounts, which may stand in a room. */
export async function heads(ctx: Pick<Ctx, "tx">, rows: readonly RunRow[]): Promise<Head[]> {
  const names = await peopleLinks(
    ctx,
    rows.flatMap((row) => [row.prepared_by, row.approved_by]),
  );
  const link = (id: string | null) => (id && names.get(id)) || null;
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    month: row.month,
    currency: row.currency,
    status: row.status,
    people: row.people,
    warnings: row.warnings.length,
    hash: row.hash,
    prepared_by: link(row.prepared_by),
    approved_by: link(row.approved_by),
    posted_on: row.posted_on,
  }));
}

/** What every write of a run answers. */
export async function answer(ctx: Ctx, id: string): Promise<{ change: string; run: Head }> {
  const [head] = await heads(ctx, [await runAt(ctx, id)]);
  return { change: ctx.change, run: head! };
}

interface SlipRow {
  readonly id: string;
  readonly number: string;
  readonly month: string;
  readonly person_id: string;
  readonly currency: string;
  readonly lines: SlipLine[];
  readonly gross_minor: string;
  readonly deductions_minor: string;
  readonly employer_minor: string;
  readonly net_minor: string;
}

const gone: LinkValue = { id: "", noun: "person", number: "", title: "" };

/**
 * Slips that the asker may see: of runs, or one's own once they are posted.
 * @param where over `s`, with `$1`… for the values
 */
export async function slipsWhere(ctx: Ctx, where: string, values: readonly unknown[]): Promise<Slip[]> {
  const all = grantsFor(ctx.who, "pay_run", "view").length > 0;
  const rows = await ctx.tx.query<SlipRow>(
    `select s.id, s.number, to_char(payroll.month(s.run_id), 'YYYY-MM') as month, s.person_id, s.currency, s.lines, s.gross_minor, s.deductions_minor,
       s.employer_minor, s.net_minor
     from payroll.slip s where (${where}) and ($${values.length + 1} or (s.person_id = $${values.length + 2} and payroll.told(s.run_id)))
     order by month desc, s.number limit 2000`,
    [...values, all, ctx.who.id],
  );
  const names = await peopleLinks(
    ctx,
    rows.map((row) => row.person_id),
  );
  return rows.map(({ person_id, ...row }) => ({
    ...row,
    person: names.get(person_id) ?? gone,
    gross_minor: Number(row.gross_minor),
    deductions_minor: Number(row.deductions_minor),
    employer_minor: Number(row.employer_minor),
    net_minor: Number(row.net_minor),
  }));
}
