/** One row of a file: the record that it means is changed, or it makes one; through the same checks as a single call. */
import { calls } from "../../../contract/index.ts";
import { inputErrors } from "../../../api/validate.ts";
import { InputInvalid } from "../../../errors.ts";
import { grantsFor, predicate } from "../../access/gate.ts";
import type { Ctx } from "../../context.ts";
import { extrasOf } from "../extras.ts";
import { addRow, changeRow } from "../../record/write.ts";
import { RowRefused } from "../refused.ts";
import type { Contact } from "../values.ts";
import { tableOf } from "./known.ts";
import { headerOf } from "./name.ts";
import { shapes, type Row, type Shaped } from "./shape.ts";

export type Outcome = "added" | "updated" | "unchanged";

/** @throws HubError for what is wrong with the row */
export async function loadRow(row: Row): Promise<Outcome> {
  const noun = row.plan.noun!;
  const shaped = await shapes[noun]!(row);
  const existing = await meant(row, shaped);
  const outcome = existing ? await change(row, shaped, existing) : await add(row, shaped);
  return outcome;
}

async function add(row: Row, shaped: Shaped): Promise<Outcome> {
  const { ctx, plan } = row;
  check(`${plan.noun!}.add`, shaped.input);
  const { id } = await addRow(ctx, tableOf(ctx, plan.noun!), shaped.input, extrasOf[plan.noun!]);
  remember(row, shaped, id);
  if (shaped.score !== undefined) await scored(row, shaped, id);
  return "added";
}

function check(name: string, input: Readonly<Record<string, unknown>>): void {
  const call = calls.find((candidate) => candidate.name === name)!;
  const errors = inputErrors(call, input);
  if (errors.length) throw new InputInvalid(errors.slice(0, 5));
}

function remember({ known, values, plan }: Row, { space }: Shaped, id: string): void {
  const external = values.fields["external_id"] as string | undefined;
  if (external) known.remember(space, external, id);
  if (plan.noun !== "party") return;
  for (const { kind, value } of values.contacts) if (kind === "email") known.address(value, id);
}

/** The score that a case was given is feedback of its own, so that it counts where scores are counted. */
async function scored({ ctx }: Row, { score, party }: Shaped, about: string): Promise<void> {
  if (!grantsFor(ctx.who, "feedback", "add").length) return;
  const input = { about, kind: "csat", score, scale: 5, ...(party ? { from: party } : {}) };
  await addRow(ctx, tableOf(ctx, "feedback"), input, extrasOf["feedback"]);
}

/** Id of the record that a row means, by the keys in their order. */
async function meant(row: Row, shaped: Shaped): Promise<string | undefined> {
  const { plan, known, values } = row;
  for (const key of plan.match) {
    const id = await byKey(key);
    if (id && (await isSeen(row, id))) return id;
  }
  return undefined;

  async function byKey(key: string): Promise<string | undefined> {
    const external = values.fields["external_id"] as string | undefined;
    if (key === "external_id") return external && known.external([shaped.space], external);
    if (key === "email" && plan.noun === "party") {
      for (const { kind, value } of values.contacts) {
        const id = kind === "email" && (await known.email(value));
        if (id) return id;
      }
    }
    return key === "name" ? byName(row, shaped) : undefined;
  }
}

async function byName({ ctx, plan }: Row, { input }: Shaped): Promise<string | undefined> {
  const { noun } = tableOf(ctx, plan.noun!);
  const name = input[noun.title];
  if (typeof name !== "string") return undefined;
  const rows = await ctx.tx.query<{ id: string; number: string }>(
    `select id, number from crm."${noun.key}" where lower("${noun.title}") = lower($1) and removed_at is null
     ${noun.key === "party" ? "and name_key = lower($1)" : ""} order by id limit 6`,
    [name],
  );
  if (rows.length > 1)
    throw new RowRefused(
      headerOf(plan, noun.title),
      name,
      `several are called so: ${rows.map((found) => found.number).join(", ")}`,
      "a name that only one has, or another key to match by",
    );
  return rows[0]?.id;
}

/** What somebody may not see is for them as if it were not there: the row is new. */
async function isSeen({ ctx, plan }: Row, id: string): Promise<boolean> {
  const table = tableOf(ctx, plan.noun!);
  const found = await table.model.findOne({
    attributes: ["id"],
    where: { id, ...(predicate(table, [ctx.who], "view") as object) },
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return found !== null;
}

/** Filled cells replace; empty ones leave what stands. */
async function change(row: Row, shaped: Shaped, id: string): Promise<Outcome> {
  const { ctx, plan } = row;
  const noun = plan.noun!;
  const table = tableOf(ctx, noun);
  const { contact_points: contacts, role: _role, stage: _stage, ...fields } = shaped.input;
  const fixed = Object.entries(table.noun.fields).flatMap(([key, field]) =>
    field.fixed || field.managed ? [key] : [],
  );
  const input = Object.fromEntries(Object.entries(fields).filter(([key]) => !fixed.includes(key)));
  check(`${noun}.change`, { ref: id, ...input });
  let changes = 0;
  const noted: Ctx = { ...ctx, record: (draft) => (changes++, ctx.record(draft)) };
  await changeRow(noted, table, { ref: id, ...input }, extrasOf[noun] ?? {});
  if (contacts) await addContacts({ ...row, ctx: noted }, id, contacts as readonly Contact[]);
  remember(row, shaped, id);
  return changes ? "updated" : "unchanged";
}

async function addContacts({ ctx }: Row, id: string, contacts: readonly Contact[]): Promise<void> {
  const rows = await ctx.tx.query<{ value: string }>(
    `select lower(value) as value from crm.contact_point where party_id = $1 and removed_at is null`,
    [id],
  );
  const has = new Set(rows.map((row) => row.value));
  const missing = contacts.filter(({ value }) => !has.has(value.toLowerCase()));
  for (const contact of missing) {
    check("contact_point.add", { ...contact, party: id });
    await addRow(ctx, tableOf(ctx, "contact_point"), { ...contact, party: id });
  }
}
