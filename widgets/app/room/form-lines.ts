/** What was filled in, as lines that one could have typed: `field: value`, which is how the bot hears a form. */
import type { Form, FormField } from "../../chat/asks.ts";

/** Kinds of values that words cannot say. */
const unsayable = new Set(["object", "list", "rule", "times"]);

/** A field's name among words: its label where the bot can read it as one, else its key. */
function keyOf({ name, label }: FormField, form: Form): string {
  const plain = /^[\p{L}' _-]{1,40}$/u;
  const alone = form.fields.filter((other) => other.label.toLowerCase() === label.toLowerCase()).length === 1;
  return plain.test(label) && alone ? label : name;
}

/** The fields to draw, those that must be filled in first; none when one that must be is of a kind that words cannot say. */
export function drawnFields({ fields }: Form): readonly FormField[] {
  const drawn = fields.filter(({ type, name }) => !unsayable.has(type) && /^[\p{L}' _-]{1,40}$/u.test(name));
  if (fields.some((field) => field.required && !drawn.includes(field))) return [];
  return [...drawn.filter(({ required }) => required), ...drawn.filter(({ required }) => !required)];
}

/** As the bot reads it: moments with their zone, so that they mean the same whatever zone it knows of the person. */
function said(value: string, { type }: FormField): string {
  const trimmed = value.trim();
  if (type === "items") return trimmed.replaceAll(/\s*\n\s*/g, "; ");
  if (type === "datetime" && trimmed) return new Date(trimmed).toISOString().replace(/:00\.000Z$/, "Z");
  return trimmed;
}

/**
 * @param values by field, as the browser's own inputs hold them
 * @param asked the field that the bot's question names: only its value may have several lines
 */
export function formLines(
  form: Form,
  values: Readonly<Record<string, string>>,
  asked: string | undefined,
): string {
  const filled = drawnFields(form)
    .map((field) => ({ field, value: said(values[field.name] ?? "", field) }))
    .filter(({ value }) => value !== "")
    .map(({ field, value }) => ({
      asked: field.name === asked,
      line: `${keyOf(field, form)}: ${field.name === asked ? value : value.replaceAll(/\s*\n\s*/g, " ")}`,
    }));
  return [...filled.filter((one) => !one.asked), ...filled.filter((one) => one.asked)]
    .map(({ line }) => line)
    .join("\n");
}

/** The field that a question asks for: `Add a to-do. Title?` */
export const askedField = ({ title, fields }: Form, question: string): string | undefined =>
  fields.find(({ label }) => question.startsWith(`${title}. ${label}?`))?.name;
