/** Salaries: set from a day on, listed with their history. Changes leave no amount in the change events: the rows are the history. */
import { randomUUIDv7 } from "node:crypto";
import { listSalaries, setSalary, type Salary } from "../../contract/index.ts";
import { Conflict, NotAllowed } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Handler, type Undone } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import { granters } from "../record/write.ts";
import { personLink } from "../record/colleague.ts";
import { personAt, privately, reached } from "./who.ts";

const set = does(
  setSalary,
  async (ctx, { person: ref, amount, per = "month", from }) => {
    const person = await personAt(ctx, ref, "/person");
    const { all, people } = reached(ctx, "set", false);
    if (!all && !people.includes(person.id)) throw new NotAllowed("salary:set for this person", granters);
    const id = randomUUIDv7();
    await replace(ctx, "salary", "person_id = $2 and valid_from = $3", [person.id, from], (replaces) =>
      ctx.tx.query(
        `insert into payroll.salary (id, person_id, amount_minor, currency, per, valid_from, replaces_id) values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, person.id, amount.amount_minor, amount.currency, per, from, replaces],
      ),
    );
    ctx.record({ entity: "salary", entityId: id, op: "add", patch: { from: [null, from] } });
    return { change: ctx.change, id, person: personLink(person), from };
  },
  (ctx, events) => takeBack(ctx, "salary", events, "salary"),
);

/** Withdraws what stands for the same day and puts the new row in its place. */
export async function replace(
  ctx: Ctx,
  table: "salary" | "component",
  where: string,
  values: readonly unknown[],
  insert: (replaces: string | null) => Promise<unknown>,
): Promise<void> {
  const [old] = await ctx.tx.query<{ id: string }>(
    `update payroll.${table} set withdrawn_at = $1 where ${where} and withdrawn_at is null returning id`,
    [ctx.now.toISOString(), ...values],
  );
  await insert(old?.id ?? null);
}

/** Undo: what was set is withdrawn, and what it replaced stands again. */
export async function takeBack(
  ctx: Ctx,
  table: "salary" | "component",
  events: readonly ChangeEvent[],
  noun: string,
): Promise<Undone> {
  mustHold(ctx.who, noun, "set", granters);
  const [event] = events;
  const [row] = await ctx.tx.query<{ replaces_id: string | null }>(
    `update payroll.${table} set withdrawn_at = $2 where id = $1 and withdrawn_at is null returning replaces_id`,
    [event!.entity_id, ctx.now.toISOString()],
  );
  if (!row) throw new Conflict("It was set anew since: take that back first.");
  await ctx.tx.query(`update payroll.${table} set withdrawn_at = null where id = $1`, [row.replaces_id]);
  const { entity, entity_id, id } = event!;
  ctx.record({ entity, entityId: entity_id, op: "remove", patch: {}, undoOf: id, reversible: false });
  return { summary: "Undone: what held before holds again.", records: [] };
}

interface SalaryRow {
  readonly id: string;
  readonly person_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly per: Salary["per"];
  readonly from: string;
  readonly until: string | null;
  readonly set_by: string | null;
  readonly set_at: Date;
}

const list = does(listSalaries, async (ctx, { person, on }) => {
  privately(ctx);
  const { all, people } = reached(ctx, "view", true);
  const one = person ? (await personAt(ctx, person, "/person")).id : null;
  const rows = await ctx.tx.query<SalaryRow>(
    `select id, person_id, amount_minor, currency, per, valid_from::text as "from", until::text, set_by, set_at from (
       select s.*, (lead(valid_from) over (partition by person_id order by valid_from)) - 1 as until
       from payroll.salary s where withdrawn_at is null and ($1 or person_id = any ($2)) and ($3::uuid is null or person_id = $3)) s
     where $4::date is null or ($4 >= valid_from and (until is null or $4 <= until))
     order by person_id, valid_from desc limit 2000`,
    [all, people, one, on ?? null],
  );
  const names = await peopleLinks(
    ctx,
    rows.flatMap((row) => [row.person_id, row.set_by]),
  );
  return {
    items: rows.map(({ person_id, amount_minor, currency, set_by, set_at, ...row }) => ({
      ...row,
      person: names.get(person_id)!,
      amount: { amount_minor: Number(amount_minor), currency },
      set_by: (set_by && names.get(set_by)) || null,
      set_at: set_at.toISOString(),
    })),
  };
});

export const salaryHandlers: readonly Handler[] = [set, list];
