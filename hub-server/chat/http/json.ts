/** JSON as clients send it, without the one name that is no name in JavaScript. */
import { badJson } from "../refusals.ts";
import type { Json } from "../types.ts";

/** Only a text with one of these can hold the name; an escape may stand for any of its letters. */
const suspicious = /"__proto__"|\\u00/;

/**
 * The value of a text. Objects without the key `__proto__` can be read and copied by names that clients chose; written to, an
 * object of ours is safe only when it has no prototype (`namedThings`).
 * @throws SyntaxError when it is no JSON, MatrixError M_BAD_JSON when an object in it has the key `__proto__`
 */
export function readJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (suspicious.test(text) && hasPrototype(value))
    throw badJson("The keys of an object may be any text but __proto__.");
  return value;
}

function hasPrototype(value: Json): boolean {
  const waiting: Json[] = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one !== "object" || one === null) continue;
    if (Object.hasOwn(one, "__proto__")) return true;
    for (const inner of Object.values(one)) waiting.push(inner);
  }
  return false;
}
