/** SQL over what everybody who will read the answer may see: rights are computed here, the answer comes from a process that has nothing else. */
import {
  AnalyticsError,
  sqlFunctions,
  type Access,
  type Analytics,
  type ColumnAccess,
  type SqlAnswer,
} from "@singularity/analytics";
import { askSql, nouns, sqlSchema, type Answer } from "../../contract/index.ts";
import { HubError, Unavailable } from "../../errors.ts";
import { grantsFor, hiddenFromAny } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { reaches, visibleTo } from "./rights.ts";
import { tables, type Declared, type Names } from "./tables.ts";

/** Fields that every noun has. */
const common: readonly string[] = ["number", "owner", "created_at"];

/** What these people all may see, as analytics has to cut it; what is not named in it is not there for them. */
export function accessOf(viewers: readonly Standing[]): Access {
  const visible = visibleTo(viewers);
  const counted = "people" in visible ? [visible.people.toSorted()] : [];
  return tables
    .filter(({ nouns: counts }) => counts.every((noun) => mayView(viewers, noun)))
    .map((table) => ({
      view: table.view,
      columns: columnsOf(viewers, table),
      lists: [...counted, ...table.nouns.flatMap((noun) => reaches(viewers, noun))],
      without: table.without,
    }));
}

const mayView = (viewers: readonly Standing[], noun: string): boolean =>
  viewers.every((viewer) => grantsFor(viewer, noun, "view").length > 0);

function columnsOf(viewers: readonly Standing[], { nouns: own, columns }: Declared): ColumnAccess[] {
  return Object.entries(columns).flatMap(([name, tells]) => {
    const named: readonly Names[] = typeof tells === "string" ? [] : [tells].flat();
    const fields = typeof tells === "string" ? tells : named.map(({ fields }) => fields).join(" ");
    const shown =
      own.every((noun) => shows(viewers, noun, fields)) &&
      named.every(({ noun, told = "number" }) => mayView(viewers, noun) && shows(viewers, noun, told));
    const masks = named.map(({ noun, by, kind }) => ({
      view: noun,
      key: by,
      lists: reaches(viewers, noun),
      when: kind ? { column: kind, is: noun } : undefined,
    }));
    return shown ? [{ name, masks }] : [];
  });
}

/** A field that the noun does not have is shown to nobody. */
function shows(viewers: readonly Standing[], noun: string, fields: string): boolean {
  const has = [...common, ...Object.keys(nouns.find(({ key }) => key === noun)?.fields ?? {})];
  const hidden = hiddenFromAny(viewers, noun);
  return fields.split(" ").every((field) => has.includes(field) && !hidden.has(field));
}

const answer = does(askSql, async (ctx, { sql }) =>
  toAnswer(
    await asked(ctx, (analytics) => analytics.query({ sql, access: accessOf(ctx.viewers), now: ctx.now })),
    sql,
  ),
);

const schema = does(sqlSchema, async (ctx) => ({
  tables: (await asked(ctx, (analytics) => analytics.tables(accessOf(ctx.viewers)))).map(
    ({ name, columns }) => ({
      name,
      columns: columns.map((column) => ({ ...column })),
    }),
  ),
  functions: [...sqlFunctions],
}));

async function asked<T>({ parts }: Ctx, ask: (analytics: Analytics) => Promise<T>): Promise<T> {
  if (!parts.analytics) throw new Unavailable("Analytics is switched off on this hub.");
  try {
    return await ask(parts.analytics);
  } catch (error) {
    if (error instanceof AnalyticsError)
      throw new HubError(`insight-${error.code}`, error.status, error.message, error.extra);
    throw error;
  }
}

const toAnswer = ({ fact, text, columns, rows, asOf, lagMs }: SqlAnswer, sql: string): Answer => ({
  title: "SQL",
  fact,
  text,
  columns: columns.map((column) => ({ ...column })),
  rows: rows.map((row) => [...row]),
  computed: sql,
  as_of: asOf,
  lag_ms: lagMs,
});

export const sqlHandlers: readonly Handler[] = [answer, schema];
