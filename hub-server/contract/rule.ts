/**
 * Rules: conditions over the fields of a noun, as data. The same rule lets a record enter a stage, makes a group and limits a role.
 * `crm/rule` compiles it to SQL and evaluates it on a row; both answer the same, which a property test holds.
 */

/** What a condition asks of a field. A comparison with an empty field is false; its negation is true. */
export const ruleOps = [
  "is",
  "is_not",
  "one_of",
  "none_of",
  "below",
  "at_most",
  "above",
  "at_least",
  "contains",
  "older_than",
  "newer_than",
  "filled",
  "empty",
] as const;
export type RuleOp = (typeof ruleOps)[number];

export interface Condition {
  /** A field of the noun, `owner`, `created_at`, `changed_at`, or `custom.key`. */
  readonly field: string;
  readonly op: RuleOp;
  /** Of the field's type; a list for `one_of` and `none_of`; days for `older_than` and `newer_than`; none for `filled` and `empty`. */
  readonly value?: unknown;
}

export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule }
  | Condition;

/** Ops in words, for refusals and forms. */
export const opWords: Readonly<Record<RuleOp, string>> = {
  is: "",
  is_not: "not",
  one_of: "one of",
  none_of: "none of",
  below: "below",
  at_most: "at most",
  above: "above",
  at_least: "at least",
  contains: "text with",
  older_than: "older in days than",
  newer_than: "newer in days than",
  filled: "given",
  empty: "empty",
};
