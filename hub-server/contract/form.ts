/** Forms: a call as fields to fill in. The web app, a Slack modal and a question-and-answer in a room draw the same one. */
import { Type, type Static, type TSchema } from "typebox";
import { call, type AnyCall } from "./call.ts";

export const FormField = Type.Object({
  name: Type.String(),
  label: Type.String(),
  type: Type.String({ description: "text, integer, boolean, choice, date, datetime, ref, list, object" }),
  required: Type.Boolean(),
  options: Type.Optional(Type.Array(Type.String())),
  default: Type.Optional(Type.Unknown()),
  help: Type.Optional(Type.String()),
});

export const Form = Type.Object({
  call: Type.String(),
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
  anyOf?: Plain[];
};

function fieldType(schema: Plain): string {
  const shown = schema.anyOf?.find((option) => option.type !== "null") ?? schema;
  if (shown.enum) return "choice";
  if (shown.format === "date") return "date";
  if (shown.format === "date-time") return "datetime";
  if (shown.description?.startsWith("CUS-12")) return "ref";
  return { string: "text", number: "integer", array: "list" }[shown.type ?? "string"] ?? shown.type ?? "text";
}

/** The form of a call, from its input schema. */
export function formOf(declaration: AnyCall): Form {
  const { properties, required = [] } = declaration.input as {
    properties: Record<string, TSchema>;
    required?: string[];
  };
  const fields = Object.entries(properties).map(([name, schema]) => {
    const plain = schema as Plain;
    const shown = plain.anyOf?.find((option) => option.type !== "null") ?? plain;
    return {
      name,
      label: plain.title ?? name.replaceAll("_", " "),
      type: fieldType(plain),
      required: required.includes(name),
      ...(shown.enum ? { options: shown.enum.map(String) } : {}),
      ...(shown.default === undefined ? {} : { default: shown.default }),
      ...(shown.description ? { help: shown.description } : {}),
    };
  });
  return {
    call: declaration.name,
    title: declaration.help.replace(/\.$/, ""),
    effect: declaration.effect,
    fields,
  };
}

export const describeForm = call({
  name: "form.describe",
  http: "GET /forms/{call}",
  help: "Describe a call as a form.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ call: Type.String({ maxLength: 80 }) }, { additionalProperties: false }),
  output: Form,
});
