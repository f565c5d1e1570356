/** What a month's pay is computed from: who has which salary on which days, what is added and taken off, and what was given by hand. */
import { createHash } from "node:crypto";
import { NotAllowed } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { granters } from "../record/write.ts";
import type { Ctx } from "../context.ts";
import { componentsOn, type ComponentRow } from "./component.ts";
import { reached } from "./who.ts";
import { computeSlip, type ComputedSlip, type PayKind, type Piece, type Rule } from "./slip.ts";

/** As given with the run, with ids instead of references. */
export interface Inputs {
  readonly hours: readonly { readonly person: string; readonly hours: number }[];
  readonly once: readonly {
    readonly person: string;
    readonly label: string;
    readonly kind: PayKind;
    readonly amount: number;
  }[];
}

export interface Warning {
  readonly person: string | null;
  readonly text: string;
  /** The run cannot be approved. */
  readonly blocks: boolean;
}

export interface ComputedRun {
  readonly slips: readonly (ComputedSlip & { readonly person: string })[];
  readonly warnings: readonly Warning[];
  readonly hash: string;
}

interface Month {
  readonly first: string;
  readonly last: string;
  readonly days: number;
}

/** @param month YYYY-MM */
export function monthOf(month: string): Month {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { first: `${month}-01`, last: `${month}-${days}`, days };
}

interface SalaryOn extends Piece {
  readonly person_id: string;
  readonly currency: string;
  readonly from: string;
}

/**
 * The salaries that hold on days of the month, each until the next one, and only on days of employment: until the day on which the
 * person left, and again from the day on which they came back. Before the first employment the salary itself says since when.
 */
async function salariesIn(ctx: Ctx, { first, last }: Month): Promise<SalaryOn[]> {
  const rows = await ctx.tx.query<Omit<SalaryOn, "amount"> & { amount: string }>(
    `select person_id, amount_minor as amount, currency, per, lower(span)::text as "from", upper(span) - lower(span) as days
     from (select s.person_id, s.amount_minor, s.currency, s.per, unnest(datemultirange(
         daterange(greatest(s.valid_from, $1::date), least(s.until, $2::date), '[]')) * employed.days) as span
       from (select *, lead(valid_from) over (partition by person_id order by valid_from) - 1 as until
         from payroll.salary where withdrawn_at is null) s
       cross join lateral (select case when count(*) = 0 then '{(,)}'::datemultirange
           else coalesce(range_agg(daterange(case nth when 1 then null else begins end, ends, '[]')) filter (where not empty), '{}') end as days
         from (select (valid_from at time zone 'UTC')::date as begins, (valid_to at time zone 'UTC')::date as ends, (valid_from = valid_to) is true as empty,
             row_number() over (order by (valid_from = valid_to) is true, valid_from) as nth
           from access.employment e where e.person_id = s.person_id) period) employed
       where s.valid_from <= $2::date and coalesce(s.until, $1::date) >= $1::date) piece
     order by person_id, span`,
    [first, last],
  );
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** Colleagues who are employed on some day of the month, with or without a salary. */
async function employedIn(ctx: Ctx, { first, last }: Month): Promise<Map<string, string>> {
  const rows = await ctx.tx.query<{ id: string; name: string }>(
    `select p.id, p.name from access.person p where (p.disabled_at is null or p.disabled_at >= $1::date)
       and exists (select from access.employment e where e.person_id = p.id and e.valid_from < $2::date + 1 and (e.valid_to is null or e.valid_to > $1::date))
     order by p.name, p.id`,
    [first, last],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

/**
 * Computes a run from what holds now; the same facts give the same hash.
 * @param month YYYY-MM
 * @throws NotAllowed when the asker does not see all of it: what is hidden would be missing without a word
 */
export async function computeRun(
  ctx: Ctx,
  month: string,
  currency: string,
  inputs: Inputs,
): Promise<ComputedRun> {
  if (!reached(ctx, "view", false).all) throw new NotAllowed("salary:view for everybody", granters);
  mustHold(ctx.who, "pay_component", "view", granters);
  const span = monthOf(month);
  const salaries = await salariesIn(ctx, span);
  const components = await componentsOn(ctx, span.last);
  const employed = await employedIn(ctx, span);
  const mine = Map.groupBy(
    salaries.filter((one) => one.currency === currency && one.amount > 0),
    (one) => one.person_id,
  );
  const people = [...new Set([...mine.keys(), ...inputs.once.map((one) => one.person)])].toSorted();
  const computed = people.map((person) => ({
    person,
    ...computeSlip({
      daysInMonth: span.days,
      pieces: mine.get(person) ?? [],
      hours: hoursOf(inputs, person),
      rules: rulesFor(components, person, currency),
      once: inputs.once.filter((one) => one.person === person),
    }),
  }));
  const warnings = [
    ...withoutSalary(employed, salaries),
    ...computed.flatMap((slip) => warningsOf(slip, mine.get(slip.person) ?? [], inputs, span)),
  ];
  const slips = computed.filter((slip) => slip.lines.length);
  const said = { month, currency, inputs, slips, warnings };
  return { slips, warnings, hash: createHash("sha256").update(JSON.stringify(said, inOrder)).digest("hex") };
}

/** Objects with their keys in order: jsonb gives them back in another. */
const inOrder = (_key: string, value: unknown): unknown =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const hoursOf = ({ hours }: Inputs, person: string) => hours.find((one) => one.person === person)?.hours ?? 0;

function rulesFor(components: readonly ComponentRow[], person: string, currency: string): Rule[] {
  return components
    .filter((one) => (!one.people || one.people.includes(person)) && (one.currency ?? currency) === currency)
    .map((one) => ({
      code: one.code,
      label: one.label,
      kind: one.kind,
      method: one.method as Rule["method"],
      amount: one.amount_minor === null ? null : Number(one.amount_minor),
      percent: one.percent,
      percentOf: one.percent_of,
      formula: one.formula,
      place: one.place,
    }));
}

function withoutSalary(employed: ReadonlyMap<string, string>, salaries: readonly SalaryOn[]): Warning[] {
  const paid = new Set(salaries.map((one) => one.person_id));
  return [...employed]
    .filter(([id]) => !paid.has(id))
    .map(([person, name]) => ({ person, text: `${name} has no salary.`, blocks: false }));
}

function warningsOf(
  { person, net, faults }: ComputedRun["slips"][number],
  pieces: readonly SalaryOn[],
  inputs: Inputs,
  { days }: Month,
): Warning[] {
  const hourly = pieces.some((piece) => piece.per === "hour");
  const given = hoursOf(inputs, person) > 0;
  const whole = pieces.reduce((sum, piece) => sum + piece.days, 0) === days;
  const found: [boolean, string, boolean][] = [
    [hourly && !given, "Paid by the hour, and no hours were given.", false],
    [!hourly && given, "Hours were given, and the salary is not by the hour.", false],
    [
      pieces.length > 1 || (pieces.length > 0 && !whole),
      "The salary begins, changes or ends within the month.",
      false,
    ],
    [net < 0, "More is taken off than earned: the net pay would be below zero.", true],
    ...faults.map((fault): [boolean, string, boolean] => [true, fault, true]),
  ];
  return found.filter(([holds]) => holds).map(([, text, blocks]) => ({ person, text, blocks }));
}
