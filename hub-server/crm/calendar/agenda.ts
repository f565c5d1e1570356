/** The agenda of a person: every occurrence of their meetings, and their open to-dos. As many statements for a year as for a day. */
import { Op, type Utils, type WhereOptions } from "sequelize";
import { showAgenda } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { grantsFor, hiddenFromAny, predicate } from "../access/gate.ts";
import { does, type Ctx, type LinkValue } from "../context.ts";
import { attendeesOf, type AttendeeRow } from "../meeting/attendees.ts";
import { replacedIn } from "../meeting/aspect.ts";
import { repeats } from "../meeting/meeting.ts";
import { linkOf, linksOf, type Links } from "../record/links.ts";
import { findPerson } from "../record/take.ts";
import { withoutFields, type Row, type Table } from "../record/table.ts";
import { todoSeries } from "../todo/todo.ts";
import { occurrencesIn } from "./busy-times.ts";
import { recurrence } from "./recurrence.ts";

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

const most = 1000;
const longest = 366 * 86_400_000;

/** @throws InputInvalid when it is no window of at most a year */
export function windowOf(input: { readonly from: string; readonly to: string }): Window {
  const [from, to] = [new Date(input.from), new Date(input.to)];
  if (to <= from || to.getTime() - from.getTime() > longest)
    throw new InputInvalid([
      { field: "/to", allowed: `after ${input.from}, at most 366 days`, got: input.to },
    ]);
  return { from, to };
}

export const agenda = does(showAgenda, async (ctx, input) => {
  const window = windowOf(input);
  const person = input.person ? (await findPerson(ctx, input.person)).id : ctx.who.id;
  const items = [...(await meetingItems(ctx, person, window)), ...(await todoItems(ctx, person, window))];
  const sorted = items.toSorted((one, other) => (one.starts < other.starts ? -1 : 1));
  return { items: sorted.slice(0, most), more: sorted.length > most };
});

type Literal = Utils.Literal;

/** Whose rights count, and where to read. */
export type Reader = Pick<Ctx, "parts" | "tx" | "who" | "viewers">;

const tableOf = (ctx: Reader, key: string): Table =>
  ctx.parts.tables.find((table) => table.noun.key === key)!;

/** Fields by which a row is found here: to be in an agenda tells them. */
const telling: ReadonlySet<string> = new Set(["starts", "ends", "due", "status", "all_day", "rrule"]);

/** Rows that everybody concerned may see, and that the condition, on `"noun"`, holds for; without what somebody may not see of them. */
async function rowsOf(ctx: Reader, table: Table, condition: WhereOptions | Literal): Promise<Row[]> {
  const { key } = table.noun;
  if (!grantsFor(ctx.who, key, "view").length || !hiddenFromAny(ctx.viewers, key).isDisjointFrom(telling))
    return [];
  const where = {
    removed_at: null,
    [Op.and]: [condition, predicate(table, ctx.viewers, "view")],
  } as WhereOptions;
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return (rows as unknown as Row[]).map((row) =>
    withoutFields(table, row, hiddenFromAny(ctx.viewers, key, row)),
  );
}

/** The meetings of a person that may have an occurrence in a window. */
export function meetingsOf(ctx: Reader, person: string, { from, to }: Window): Promise<Row[]> {
  const table = tableOf(ctx, "meeting");
  const { sequelize } = table.model;
  const text = (time: Date) => sequelize!.escape(time.toISOString());
  const id = sequelize!.escape(person);
  const sql = sequelize!.literal(`"meeting"."status" = 'confirmed' and "meeting"."starts" < ${text(to)}
    and ("meeting"."last_end" is null or "meeting"."last_end" >= ${text(from)})
    and ("meeting"."owner_id" = ${id} or "meeting"."attendee_ids" @> array[${id}]::uuid[])
    and ("meeting"."series_id" is null or exists (select from crm.meeting s where s.id = "meeting"."series_id"
      and s.status = 'confirmed' and s.removed_at is null))`);
  return rowsOf(ctx, table, sql);
}

async function meetingItems(ctx: Ctx, person: string, window: Window) {
  const table = tableOf(ctx, "meeting");
  const rows = await meetingsOf(ctx, person, window);
  const replaced = await replacedIn(ctx, rows);
  const links = await linksOf(ctx, table, rows);
  const mine = (
    await attendeesOf(
      ctx,
      rows.map((row) => row.id),
    )
  ).filter((one) => one.person_id === person);
  const answers = new Map(mine.map((one) => [one.meeting_id, one.answer]));
  return rows
    .filter((row) => answers.get(row.id) !== "declined")
    .flatMap((row) =>
      occurrencesIn(row as never, replaced.get(row.id) ?? [], window.from, window.to).map(
        ({ starts, ends }) => ({
          ...itemOf(table, row, links, answers.get(row.id) ?? null),
          starts: starts.toISOString(),
          ends: ends.toISOString(),
          occurrence: repeats(row) ? starts.toISOString() : iso(row["recurrence_id"]),
        }),
      ),
    );
}

/** The open to-dos of a person that are due before a time. */
export function openTodosOf(ctx: Reader, person: string, to: Date): Promise<Row[]> {
  const open = { owner_id: person, status: "open", due: { [Op.lt]: to } } as WhereOptions;
  return rowsOf(ctx, tableOf(ctx, "todo"), open);
}

async function todoItems(ctx: Ctx, person: string, { from, to }: Window) {
  const table = tableOf(ctx, "todo");
  const rows = await openTodosOf(ctx, person, to);
  const links = await linksOf(ctx, table, rows);
  return rows.flatMap((row) =>
    timesIn(row, from, to).map((time) => ({
      ...itemOf(table, row, links, null),
      starts: time.toISOString(),
      ends: null,
      occurrence: row["rrule"] ? time.toISOString() : null,
    })),
  );
}

/** When a to-do is due: now, and, if it repeats, each time after that. */
function timesIn(row: Row, from: Date, to: Date): Date[] {
  const due = row["due"] as Date;
  const later = row["rrule"]
    ? recurrence.between(todoSeries(row), from, to).filter((time) => time > due)
    : [];
  return due >= from ? [due, ...later] : later;
}

const iso = (time: unknown) => (time instanceof Date ? time.toISOString() : null);

function itemOf(table: Table, row: Row, links: Links, answer: AttendeeRow["answer"] | null) {
  const about: LinkValue | null = links(row["about_id"] as string | null);
  return {
    record: linkOf(table, row),
    all_day: row["all_day"] === true,
    time_zone: String(row["time_zone"] ?? "UTC"),
    location: (row["location"] as string | null) ?? null,
    status: String(row["status"]),
    about,
    owner: links(row.owner_id),
    answer,
  };
}
