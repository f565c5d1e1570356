/** Components of pay: what is added, taken off or borne besides, from a day on. A formula is parsed before it is kept. */
import { randomUUIDv7 } from "node:crypto";
import { listComponents, setComponent, type Input } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import { today } from "../money/company.ts";
import { namesIn } from "./formula.ts";
import { FormulaWrong, parseFormula } from "./parse.ts";
import { replace, takeBack } from "./salary.ts";
import { personAt, privately } from "./who.ts";

type Wanted = Input<typeof setComponent>;

/** Names that formulas know without any component. */
const given = ["base", "gross", "hours", "once"];
const reserved = [...given, "min", "max", "round", "if"];

function refuse(field: string, allowed: string, got: unknown): never {
  throw new InputInvalid([{ field, allowed, got: got === undefined ? "nothing" : `"${String(got)}"` }]);
}

/** @returns the names that a formula uses. @throws InputInvalid for what the method needs and did not get */
function check(input: Wanted): string[] {
  const { code, method, amount, percent, formula } = input;
  if (reserved.includes(code)) refuse("/code", `none of ${reserved.join(", ")}`, code);
  if (method === "fixed" && !amount) refuse("/amount", "given", undefined);
  if (method === "percent") {
    if (percent === undefined) refuse("/percent", "given", undefined);
    if (Number(percent.toFixed(6)) !== percent) refuse("/percent", "a number of at most 6 decimals", percent);
  }
  if (method !== "formula") return [];
  if (formula === undefined) refuse("/formula", "given", undefined);
  try {
    return namesIn(parseFormula(formula));
  } catch (error) {
    if (!(error instanceof FormulaWrong)) throw error;
    refuse("/formula", `a formula: ${error.message}`, formula);
  }
}

/** A name that nothing has would stand in the way of every run to come. @throws InputInvalid */
async function refuseUnknown(ctx: Ctx, { code, formula }: Wanted, names: readonly string[]): Promise<void> {
  if (names.every((name) => given.includes(name))) return;
  const rows = await ctx.tx.query<{ code: string }>(
    `select distinct code from payroll.component where withdrawn_at is null and code <> $1 order by code`,
    [code],
  );
  const known = [...given, ...rows.map((row) => row.code)];
  if (!names.every((name) => known.includes(name)))
    refuse("/formula", `a formula over ${known.join(", ")}`, formula);
}

const set = does(
  setComponent,
  async (ctx, input) => {
    await refuseUnknown(ctx, input, check(input));
    const { code, method, from, amount, percent_of = "gross" } = input;
    const people = input.people ? await idsOf(ctx, input.people) : null;
    const id = randomUUIDv7();
    const fixed = method === "fixed" ? amount! : null;
    const values = {
      id,
      code,
      label: input.label,
      kind: input.kind,
      method,
      amount_minor: fixed?.amount_minor ?? null,
      currency: fixed?.currency ?? null,
      percent: method === "percent" ? input.percent!.toFixed(6) : null,
      percent_of: method === "percent" ? percent_of : null,
      formula: method === "formula" ? input.formula : null,
      place: input.place ?? 0,
      people,
      valid_from: from,
    };
    await replace(ctx, "component", "code = $2 and valid_from = $3", [code, from], (replaces) => {
      const row = { ...values, replaces_id: replaces };
      const names = Object.keys(row);
      return ctx.tx.query(
        `insert into payroll.component (${names.join(", ")}) values (${names.map((_, place) => `$${place + 1}`).join(", ")})`,
        Object.values(row),
      );
    });
    ctx.record({
      entity: "pay_component",
      entityId: id,
      op: "add",
      patch: { code: [null, code], from: [null, from] },
    });
    return { change: ctx.change, id, code, from };
  },
  (ctx, events) => takeBack(ctx, "component", events, "pay_component"),
);

async function idsOf(ctx: Ctx, refs: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [place, ref] of refs.entries()) ids.push((await personAt(ctx, ref, `/people/${place}`)).id);
  return [...new Set(ids)];
}

export interface ComponentRow {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly kind: "earning" | "deduction" | "employer";
  readonly method: "fixed" | "percent" | "formula" | "none";
  readonly amount_minor: string | null;
  readonly currency: string | null;
  readonly percent: string | null;
  readonly percent_of: "base" | "gross" | null;
  readonly formula: string | null;
  readonly place: number;
  readonly people: string[] | null;
  readonly from: string;
}

/** What holds on a day; ended ones are left out. @param on YYYY-MM-DD */
export async function componentsOn(ctx: Pick<Ctx, "tx">, on: string): Promise<ComponentRow[]> {
  const rows = await ctx.tx.query<ComponentRow>(
    `select distinct on (code) id, code, label, kind, method, amount_minor, currency, percent, percent_of, formula, place, people, valid_from::text as "from"
     from payroll.component where withdrawn_at is null and valid_from <= $1::date order by code, valid_from desc`,
    [on],
  );
  return rows.filter((row) => row.method !== "none");
}

const list = does(listComponents, async (ctx, { on }) => {
  privately(ctx);
  const rows = await componentsOn(ctx, on ?? (await today(ctx)));
  const names = await peopleLinks(
    ctx,
    rows.flatMap((row) => row.people ?? []),
  );
  return {
    items: rows.map(({ amount_minor, currency, percent, people, ...row }) => ({
      ...row,
      amount: currency ? { amount_minor: Number(amount_minor), currency } : null,
      percent: percent === null ? null : Number(percent),
      people: people && people.flatMap((id) => names.get(id) ?? []),
    })),
  };
});

export const componentHandlers: readonly Handler[] = [set, list];
