/** The body of a request: JSON whose text PostgreSQL can store and whose depth nobody has to fear. */
import { HubError, InputInvalid } from "../errors.ts";

const deepest = 32;

/**
 * Reads a body; an empty one means no fields.
 * @throws HubError `not-json`; InputInvalid for text that cannot be stored and for nesting deeper than 32
 */
export function readBody(text: string): unknown {
  const value = parse(text);
  check(value, "", 0);
  return value;
}

function parse(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new HubError("not-json", 400, "The body is not JSON.");
  }
}

function check(value: unknown, field: string, depth: number): void {
  if (depth > deepest) refuse(field.slice(0, 80), `nested at most ${deepest} deep`, "more");
  if (typeof value === "string") checkText(value, field);
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    checkText(key, field);
    check(inner, `${field}/${key}`, depth + 1);
  }
}

function checkText(text: string, field: string): void {
  if (text.includes("\0") || !text.isWellFormed())
    refuse(field, "text without NUL characters and half characters", JSON.stringify(text.slice(0, 40)));
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got }]);
}
