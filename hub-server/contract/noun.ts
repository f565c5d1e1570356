/** A noun: its words, its fields, and the seven calls that every noun has. */
import {
  Type,
  type Static,
  type TNull,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  type TString,
  type TUnion,
} from "typebox";
import { call } from "./call.ts";
import { Card } from "./card.ts";
import { Link, Ref, type Field } from "./field.ts";

export type Fields = Readonly<Record<string, Field>>;

export interface Noun<Key extends string = string, F extends Fields = Fields> {
  /** Singular, as in `party.add`; the schema's table and the right's first half. */
  readonly key: Key;
  readonly label: string;
  readonly plural: string;
  /** REST path, e.g. `contact-points`. */
  readonly path: string;
  /** Name of an inline SVG icon of the widgets. */
  readonly icon: string;
  /** Of human numbers: `PRD-3`. */
  readonly prefix: string;
  /** Field that names a record. */
  readonly title: string;
  readonly fields: F;
  /** `on-demand`: a record has a room from the first time it is opened or written to. */
  readonly room: "on-demand" | "none";
}

type InputProperties<F extends Fields> = {
  [K in keyof F as F[K] extends { managed: true } ? never : K]: F[K]["required"] extends true
    ? F[K]["schema"]
    : TOptional<F[K]["schema"]>;
};
type PatchProperties<F extends Fields> = {
  [K in keyof F as F[K] extends { managed: true } | { fixed: true } ? never : K]: TOptional<
    TUnion<[F[K]["schema"], TNull]>
  >;
};
type OutProperties<F extends Fields> = {
  [K in keyof F]: TOptional<
    TUnion<[F[K] extends { type: "ref" | "anyref" } ? typeof Link : OutSchema<F[K]>, TNull]>
  >;
};
type OutSchema<F extends Field> = F extends { out: infer O extends TSchema } ? O : F["schema"];
type FilterProperties<F extends Fields> = {
  [K in keyof F as F[K] extends { filterable: true } ? K : never]: TOptional<TString>;
};

/** What every record has besides its fields. */
const base = {
  id: Type.String({ format: "uuid" }),
  noun: Type.String(),
  number: Type.String({ description: "human number, e.g. CUS-12" }),
  title: Type.String(),
  version: Type.Integer({ description: "for If-Match" }),
  owner: Type.Union([Link, Type.Null()]),
  group: Type.Union([Link, Type.Null()], { description: "colleagues with whom it is shared" }),
  created_at: Type.String({ format: "date-time" }),
  changed_at: Type.String({ format: "date-time" }),
  removed_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
  hidden: Type.Array(Type.String(), { description: "fields that your roles may not read" }),
  custom: Type.Record(Type.String(), Type.Unknown()),
};

/** What a write answers besides the record: the change, for undo, and the card that tells of it. */
export const Written = Type.Object({
  change: Type.String({ format: "uuid", description: "pass it to change.undo" }),
  card: Card,
  room: Type.Union([Type.String(), Type.Null()], {
    description: "Matrix room to which the hub posts the card; null when the record has no room yet",
  }),
});

/** Declares a noun. */
export function noun<const Key extends string, const F extends Fields>(
  declaration: Noun<Key, F>,
): Noun<Key, F> {
  return declaration;
}

/** A schema for each field, by its name. The caller states the type that TypeScript cannot follow through `Object.entries`. */
function mapped(fields: Fields, shape: (titled: TSchema, field: Field) => TSchema): TProperties {
  const titled = (field: Field): TSchema => ({ ...field.schema, title: field.label });
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, shape(titled(field), field)]));
}

const only = (fields: Fields, keep: (field: Field) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => keep(field)));

const pointsTo = ({ type }: Field) => type === "ref" || type === "anyref";

/** Cursor paging: no total is counted by default, and a page costs the same wherever it is. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 1000, description: "`next` of the page before" })),
};

export const page = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });

/**
 * The calls of a noun: add, change, remove, restore, details, list, find.
 * @param more further input fields of `add` and further members of the answer, e.g. a party's roles
 */
export function nounCalls<Key extends string, F extends Fields, A extends TProperties, O extends TProperties>(
  declared: Noun<Key, F>,
  more: { add: A; out: O },
) {
  const { key, path, label, plural, fields } = declared;
  const owner = {
    owner: Type.Optional(Ref),
    group: Type.Optional(
      Type.Union([Ref, Type.Null()], { title: "Group", description: "group of colleagues to share it with" }),
    ),
  };
  const custom = {
    custom: Type.Optional(
      Type.Record(Type.String({ maxLength: 60 }), Type.Unknown(), { maxProperties: 300 }),
    ),
  };
  const orNull = (schema: TSchema) => Type.Optional(Type.Union([schema, Type.Null()]));
  const given = only(fields, (f) => !f.managed);
  const input = mapped(given, (titled, f) =>
    f.required ? titled : Type.Optional(titled),
  ) as InputProperties<F>;
  const changeable = only(given, (f) => !f.fixed);
  const patch = mapped(changeable, orNull) as PatchProperties<F>;
  const out = mapped(fields, (titled, f) =>
    orNull(pointsTo(f) ? Link : (f.out ?? titled)),
  ) as OutProperties<F>;
  const record = Type.Object({ ...base, ...out, ...more.out });
  const written = Type.Object({ ...Written.properties, record });
  const closed = { additionalProperties: false } as const;
  const one = Type.Object({ ref: Ref }, closed);
  const names = Object.keys(fields);
  const sortable = names.filter((name) => fields[name]!.sortable);
  const filterable = Object.entries(fields).filter(([, f]) => f.filterable);
  const filters = Object.fromEntries(
    filterable.map(([name]) => [name, Type.Optional(Type.String({ maxLength: 200 }))]),
  ) as FilterProperties<F>;
  return {
    add: call({
      name: `${key}.add`,
      http: `POST /${path}`,
      help: `Add ${article(label)}.`,
      needs: `${key}:add`,
      effect: "reversible",
      input: Type.Object({ ...input, ...more.add, ...owner, ...custom }, closed),
      output: written,
    }),
    change: call({
      name: `${key}.change`,
      http: `PATCH /${path}/{ref}`,
      help: `Change ${article(label)}; null clears a field.`,
      needs: `${key}:change`,
      effect: "reversible",
      ifMatch: true,
      input: Type.Object({ ref: Ref, ...patch, ...owner, ...custom }, closed),
      output: written,
    }),
    remove: call({
      name: `${key}.remove`,
      http: `DELETE /${path}/{ref}`,
      help: `Remove ${article(label)}; it can be restored.`,
      needs: `${key}:remove`,
      effect: "reversible",
      ifMatch: true,
      input: one,
      output: written,
    }),
    restore: call({
      name: `${key}.restore`,
      http: `POST /${path}/{ref}/restore`,
      help: `Bring a removed ${label.toLowerCase()} back.`,
      needs: `${key}:remove`,
      effect: "reversible",
      input: one,
      output: written,
    }),
    details: call({
      name: `${key}.details`,
      http: `GET /${path}/{ref}`,
      help: `Show ${article(label)}.`,
      needs: `${key}:view`,
      effect: "read",
      input: one,
      output: record,
    }),
    list: call({
      name: `${key}.list`,
      http: `GET /${path}`,
      help: `List ${plural.toLowerCase()}.`,
      needs: `${key}:view`,
      effect: "read",
      input: Type.Object(
        {
          ...paging,
          ...filters,
          sort: Type.Optional(
            Type.Enum([...sortable, "number", "created_at"].flatMap((name) => [name, `-${name}`])),
          ),
          owner: Type.Optional(Ref),
          removed: Type.Optional(Type.Boolean({ description: "the removed ones instead" })),
        },
        closed,
      ),
      output: page(record),
    }),
    find: call({
      name: `${key}.find`,
      http: `GET /${path}/find`,
      help: `Find ${plural.toLowerCase()} by words.`,
      needs: `${key}:view`,
      effect: "read",
      input: Type.Object(
        {
          text: Type.String({ minLength: 1, maxLength: 200 }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
        },
        closed,
      ),
      output: page(record),
    }),
  };
}

function article(label: string): string {
  return `${/^[aeiou]/i.test(label) ? "an" : "a"} ${label.toLowerCase()}`;
}

export type RecordOf<C extends { details: { output: TObject } }> = Static<C["details"]["output"]>;
