/** Import of a calendar file. What was taken in before is known by its UID: a second import takes in what changed, and no more. */
import { Op } from "sequelize";
import { importCalendar } from "../../contract/index.ts";
import { HubError, InputInvalid } from "../../errors.ts";
import { grantsFor } from "../access/gate.ts";
import { does, type ChangeDraft, type Ctx, type LinkValue, type Tell } from "../context.ts";
import { prepareMeeting } from "../meeting/meeting.ts";
import { linkOf } from "../record/links.ts";
import type { Row, Table } from "../record/table.ts";
import { addRow, updateRow } from "../record/write.ts";
import { prepareTodo } from "../todo/todo.ts";
import { checkedZone } from "./check.ts";
import { readCalendar, type Entry, type Zones } from "./ics-read.ts";
import { recurrence } from "./recurrence.ts";

type Result = "added" | "changed" | "unchanged" | "refused";
interface Item {
  readonly uid: string;
  readonly title: string;
  readonly result: Result;
  readonly record: LinkValue | null;
  readonly why?: string;
}

export const importing = does(importCalendar, async (ctx, { ics, time_zone }) => {
  const asked = time_zone === undefined ? undefined : checkedZone(time_zone);
  const entries = entriesOf(ics, { asked, usual: await ownZone(ctx) });
  const known = await knownOf(ctx, entries);
  const items: Item[] = [];
  for (const entry of entries) items.push(await takeIn(ctx, entry, known));
  return { change: ctx.change, items };
});

/** Of whoever brings the file: ten o'clock without a zone is theirs. */
async function ownZone(ctx: Ctx): Promise<string> {
  const [row] = await ctx.tx.query<{ time_zone: string | null }>(
    `select time_zone from hub.preference where person_id = $1`,
    [ctx.who.id],
  );
  return row?.time_zone ?? "UTC";
}

const most = 5000;

function entriesOf(ics: string, zones: Zones): Entry[] {
  const refuse = (allowed: string, got: string): never => {
    throw new InputInvalid([{ field: "/ics", allowed, got }]);
  };
  try {
    const entries = readCalendar(ics, zones);
    if (entries.length > most) refuse(`at most ${most} events and tasks`, String(entries.length));
    return entries;
  } catch (error) {
    if (error instanceof HubError) throw error;
    return refuse("an iCalendar file (RFC 5545)", (error as Error).message.slice(0, 200));
  }
}

/** What an entry goes by: its UID among what this person took in, and the occurrence that it replaces. */
const keyOf = (ctx: Ctx, { uid, replaces }: Entry) =>
  `ics:${ctx.who.id}:${uid}${replaces ? `:${replaces.toISOString()}` : ""}`;

const tableOf = (ctx: Ctx, noun: string): Table => ctx.parts.tables.find((table) => table.noun.key === noun)!;

/** An occurrence alone, as an invitation changes it, belongs to a series that an earlier file brought. */
const withSeries = (entries: readonly Entry[]): Entry[] => [
  ...entries,
  ...entries.filter((entry) => entry.replaces).map((entry) => ({ ...entry, replaces: null })),
];

/** Rows by key: of earlier imports, and our own that come back from a feed. One statement a noun. */
async function knownOf(ctx: Ctx, entries: readonly Entry[]): Promise<Map<string, Row>> {
  const known = new Map<string, Row>();
  for (const noun of ["meeting", "todo"] as const) {
    const mine = withSeries(entries.filter((entry) => entry.noun === noun));
    const ids = mine.flatMap((entry) => ownId(ctx, entry) ?? []);
    const alike = [{ external_id: mine.map((entry) => keyOf(ctx, entry)) }, { id: ids }];
    const rows = (await tableOf(ctx, noun).model.findAll({
      where: { [Op.or]: noun === "meeting" ? [...alike, { series_id: ids }] : alike } as never,
      transaction: ctx.tx.transaction,
      lock: true,
      raw: true,
    })) as unknown as Row[];
    for (const entry of mine) {
      const row =
        rows.find((one) => one.external_id === keyOf(ctx, entry)) ?? ownOf(rows, entry, ownId(ctx, entry));
      if (row) known.set(keyOf(ctx, entry), row);
    }
  }
  return known;
}

/** The id of a record of ours, from the UID that our feeds give it. */
function ownId(ctx: Ctx, { uid }: Entry): string | undefined {
  const [id, server] = uid.split("@");
  return server === ctx.parts.identity.serverName && /^[0-9a-f-]{36}$/.test(id!) ? id : undefined;
}

/** The record itself, or the occurrence of it that stands for itself. */
function ownOf(rows: readonly Row[], { replaces }: Entry, id: string | undefined): Row | undefined {
  if (!id) return undefined;
  if (!replaces) return rows.find((row) => row.id === id);
  const same = (row: Row) => Number(row["recurrence_id"]) === replaces.getTime();
  return rows.find((row) => row["series_id"] === id && !row.removed_at && same(row));
}

/** One entry, by itself: what it is refused for undoes nothing else. */
async function takeIn(ctx: Ctx, entry: Entry, known: Map<string, Row>): Promise<Item> {
  const named = { uid: entry.uid, title: entry.title };
  const changes: ChangeDraft[] = [];
  const tells: Tell[] = [];
  await ctx.tx.query("savepoint entry");
  try {
    if (!entry.fields)
      throw new InputInvalid([{ field: "", allowed: "an event that can be read", got: entry.why! }]);
    const quiet: Ctx = {
      ...ctx,
      record: (one: ChangeDraft) => changes.push(one),
      tell: (one: Tell) => tells.push(one),
    };
    const { result, row, why } = await store(quiet, entry, known);
    await ctx.tx.query("release savepoint entry");
    for (const change of changes) ctx.record(change);
    for (const tell of tells) ctx.tell(tell);
    known.set(keyOf(ctx, entry), row);
    return { ...named, result, record: linkOf(tableOf(ctx, entry.noun), row), ...(why ? { why } : {}) };
  } catch (error) {
    await ctx.tx.query("rollback to savepoint entry");
    if (!(error instanceof HubError)) throw error;
    return { ...named, result: "refused", record: null, why: entry.why ?? error.message };
  }
}

async function store(
  ctx: Ctx,
  entry: Entry,
  known: Map<string, Row>,
): Promise<{ result: Result; row: Row; why?: string }> {
  const table = tableOf(ctx, entry.noun);
  const before = known.get(keyOf(ctx, entry));
  if (before?.removed_at) return { result: "unchanged", row: before, why: "it was removed here" };
  if (
    before &&
    before.owner_id !== ctx.who.id &&
    !grantsFor(ctx.who, entry.noun, "change").some(({ scope }) => scope === "all")
  )
    return { result: "unchanged", row: before, why: "it belongs to somebody else" };
  const columns = await columnsOf(ctx, entry, before, known);
  if (before) {
    const row = await updateRow(ctx, table, before, columns, { op: "change" });
    return { result: row === before ? "unchanged" : "changed", row };
  }
  const prepare = () => Promise.resolve({ owner_id: ctx.who.id, ...columns });
  const row = await addRow(ctx, table, { external_id: keyOf(ctx, entry) }, { prepare });
  return { result: "added", row };
}

/** Columns of an entry, complete and checked like those of a call. */
async function columnsOf(
  ctx: Ctx,
  entry: Entry,
  before: Row | undefined,
  known: Map<string, Row>,
): Promise<Partial<Row>> {
  const own = before && before.external_id === null; // of ours, back from a feed: it goes by its id
  const given = { ...entry.fields, uid: own ? before["uid"] : entry.uid } as unknown as Partial<Row>;
  if (entry.noun === "todo") {
    const columns = await prepareTodo(ctx, given, null);
    return {
      ...columns,
      status: entry.done ? "done" : entry.cancelled ? "cancelled" : (before?.["status"] ?? "open"),
    };
  }
  const series = entry.replaces ? known.get(keyOf(ctx, { ...entry, replaces: null })) : undefined;
  const replaced = series ? { series_id: series.id, recurrence_id: entry.replaces } : {};
  const columns = await prepareMeeting(ctx, beginning(given), null);
  return { ...columns, ...replaced, status: entry.cancelled ? "cancelled" : "confirmed" };
}

/** A series whose DTSTART its own rule does not hold begins with the first time that it does. */
function beginning(columns: Partial<Row>): Partial<Row> {
  const [starts, zone, rrule] = [columns["starts"] as Date, String(columns["time_zone"]), columns["rrule"]];
  if (!rrule) return columns;
  try {
    const series = {
      starts,
      timeZone: zone,
      rrule: String(rrule),
      gaps: columns["all_day"] ? "shift" : "skip",
    } as const;
    const first = recurrence.next(series, new Date(starts.getTime() - 1)) ?? starts;
    const by = first.getTime() - starts.getTime();
    const ends = columns["ends"] as Date | undefined;
    return { ...columns, starts: first, ends: ends && new Date(ends.getTime() + by) };
  } catch {
    return columns; // no rule: refused, with a sentence, where it is checked
  }
}
