/** Why: the change that gave each field its value, and where it came from; and what changed since a time. */
import { recordDiff, whyChange } from "../../contract/index.ts";
import { FieldHidden, InputInvalid } from "../../errors.ts";
import { hiddenFromAny } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { linkFor, linksOf, peopleLinks } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { pointedTo } from "../record/values.ts";
import { eventsSince, putBack } from "./past.ts";

interface Setting {
  field: string;
  old: unknown;
  value: unknown;
  change: string;
  call: string;
  actor_id: string | null;
  source: string;
  source_ref: Record<string, string>;
  at: Date;
}

export const why = does(whyChange, async (ctx, { ref, field }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref, "any");
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
  const asked = field === undefined ? undefined : fieldNamed(table, row, field);
  if (asked && hidden.has(asked)) throw new FieldHidden(asked);
  const rows = await settings(ctx, table, row, asked);
  const seen = rows.filter((one) => !hidden.has(one.field));
  const people = await peopleLinks(
    ctx,
    seen.map((one) => one.actor_id),
  );
  const shown = await valuesOf(ctx, table, row, seen);
  return {
    record: linkFor(ctx, table, row),
    items: seen.map((one) => ({
      field: one.field,
      label: labelOf(table, one.field),
      old: shown(one.field, one.old),
      value: shown(one.field, one.value),
      by: (one.actor_id && people.get(one.actor_id)) || null,
      at: one.at.toISOString(),
      call: one.call,
      change: one.change,
      origin: { source: one.source, link: permalink(one.source_ref), ref: textsOf(one.source_ref) },
    })),
  };
});

/** The latest change of each field. */
function settings(ctx: Ctx, table: Table, row: Row, field: string | undefined): Promise<Setting[]> {
  return ctx.tx.query<Setting>(
    `select distinct on (p.key) p.key as field, p.value -> 0 as old, p.value -> 1 as value,
       e.change, e.call, e.actor_id, e.source, e.source_ref, e.at
     from hub.change_event e, jsonb_each(e.patch) p
     where e.entity = $1 and e.entity_id = $2 and ($3::text is null or p.key = $3) order by p.key, e.seq desc`,
    [table.noun.key, row.id, field ?? null],
  );
}

/** A field by its key or its label. */
function fieldNamed(table: Table, row: Row, name: string): string {
  const { fields } = table.noun;
  const wanted = name.trim().toLowerCase();
  const key = Object.keys(fields).find(
    (one) => one === wanted || fields[one]!.label.toLowerCase() === wanted,
  );
  if (key) return key;
  const others = ["owner", "group", "roles"];
  if (others.includes(wanted)) return wanted;
  const custom = wanted.replace(/^custom\./, "");
  if (wanted.startsWith("custom.") || custom in row.custom) return `custom.${custom}`;
  const allowed = `one of ${[...Object.keys(fields), ...others].join(", ")}`;
  throw new InputInvalid([{ field: "/field", allowed, got: `"${name}"` }]);
}

function labelOf(table: Table, key: string): string {
  return table.noun.fields[key]?.label ?? key.replace(/^custom\./, "");
}

/** @see https://spec.matrix.org/latest/appendices/#matrixto-navigation */
function permalink({ room, event }: Readonly<Record<string, string>>): string | null {
  if (!room?.startsWith("!") || !event?.startsWith("$")) return null;
  return `https://matrix.to/#/${encodeURIComponent(room)}/${encodeURIComponent(event)}`;
}

const textsOf = (ref: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ref).map(([key, value]) => [key, String(value)]));

/** Values of the history with links in place of ids; what a pointer leads to stays away when it may not be seen. */
async function valuesOf(
  ctx: Ctx,
  table: Table,
  row: Row,
  settings: readonly Pick<Setting, "field" | "old" | "value">[],
): Promise<(field: string, value: unknown) => unknown> {
  const carrier = (field: string, value: unknown): Row => {
    const one: Row = { ...row, custom: { ...row.custom } };
    putBack(table, one, field, value);
    return one;
  };
  const pointing = settings.filter(
    ({ field }) => field === "owner" || field === "group" || points(table, field),
  );
  const links = await linksOf(
    ctx,
    table,
    pointing.flatMap(({ field, old, value }) => [carrier(field, old), carrier(field, value)]),
  );
  return (field, value) => {
    if (value === null || value === undefined) return null;
    if (field === "owner" || field === "group") return links(value as string);
    const definition = table.noun.fields[field];
    if (!definition || !points(table, field)) return value;
    return links(pointedTo(field, definition, carrier(field, value)));
  };
}

function points(table: Table, field: string): boolean {
  const type = table.noun.fields[field]?.type;
  return type === "ref" || type === "anyref";
}

export const diff = does(recordDiff, async (ctx, { ref, since }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref, "any");
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
  const events = await eventsSince(ctx, table.noun.key, [row.id], since);
  const changed = new Map<string, Changed>();
  for (const { patch, actor_id, at } of events)
    for (const [field, [old, value]] of Object.entries(patch)) {
      if (hidden.has(field)) continue;
      const known = changed.get(field) ?? { field, old, value, at, by: [], times: 0 };
      changed.set(field, { ...known, old, by: [...known.by, actor_id], times: known.times + 1 });
    }
  const differing = [...changed.values()].filter(
    ({ old, value }) => JSON.stringify(old) !== JSON.stringify(value),
  );
  const shown = await valuesOf(ctx, table, row, differing);
  const people = await peopleLinks(
    ctx,
    differing.flatMap((one) => one.by),
  );
  return {
    record: linkFor(ctx, table, row),
    since,
    items: differing.map((one) => ({
      field: one.field,
      label: labelOf(table, one.field),
      old: shown(one.field, one.old),
      value: shown(one.field, one.value),
      by: [...new Set(one.by)].flatMap((id) => people.get(id ?? "") ?? []),
      at: one.at.toISOString(),
      times: one.times,
    })),
  };
});

/** A field that changed: its first old value, its present one, and everybody who changed it. */
interface Changed extends Pick<Setting, "field" | "old" | "value" | "at"> {
  readonly by: readonly (string | null)[];
  readonly times: number;
}
