/** Fields of nouns: a type, a label and a schema each. Forms, tables, profiles, search and access are drawn from them. */
import { Type, type TSchema } from "typebox";

export type FieldType =
  | "text"
  | "longtext"
  | "email"
  | "phone"
  | "url"
  | "integer"
  | "money"
  | "boolean"
  | "choice"
  | "tags"
  | "date"
  | "datetime"
  | "duration"
  | "times"
  | "ref"
  | "anyref"
  | "rule"
  | "list";

export interface Field<S extends TSchema = TSchema, Required extends boolean = boolean> {
  readonly type: FieldType;
  readonly label: string;
  /** Shape of the value in a request. */
  readonly schema: S;
  readonly required: Required;
  readonly help?: string;
  /** Of a choice. */
  readonly options?: readonly string[];
  /** Shape of the value in an answer, where it says more than the request. */
  readonly out?: TSchema;
  /** The database works it out from the others: managed, and no undo writes it. */
  readonly computed?: boolean;
  /** Members of a list's items that point to records, and to which noun. */
  readonly refs?: Readonly<Record<string, string>>;
  /** Noun that a `ref` points to. */
  readonly to?: string;
  /** Takes part in `find`. */
  readonly searchable?: boolean;
  /** Lists may be sorted by it: an index stands behind it. `empty-last`: of a time that may be missing; the index is on it or infinity. */
  readonly sortable?: boolean | "empty-last";
  /** Lists may be filtered by it: an index stands behind it. */
  readonly filterable?: boolean;
  /** Set by verbs of the noun, shown, and kept in the history; no input of add and change. */
  readonly managed?: boolean;
  /** Given when the record is added and never changed. */
  readonly fixed?: boolean;
}

type Extras = Partial<Pick<Field, "help" | "searchable" | "sortable" | "filterable" | "managed" | "fixed">>;
type Optional<S extends TSchema, E extends Extras> = Field<S, false> & E;

/** An amount of money: an integer of the currency's minor unit and an ISO 4217 code. Never a float. */
export const Money = Type.Object(
  {
    amount_minor: Type.Integer({
      minimum: -9e15,
      maximum: 9e15,
      description: "in the currency's minor unit, e.g. cents",
    }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" }),
  },
  { additionalProperties: false },
);

/** What names a record in a request: `CUS-12`, its UUID, an e-mail address, an exact or unique name. */
export const Ref = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "CUS-12, a UUID, an e-mail address, or an exact or unique name",
});

/** A record named in an answer. */
export const Link = Type.Object({
  id: Type.String({ format: "uuid" }),
  noun: Type.String(),
  number: Type.String(),
  title: Type.String(),
});

/** Lower-case first line of text without control characters; PostgreSQL cannot store NUL. */
const oneLine = (max: number) =>
  Type.String({ minLength: 1, maxLength: max, pattern: "^[^\\u0000-\\u001f]*$" });

const field =
  <S extends TSchema>(type: FieldType, schema: S) =>
  <const E extends Extras>(label: string, extras?: E): Optional<S, E> =>
    ({ type, label, schema, required: false, ...extras }) as Optional<S, E>;

export const text = field("text", oneLine(300));
export const longtext = field("longtext", Type.String({ maxLength: 20_000, pattern: "^[^\\u0000]*$" }));
export const email = field("email", Type.String({ format: "email", maxLength: 254 }));
export const phone = field("phone", oneLine(40));
export const url = field("url", Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 500 }));
export const integer = field("integer", Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }));
/** A score, or what it is out of. */
export const points = field("integer", Type.Integer({ minimum: 0, maximum: 100 }));
export const percent = field("integer", Type.Integer({ minimum: 0, maximum: 100, description: "per cent" }));
export const money = field("money", Money);
export const boolean = field("boolean", Type.Boolean());
export const tags = field("tags", Type.Array(oneLine(40), { maxItems: 50 }));
export const date = field("date", Type.String({ format: "date" }));
export const datetime = field("datetime", Type.String({ format: "date-time" }));
/** Points in time, in the order given. */
export const times = field("times", Type.Array(Type.String({ format: "date-time" }), { maxItems: 1000 }));
export const duration = field(
  "duration",
  Type.Integer({ minimum: 0, maximum: 604_800, description: "seconds" }),
);

/** One of a fixed list. */
export function choice<const O extends readonly string[], const E extends Extras>(
  label: string,
  options: O,
  extras?: E,
) {
  return { ...field("choice", Type.Enum([...options] as O[number][]))(label, extras), options };
}

/** A pointer to a record of another noun; any {@link Ref} in, a {@link Link} out. */
export function ref<const E extends Extras>(label: string, to: string, extras?: E) {
  return { ...field("ref", Ref)(label, extras), type: "ref" as const, to };
}

/** A pointer to a record of any noun, or to a colleague; stored as noun and id. */
export function anyref<const E extends Extras>(label: string, extras?: E) {
  return { ...field("anyref", Ref)(label, extras), type: "anyref" as const };
}

/** A condition over the fields of a noun, see `rule.ts`. */
export const condition = field(
  "rule",
  Type.Record(Type.String(), Type.Unknown(), {
    description: 'e.g. {"all": [{"field": "city", "op": "is", "value": "Berlin"}]}',
  }),
);

/** Several values of one shape, such as the lines of an invoice; kept together with their record. */
export function list<I extends TSchema, O extends TSchema>(
  label: string,
  item: I,
  { out, refs = {}, max = 500 }: { out: O; refs?: Readonly<Record<string, string>>; max?: number },
) {
  return { ...field("list", Type.Array(item, { maxItems: max }))(label), out: Type.Array(out), refs };
}

/** The same field, worked out by the database. */
export function computed<F extends Field<TSchema, false>>(worked: F): F & { computed: true; managed: true } {
  return { ...worked, computed: true, managed: true };
}

/** The same field, without which a record cannot be added. */
export function required<F extends Field<TSchema, false>>(
  optional: F,
): Omit<F, "required"> & { required: true } {
  return { ...optional, required: true };
}
