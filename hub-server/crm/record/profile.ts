/** Profiles, timelines and finding across nouns: what can be asked of any record. */
import { recordFind, recordProfile, recordTimeline } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { hiddenFromAny, reachesRow } from "../access/gate.ts";
import { does, type Ctx, type LinkValue } from "../context.ts";
import { roomOf } from "./card.ts";
import { linkFor, linkOf, linksOf, peopleLinks } from "./links.ts";
import { withRoles } from "../party/roles.ts";
import { resolve, type Found } from "./resolve.ts";
import { readWish, search, type Hit } from "./search.ts";
import { withoutFields, type Row, type Table } from "./table.ts";
import { timelineOf } from "./timeline.ts";
import { asText, capitalised, fromColumns, pointedTo } from "./values.ts";

const latest = 10;

/** Resolves, and keeps an embed token to its one record. */
async function open(ctx: Ctx, ref: string): Promise<Found> {
  const found = await resolve(ctx, ctx.parts.tables, ref, "any");
  if (ctx.principal.kind === "embed" && ctx.principal.record !== found.row.id) throw new NotFound(`"${ref}"`);
  return found;
}

export const profile = does(recordProfile, async (ctx, { ref }) => {
  const { table, row } = await open(ctx, ref);
  const { noun } = table;
  const links = await linksOf(ctx, table, [row]);
  const hidden = hiddenFromAny(ctx.viewers, noun.key, row);
  const shown = withoutFields(table, row, hidden);
  return {
    record: linkOf(table, shown),
    version: row.version,
    label: typeof shown["kind"] === "string" ? capitalised(shown["kind"]) : noun.label,
    icon: noun.icon,
    badges: await badges(ctx, table, shown),
    owner: links(row.owner_id),
    facts: facts(table, row, hidden, (id) => links(id)),
    hidden: [...hidden].map((key) => noun.fields[key]?.label ?? key),
    timeline: (await timelineOf(ctx, table, row, latest)).items,
    may: rightsOn(ctx, table, row),
    room: await roomOf(ctx, row.id),
    removed: row.removed_at !== null,
  };
});

async function badges(ctx: Ctx, table: Table, row: Row): Promise<string[]> {
  const status = typeof row["status"] === "string" ? [capitalised(row["status"])] : [];
  if (table.noun.key !== "party") return status;
  const { roles } = (await withRoles(ctx, [row]))(row) as { roles: { role: string; until: string | null }[] };
  return roles.filter((period) => !period.until).map((period) => capitalised(period.role));
}

function facts(
  table: Table,
  row: Row,
  hidden: ReadonlySet<string>,
  link: (id: string | null) => LinkValue | null,
) {
  return Object.entries(table.noun.fields).flatMap(([key, field]) => {
    if (hidden.has(key) || key === table.noun.title) return [];
    const to = pointedTo(key, field, row);
    const value = to === undefined ? fromColumns(key, field, row) : link(to);
    if (value === null || (Array.isArray(value) && !value.length)) return [];
    return [
      { key, label: field.label, type: field.type, value, text: asText(field, value, row["time_zone"]) },
    ];
  });
}

function rightsOn(ctx: Ctx, table: Table, row: Row): string[] {
  const verbs = [
    ...new Set(
      ctx.who.grants.filter((g) => g.noun === table.noun.key && g.verb !== "view").map((g) => g.verb),
    ),
  ];
  return verbs
    .filter((verb) => reachesRow(ctx.who, table, verb, row))
    .map((verb) => `${table.noun.key}:${verb}`);
}

export const timeline = does(recordTimeline, async (ctx, { ref, limit = 20, after }) => {
  const { table, row } = await open(ctx, ref);
  return timelineOf(ctx, table, row, limit, after);
});

export const find = does(recordFind, async (ctx, { text, limit = 10 }) => {
  const hits = await search(ctx, await readWish(ctx, text), limit);
  const people = await peopleLinks(
    ctx,
    hits.map(({ row }) => row.owner_id),
  );
  const kind = await kindsOf(ctx, hits);
  return {
    items: hits.map(({ table, row }) => {
      const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
      const place = ["city", "country"].filter((key) => !hidden.has(key)).map((key) => row[key]);
      const owner = people.get(row.owner_id ?? "")?.title;
      return {
        ...linkFor(ctx, table, row),
        hint: [kind(table, row), ...place, owner].filter(Boolean).join(" · "),
      };
    }),
  };
});

/** What people call a row: a party by its roles, anything else by its noun. */
async function kindsOf(ctx: Ctx, hits: readonly Hit[]): Promise<(table: Table, row: Row) => string> {
  const parties = hits.filter(({ table }) => table.noun.key === "party").map(({ row }) => row);
  const roles = parties.length ? await withRoles(ctx, parties) : undefined;
  return (table, row) => {
    if (table.noun.key !== "party" || !roles) return table.noun.label;
    const held = (roles(row)["roles"] as { role: string; until: string | null }[]).filter(
      (period) => !period.until,
    );
    return held.map((period) => capitalised(period.role)).join(", ") || table.noun.label;
  };
}
