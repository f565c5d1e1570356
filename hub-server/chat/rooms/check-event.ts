/** What any event must be, before it is written ("Size limits" and "Canonical JSON" of the specification). */
import { badJson, invalidParam, tooLarge } from "../refusals.ts";
import type { Content, Json } from "../types.ts";

/** The specification allows 65,536 bytes for a whole event; this leaves room for ids and `unsigned`. */
const largestContent = 64_000;
const longestName = 255;

/** @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE or M_BAD_JSON */
export function checkEvent(type: string, stateKey: string | null, content: Content): void {
  checkName("The event type", type);
  if (stateKey !== null) checkName("The state key", stateKey);
  const bytes = Buffer.byteLength(JSON.stringify(content));
  if (bytes > largestContent) throw tooLarge("The content of an event", largestContent, bytes);
  checkNumbers(content);
}

function checkName(what: string, value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > longestName) throw tooLarge(what, longestName, bytes);
  if (value.includes("\0")) throw invalidParam(`${what} must not hold the character NUL.`);
}

/** Deeper JSON says nothing to people, and PostgreSQL's own parser gives up somewhere. */
const deepest = 100;

/** Canonical JSON has integers only, within what a double can hold. */
function checkNumbers(value: Json, depth = 0): void {
  if (depth > deepest) throw badJson(`Content may be nested ${deepest} levels deep.`);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value))
      throw badJson(`Numbers in events must be integers within 2^53; got ${value}.`);
  } else if (value !== null && typeof value === "object")
    for (const item of Object.values(value)) checkNumbers(item, depth + 1);
}
