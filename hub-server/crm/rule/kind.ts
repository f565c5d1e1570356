/** Kinds of fields, as rules see them: each kind has its operators and one meaning of "equal" and "less" in SQL and in JavaScript. */
import type { Field, Noun, RuleOp } from "../../contract/index.ts";

export type Kind =
  | "text"
  | "number"
  | "money"
  | "boolean"
  | "date"
  | "datetime"
  | "tags"
  | "id"
  | "json"
  | "other";

const order: readonly RuleOp[] = ["below", "at_most", "above", "at_least"];
const equality: readonly RuleOp[] = ["is", "is_not", "one_of", "none_of"];
const presence: readonly RuleOp[] = ["filled", "empty"];
const age: readonly RuleOp[] = ["older_than", "newer_than"];

/** Text has no order here: it would depend on the collation of the database. */
export const opsOf: Readonly<Record<Kind, readonly RuleOp[]>> = {
  text: [...equality, "contains", ...presence],
  number: [...equality, ...order, ...presence],
  money: [...equality, ...order, ...presence],
  boolean: ["is", "is_not", ...presence],
  date: [...equality, ...order, ...age, ...presence],
  datetime: [...equality, ...order, ...age, ...presence],
  tags: ["contains", ...presence],
  id: [...equality, ...presence],
  json: [...equality, ...order, "contains", ...presence],
  other: presence,
};

/** Fields that every record has besides its noun's own. */
export const everyRecord: Readonly<Record<string, { kind: Kind; column: string }>> = {
  owner: { kind: "id", column: "owner_id" },
  created_at: { kind: "datetime", column: "created_at" },
  changed_at: { kind: "datetime", column: "changed_at" },
};

/** The kind of a field by its name in a rule; undefined when the noun has no such field. */
export function kindOf(noun: Pick<Noun, "fields">, name: string): Kind | undefined {
  if (/^custom\..+/.test(name)) return "json";
  const field = Object.hasOwn(noun.fields, name) ? noun.fields[name] : undefined;
  return field
    ? kindOfType(field.type)
    : Object.hasOwn(everyRecord, name)
      ? everyRecord[name]!.kind
      : undefined;
}

/** A type that rules do not know has only `filled` and `empty`. */
function kindOfType(type: Field["type"]): Kind {
  const kinds: Partial<Record<Field["type"], Kind>> = {
    text: "text",
    longtext: "text",
    email: "text",
    phone: "text",
    url: "text",
    choice: "text",
    integer: "number",
    duration: "number",
    money: "money",
    boolean: "boolean",
    date: "date",
    datetime: "datetime",
    tags: "tags",
    ref: "id",
  };
  return kinds[type] ?? "other";
}
