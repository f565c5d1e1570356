/** Validation: a call's input against its schema; what is wrong is said by field, with what was allowed and what came. */
import { Compile, type Validator } from "typebox/compile";
import { Value } from "typebox/value";
import type { TSchema } from "typebox";
import type { AnyCall } from "../contract/index.ts";
import { InputInvalid, type FieldError } from "../errors.ts";

const validators = new Map<TSchema, Validator>();

function validator(schema: TSchema): Validator {
  const known = validators.get(schema) ?? Compile(schema);
  validators.set(schema, known);
  return known;
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Plain {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Plain>>;
  readonly items?: Plain;
  readonly anyOf?: readonly Plain[];
}

/** What is wrong with an input; nothing when it fits. One error a field. */
export function inputErrors(call: AnyCall, input: unknown): FieldError[] {
  const check = validator(call.input);
  if (check.Check(input)) return [];
  const found = new Map<string, FieldError>();
  for (const error of check.Errors(input) as SchemaError[])
    for (const field of fieldsOf(error))
      if (!found.has(field) && ![...found.keys()].some((known) => known.startsWith(`${field}/`)))
        found.set(field, {
          field,
          allowed: allowedAt(call, field, error),
          got: shown(valueAt(input, field)),
        });
  return [...found.values()];
}

/** @throws InputInvalid */
export function checkInput(call: AnyCall, input: unknown): void {
  const errors = inputErrors(call, input);
  if (errors.length) throw new InputInvalid(errors);
}

/** Errors of an answer against its schema, for tests. */
export function answerErrors(call: AnyCall, answer: unknown): string[] {
  const check = validator(call.output);
  if (check.Check(answer)) return [];
  return (check.Errors(answer) as (SchemaError & { message: string })[]).map(
    (e) => `${e.instancePath} ${e.message}`,
  );
}

/** Text of a query string as the types that the schema names. */
export function convertQuery(call: AnyCall, query: Readonly<Record<string, unknown>>): unknown {
  return Value.Convert(call.input, { ...query });
}

function fieldsOf({ keyword, instancePath, params }: SchemaError): string[] {
  const names = (params["requiredProperties"] ?? params["additionalProperties"]) as string[] | undefined;
  if (keyword === "boolean") return []; // said again, and better, by additionalProperties
  return names ? names.map((name) => `${instancePath}/${name}`) : [instancePath];
}

function schemaAt(call: AnyCall, field: string): Plain | undefined {
  let at: Plain | undefined = call.input;
  for (const step of field.split("/").slice(1)) {
    const open: Plain | undefined = at?.anyOf?.find((option) => option.type !== "null") ?? at;
    at = /^\d+$/.test(step) && open?.items ? open.items : open?.properties?.[step];
  }
  return at;
}

function allowedAt(call: AnyCall, field: string, error: SchemaError): string {
  const schema = schemaAt(call, field);
  if (schema) return (error.keyword === "required" ? "given: " : "") + inWords(schema);
  const parent = schemaAt(call, field.slice(0, field.lastIndexOf("/"))) ?? call.input;
  return `left out; known fields are ${Object.keys(parent.properties ?? {}).join(", ")}`;
}

function inWords(schema: Plain): string {
  if (schema.anyOf) return schema.anyOf.map(inWords).join(" or ");
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.format) return formats[schema.format] ?? schema.format;
  const { type = "value" } = schema;
  const least = schema.minimum ?? schema.minLength ?? schema.minItems;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const unit = type === "string" ? " characters" : type === "array" ? " items" : "";
  const range =
    least !== undefined && most !== undefined
      ? ` of ${least} to ${most}${unit}`
      : most !== undefined
        ? ` of at most ${most}${unit}`
        : "";
  const numeric =
    type === "integer" && least !== undefined && most !== undefined ? ` from ${least} to ${most}` : range;
  return `${names[type] ?? type}${type === "integer" ? numeric : range}${schema.description ? ` (${schema.description})` : ""}`;
}

const formats: Readonly<Record<string, string>> = {
  uuid: "a UUID",
  email: "an e-mail address",
  date: "a date like 2026-12-31",
  "date-time": "a time like 2026-12-31T09:00:00Z",
};
const names: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

function valueAt(input: unknown, field: string): unknown {
  return field
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (at, step) =>
        at === null || typeof at !== "object" ? undefined : (at as Record<string, unknown>)[step],
      input,
    );
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
