/** What was asked, as facts of a card, for calls whose answer is no card. */
import type { AnyCall, Confirmation } from "../../contract/index.ts";
import { asText, capitalised } from "../record/values.ts";
import { isReference, type Meant, type Shape } from "./named.ts";

const most = 8;
const longest = 200;

/** @param meant the records that the input names */
export function factsOf(
  call: AnyCall,
  input: Readonly<Record<string, unknown>>,
  meant: Meant,
): Confirmation["facts"] {
  const fields = call.input.properties as Record<string, Shape & { title?: string }>;
  const record = typeof input["ref"] === "string" ? meant(input["ref"]) : undefined;
  const others = Object.entries(input)
    .filter(([key]) => !record || key !== "ref")
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .slice(0, most)
    .map(([key, value]) => {
      const link = typeof value === "string" && isReference(fields[key]) ? meant(value) : undefined;
      return {
        label: fields[key]?.title ?? capitalised(key),
        value: link ? `${link.title} (${link.number})` : textOf(value),
      };
    });
  return [...(record ? [{ label: "Record", value: `${record.title} (${record.number})` }] : []), ...others];
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return asText({ type: "boolean" }, value);
  if (typeof value !== "object" || value === null) return String(value).slice(0, longest);
  if (Array.isArray(value))
    return value.every((item) => typeof item !== "object")
      ? value.join(", ").slice(0, longest)
      : `${value.length} entries`;
  if ("amount_minor" in value && "currency" in value) return asText({ type: "money" }, value);
  return JSON.stringify(value).slice(0, longest);
}
