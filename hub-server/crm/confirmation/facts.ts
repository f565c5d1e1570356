/** What was asked, as facts of a card, for calls whose answer is no card. */
import type { TSchema } from "typebox";
import type { AnyCall, Confirmation } from "../../contract/index.ts";
import type { LinkValue } from "../context.ts";
import { asText, capitalised } from "../record/values.ts";

const most = 8;
const longest = 200;

/** @param about the record that `ref` means */
export function factsOf(
  call: AnyCall,
  input: Readonly<Record<string, unknown>>,
  about: LinkValue | undefined,
): Confirmation["facts"] {
  const fields = call.input.properties as Record<string, TSchema & { title?: string }>;
  const record = about ? [{ label: "Record", value: `${about.title} (${about.number})` }] : [];
  const others = Object.entries(input)
    .filter(([key]) => !about || key !== "ref")
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .slice(0, most)
    .map(([key, value]) => ({ label: fields[key]?.title ?? capitalised(key), value: textOf(value) }));
  return [...record, ...others];
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
