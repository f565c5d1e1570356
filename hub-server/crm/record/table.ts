/** A table: a noun as PostgreSQL keeps it. The model is made from the noun's definition; a noun that an administrator adds is one too. */
import { DataTypes, type Model, type ModelAttributes, type ModelStatic, type Sequelize } from "sequelize";
import type { Field, Noun } from "../../contract/index.ts";
import type { Standing } from "../access/standing.ts";
import type { ChangeDraft, Ctx } from "../context.ts";
import type { Tx } from "../tx.ts";

/** Columns of a row, besides those of its fields. */
export interface Row {
  [column: string]: unknown;
  id: string;
  number: string;
  owner_id: string | null;
  group_id: string | null;
  custom: Record<string, unknown>;
  external_id: string | null;
  version: number;
  created_at: Date;
  changed_at: Date;
  removed_at: Date | null;
}

/** Through what a row is reached: its own owner, its party's, or either. */
export type ReachKind = "owner" | "parent" | "owner-or-parent";

/** Follows each write of a row. @param draft says which event an undo takes back */
export type Stored = (
  ctx: Ctx,
  row: Row,
  before: Row | null,
  draft: Pick<ChangeDraft, "undoOf"> & Partial<Pick<ChangeDraft, "patch">>,
) => Promise<void>;

/** What a noun that moves along pipelines adds to the tracker. */
export interface Tracked {
  /** The money that a board sums. */
  readonly sum?: string;
  /** Columns that follow from entering a stage of a category. */
  readonly entering?: (row: Partial<Row>, category: string, now: Date) => Partial<Row>;
}

/** @param alone nobody else reads the answer @returns a boolean expression over the table under its noun's key */
export type Scope = (standing: Standing, verb: string, table: Table, alone: boolean) => string;

export interface Table {
  readonly noun: Noun;
  readonly model: ModelStatic<Model<Row, Partial<Row>>>;
  readonly reach: ReachKind;
  /** Prefixes of its human numbers; the noun's own, unless told otherwise. */
  readonly prefixes: readonly string[];
  /** How a row names itself; its title field unless told otherwise. */
  readonly titleOf: (row: Row) => string;
  /** The field that leads to the record in whose room this is told; absent: the record itself. */
  readonly about?: string;
  /** How a list is sorted unless it is told; by title when that is sortable. */
  readonly sort?: string;
  /** Columns that hold the keys of sortable fields, for lists of very many rows: see `page.ts` and 0130-lists.sql. */
  readonly sortKeys?: Readonly<Record<string, string>>;
  /** Why this row can no longer be changed by the plain verbs; undefined while it can. */
  readonly frozen?: (row: Row) => string | undefined;
  /** Title and text of a card about a row, where the plain words do not say it well. */
  readonly cardTitle?: (row: Row, done: string) => string;
  /** Column of the ids of people with whom a row is shared: it is seen by whoever reaches one of them, e.g. a meeting's attendees. */
  readonly sharedWith?: string;
  /** Keeps right what hangs on a row, in the same transaction, whoever wrote it: a call, an import or an undo. */
  readonly stored?: Stored;
  /** SQL of the rows that a person reaches with a verb, where owner, team and group do not say it all; row-level security says the same. */
  readonly scope?: Scope;
  /** The person who must not learn who wrote to this row: its changes, cards and answers then name nobody. */
  readonly hidesAuthorFrom?: (row: Row) => string | undefined;
  /** The owner of what a row is about joins the room in which it is told. */
  readonly tellsOwner?: boolean;
  /** Matrix ids of those who belong into a record's room, when its members are listed; undefined: all who may see it, on their wish. */
  readonly roomMembers?: (tx: Tx, id: string) => Promise<readonly string[] | undefined>;
  /** Ids of the people who are told of a write directly, when no room may hear of it. */
  readonly toldTo?: (ctx: Ctx, row: Row) => Promise<readonly string[] | undefined>;
  /** Its rows stand in the timeline of what they are about, at this time; a second column stands in where the first is empty. */
  readonly timeline?: readonly [at: string, otherwise?: string];
  /** Its rows go by their names only where nothing that stands by itself has that name: deals of a customer, for one. */
  readonly secondary?: boolean;
  /** Its rows stand in stages: they have the fields of `trackedFields` and a rank. */
  readonly tracked?: Tracked;
}

export interface TableOptions extends Partial<
  Pick<Table, "scope" | "hidesAuthorFrom" | "tellsOwner" | "toldTo" | "roomMembers">
> {
  /** Columns besides those of fields. */
  readonly columns?: ModelAttributes;
  readonly tracked?: Tracked;
  readonly timeline?: readonly [at: string, otherwise?: string];
  readonly secondary?: boolean;
  readonly reach?: ReachKind;
  readonly prefixes?: readonly string[];
  readonly titleOf?: (row: Row) => string;
  readonly about?: string;
  readonly sort?: string;
  readonly sortKeys?: Readonly<Record<string, string>>;
  readonly frozen?: (row: Row) => string | undefined;
  readonly cardTitle?: (row: Row, done: string) => string;
  readonly sharedWith?: string;
  readonly stored?: Stored;
}

/** Columns that a field fills. */
export function columnsOf(key: string, field: Pick<Field, "type">): string[] {
  if (field.type === "money") return [`${key}_minor`, `${key}_currency`];
  if (field.type === "anyref") return [`${key}_noun`, `${key}_id`];
  return [field.type === "ref" ? `${key}_id` : key];
}

/** A row as somebody sees it to whom these fields are hidden. */
export function withoutFields({ noun }: Pick<Table, "noun">, row: Row, hidden: ReadonlySet<string>): Row {
  const columns = [...hidden].flatMap((key) => (noun.fields[key] ? columnsOf(key, noun.fields[key]) : []));
  return columns.length ? { ...row, ...Object.fromEntries(columns.map((name) => [name, null])) } : row;
}

function typeOf(field: Field): ModelAttributes[string] {
  switch (field.type) {
    case "integer":
    case "duration":
      return { type: DataTypes.INTEGER };
    case "boolean":
      return { type: DataTypes.BOOLEAN };
    case "tags":
    case "times":
      return { type: DataTypes.ARRAY(DataTypes.TEXT) };
    case "date":
      return { type: DataTypes.DATEONLY };
    case "datetime":
      return { type: DataTypes.DATE };
    case "ref":
      return { type: DataTypes.UUID };
    case "text":
    case "longtext":
    case "email":
    case "phone":
    case "url":
    case "choice":
    case "money":
    case "anyref":
      return { type: DataTypes.TEXT };
    case "list":
    case "rule":
      return { type: DataTypes.JSONB };
  }
}

function attributes(noun: Noun, columns: ModelAttributes): ModelAttributes {
  const fields = Object.entries(noun.fields).flatMap(([key, field]): [string, ModelAttributes[string]][] =>
    field.type === "money"
      ? [
          [`${key}_minor`, { type: DataTypes.BIGINT }],
          [`${key}_currency`, { type: DataTypes.CHAR(3) }],
        ]
      : field.type === "anyref"
        ? [
            [`${key}_noun`, { type: DataTypes.TEXT }],
            [`${key}_id`, { type: DataTypes.UUID }],
          ]
        : [[columnsOf(key, field)[0]!, typeOf(field)]],
  );
  return {
    id: { type: DataTypes.UUID, primaryKey: true },
    number: { type: DataTypes.TEXT },
    owner_id: { type: DataTypes.UUID },
    group_id: { type: DataTypes.UUID },
    custom: { type: DataTypes.JSONB },
    external_id: { type: DataTypes.TEXT },
    version: { type: DataTypes.INTEGER },
    created_at: { type: DataTypes.DATE },
    changed_at: { type: DataTypes.DATE },
    removed_at: { type: DataTypes.DATE },
    search: { type: DataTypes.TEXT },
    ...columns,
    ...Object.fromEntries(fields),
  };
}

/** Makes the table of a noun. */
export function table(sequelize: Sequelize, noun: Noun, options: TableOptions = {}): Table {
  const { reach = "owner", prefixes = [noun.prefix], columns = {}, ...rest } = options;
  const model = sequelize.define<Model<Row, Partial<Row>>>(noun.key, attributes(noun, columns) as never, {
    schema: "crm",
    tableName: noun.key,
    timestamps: false,
  });
  const titleOf = (row: Row) => String(row[noun.title] ?? row.number);
  return { noun, model, reach, prefixes, titleOf, ...rest };
}
