/** Promises as they are kept: found, shown, and decided. */
import type { Output, proposePromise } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { whenText } from "../calendar/when.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { linkTo } from "../record/anyref.ts";
import { peopleLinks, recordLinks } from "../record/links.ts";

export type Promised = Output<typeof proposePromise>["promise"];

export interface PromiseRow {
  readonly id: string;
  readonly number: string;
  readonly state: Promised["state"];
  readonly what: string;
  readonly said: string | null;
  readonly said_at: Date;
  readonly due: Date;
  readonly all_day: boolean;
  readonly time_zone: string;
  readonly room: string | null;
  readonly event: string | null;
  readonly about_noun: string | null;
  readonly about_id: string | null;
  readonly todo_id: string | null;
  readonly person_id: string;
}

/** One that the asker may see, locked. @param id its id or number. @throws NotFound */
export async function promiseFor(ctx: Ctx, id: string): Promise<PromiseRow> {
  const [row] = await ctx.tx.query<PromiseRow>(
    `select * from crm.promise where id::text = lower($1) or number = upper($1) for update`,
    [id.trim()],
  );
  if (!row) throw new NotFound(`"${id}"`);
  return row;
}

export const dueOf = ({ due, time_zone, all_day }: PromiseRow) => whenText(due, null, time_zone, all_day);

/** What it is about, if the asker may see it. */
export async function aboutOf(ctx: Ctx, { about_noun, about_id }: PromiseRow): Promise<LinkValue | null> {
  return (about_noun && about_id && (await linkTo(ctx, { noun: about_noun, id: about_id }))) || null;
}

export async function shown(ctx: Ctx, row: PromiseRow): Promise<Promised> {
  return (await shownAll(ctx, [row]))[0]!;
}

/** One statement a noun, however many they are. */
export async function shownAll(ctx: Ctx, rows: readonly PromiseRow[]): Promise<Promised[]> {
  const links = await peopleLinks(ctx, [
    ...rows.map((row) => row.person_id),
    ...rows.filter((row) => row.about_noun === "person").map((row) => row.about_id),
  ]);
  for (const table of ctx.parts.tables) {
    const { key } = table.noun;
    const ids = rows.flatMap((row) => [
      row.about_noun === key ? row.about_id : null,
      key === "todo" ? row.todo_id : null,
    ]);
    if (ids.some((id) => id !== null))
      for (const [id, link] of await recordLinks(ctx, table, ids)) links.set(id, link);
  }
  return rows.map((row) => shownRow(row, links));
}

function shownRow(row: PromiseRow, links: ReadonlyMap<string, LinkValue>): Promised {
  const { id, number, state, what, due, all_day, room, event, todo_id, about_id, person_id } = row;
  return {
    id,
    number,
    state,
    what,
    due: due.toISOString(),
    when: dueOf(row),
    all_day,
    by: links.get(person_id) ?? null,
    about: links.get(about_id ?? "") ?? null,
    room,
    event,
    todo: links.get(todo_id ?? "") ?? null,
  };
}
