/** Forms: a call as fields to fill in. The web app, a Slack modal and a question-and-answer in a room draw the same one. */
import { Type, type Static, type TSchema } from "typebox";
import { call, type AnyCall } from "./call.ts";
import type { Field } from "./field.ts";

export const FormField = Type.Object({
  name: Type.String(),
  label: Type.String(),
  type: Type.String({
    description:
      "text, longtext, integer, boolean, choice, date, datetime, duration, money, tags, ref, items, list, object and the like",
  }),
  required: Type.Boolean(),
  options: Type.Optional(Type.Array(Type.String())),
  default: Type.Optional(Type.Unknown()),
  help: Type.Optional(Type.String()),
  to: Type.Optional(Type.String({ description: "noun to which a ref points" })),
  max: Type.Optional(Type.Integer({ description: "most characters of a text" })),
});
export type FormField = Static<typeof FormField>;

export const Form = Type.Object({
  call: Type.String(),
  http: Type.String({ description: "method and path below /api/v1 to which it is sent" }),
  title: Type.String(),
  effect: Type.String(),
  fields: Type.Array(FormField),
});
export type Form = Static<typeof Form>;

type Plain = {
  type?: string;
  enum?: unknown[];
  format?: string;
  title?: string;
  description?: string;
  default?: unknown;
  maxLength?: number;
  anyOf?: Plain[];
  properties?: object;
  items?: Plain;
};

function fieldType(schema: Plain): string {
  const shown = schema.anyOf?.find((option) => option.type !== "null") ?? schema;
  if (shown.enum) return "choice";
  if (shown.format === "date") return "date";
  if (shown.format === "date-time") return "datetime";
  if (shown.description?.startsWith("CUS-12")) return "ref";
  if (shown.properties && "amount_minor" in shown.properties) return "money";
  if (shown.items?.properties && "unit_price_minor" in shown.items.properties) return "items";
  return { string: "text", number: "integer", array: "list" }[shown.type ?? "string"] ?? shown.type ?? "text";
}

/** What people are told of a kind of field; schemas speak to programs. */
const helps: Readonly<Record<string, string>> = {
  ref: "a name, a number such as CUS-12, or an e-mail address",
  anyref: "a name, a number such as CUS-12, or an e-mail address",
  money: "such as 1200.50 EUR",
  duration: "such as 25m or 1h30",
  tags: "divided by commas",
  items: "one on a line, such as 3 x PRD-3, or Setup at 900 EUR",
};

/**
 * The form of a call, from its input schema.
 * @param nounFields fields of the call's noun, where it has one: they know more than the schema, e.g. whereto a ref points
 */
export function formOf(declaration: AnyCall, nounFields: Readonly<Record<string, Field>> = {}): Form {
  const { properties, required = [] } = declaration.input as {
    properties: Record<string, TSchema>;
    required?: string[];
  };
  const fields = Object.entries(properties).map(([name, schema]) => {
    const plain = schema as Plain;
    const shown = plain.anyOf?.find((option) => option.type !== "null") ?? plain;
    const known = nounFields[name]?.type;
    const type = known && known !== "list" ? known : fieldType(plain);
    const help = nounFields[name]?.help ?? helps[type] ?? shown.description;
    return {
      name,
      label: plain.title ?? nounFields[name]?.label ?? spoken(name),
      type,
      // A paper may begin without lines, but nobody opens a form for that.
      required: required.includes(name) || (type === "items" && declaration.name.endsWith(".add")),
      ...(shown.enum ? { options: shown.enum.map(String) } : {}),
      ...(shown.default === undefined ? {} : { default: shown.default }),
      ...(help ? { help } : {}),
      ...(nounFields[name]?.to ? { to: nounFields[name].to } : {}),
      ...(shown.maxLength ? { max: shown.maxLength } : {}),
    };
  });
  return {
    call: declaration.name,
    http: declaration.http,
    title: declaration.help.replace(/\.$/, ""),
    effect: declaration.effect,
    fields: fields.toSorted((a, b) => rank(a) - rank(b)),
  };
}

/** A name as people read it: `expected_close` is Expected close. */
const spoken = (name: string) =>
  name === "ref" ? "Record" : name[0]!.toUpperCase() + name.slice(1).replaceAll("_", " ");

/** What must be given comes first, then what a paper is about. */
const rank = ({ required, type }: FormField) => (required ? 0 : type === "items" ? 1 : 2);

/** A link to a page on which one form is filled in, for chats that cannot draw it. */
export const linkForm = call({
  name: "form.link",
  http: "POST /forms/links",
  help: "Make a link to a form that can be sent once, as you, within 15 minutes.",
  needs: "signed-in",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    {
      call: Type.String({ maxLength: 80, description: "the call that the form makes" }),
      values: Type.Optional(
        Type.Record(Type.String({ maxLength: 80 }), Type.Unknown(), {
          maxProperties: 100,
          description: "what stands in it already",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    url: Type.String({ description: "holds the token in its fragment; whoever has it may send the form" }),
    expires_at: Type.String({ format: "date-time" }),
  }),
});

export const describeForm = call({
  name: "form.describe",
  http: "GET /forms/{call}",
  help: "Describe a call as a form.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ call: Type.String({ maxLength: 80 }) }, { additionalProperties: false }),
  output: Form,
});
