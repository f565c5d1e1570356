/** Reading a rule that came from outside: every mistake is named by its place, with what was allowed there. */
import { ruleOps, type Condition, type Noun, type Rule, type RuleOp } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { kindOf, opsOf, type Kind } from "./kind.ts";

const mostConditions = 50;
const deepest = 5;

const mostValues = 200;

/**
 * A value that may be a rule, as it came: no deeper and no longer than one may be. For those who ask about its parts before it is read.
 * @param path JSON pointer of the value in the input, for the error
 * @throws InputInvalid
 */
export function bounded(value: unknown, path: string): unknown {
  let [count, left] = [0, [{ at: value, depth: 1 }]];
  while (left.length) {
    if (left[0]!.depth > deepest) refuse(path, `at most ${deepest} levels deep`, "more");
    left = left.flatMap(({ at, depth }) => {
      if (at === null || typeof at !== "object") return [];
      const part = at as Record<string, unknown>;
      const inner = ["all", "any", "not"].flatMap((key) => part[key] ?? []);
      if (!inner.length) count++;
      if (count > mostConditions) refuse(path, `at most ${mostConditions} conditions`, "more");
      if (Array.isArray(part["value"]) && part["value"].length > mostValues)
        refuse(path, `a list of 1 to ${mostValues} values`, "more");
      return inner.map((one) => ({ at: one as unknown, depth: depth + 1 }));
    });
  }
  return value;
}

/**
 * A value as a rule over the fields of a noun.
 * @param path JSON pointer of the value in the input, for the error
 * @throws InputInvalid
 */
export function parseRule(noun: Pick<Noun, "fields">, value: unknown, path: string): Rule {
  let count = 0;
  const read = (at: unknown, where: string, depth: number): Rule => {
    if (depth > deepest) refuse(where, `at most ${deepest} levels deep`, at);
    if (at === null || typeof at !== "object" || Array.isArray(at))
      refuse(where, '{"all": […]}, {"any": […]}, {"not": …} or {"field", "op", "value"}', at);
    const part = at as Record<string, unknown>;
    if ("not" in part) return { not: read(part["not"], `${where}/not`, depth + 1) };
    const key = "all" in part ? "all" : "any" in part ? "any" : undefined;
    if (!key) {
      if (++count > mostConditions) refuse(where, `at most ${mostConditions} conditions`, at);
      return readCondition(noun, part, where);
    }
    const list = part[key];
    if (!Array.isArray(list)) refuse(`${where}/${key}`, "a list of conditions", list);
    const rules = (list as unknown[]).map((one, index) => read(one, `${where}/${key}/${index}`, depth + 1));
    return key === "all" ? { all: rules } : { any: rules };
  };
  return read(value, path, 1);
}

function readCondition(noun: Pick<Noun, "fields">, part: Record<string, unknown>, where: string): Condition {
  const { field, op, value } = part;
  const kind = typeof field === "string" ? kindOf(noun, field) : undefined;
  if (!kind)
    refuse(
      `${where}/field`,
      `one of ${[...Object.keys(noun.fields), "owner", "created_at", "changed_at", "custom.…"].join(", ")}`,
      field,
    );
  if (!isOp(op) || !opsOf[kind].includes(op)) refuse(`${where}/op`, `one of ${opsOf[kind].join(", ")}`, op);
  const unknown = Object.keys(part).find((key) => !["field", "op", "value"].includes(key));
  if (unknown) refuse(`${where}/${unknown}`, "left out", part[unknown]);
  if (op === "filled" || op === "empty") return { field: field as string, op };
  return { field: field as string, op, value: readValue(kind, op, value, `${where}/value`) };
}

const isOp = (op: unknown): op is RuleOp => ruleOps.includes(op as RuleOp);

function readValue(kind: Kind, op: RuleOp, value: unknown, where: string): unknown {
  if (op === "older_than" || op === "newer_than") {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 36_500)
      refuse(where, "a number of days from 0 to 36500", value);
    return value;
  }
  if (op === "one_of" || op === "none_of") {
    if (!Array.isArray(value) || !value.length || value.length > mostValues)
      refuse(where, `a list of 1 to ${mostValues} values`, value);
    return (value as unknown[]).map((one, index) => readOne(kind, op, one, `${where}/${index}`));
  }
  return readOne(kind, op, value, where);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const isText = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length > 0 &&
  value.length <= 1000 &&
  !value.includes("\0") &&
  value.isWellFormed();

function readOne(kind: Kind, op: RuleOp, value: unknown, where: string): unknown {
  switch (kind) {
    case "text":
    case "tags":
      return isText(value) ? value : refuse(where, "text", value);
    case "number":
      return Number.isFinite(value) ? value : refuse(where, "a number", value);
    case "boolean":
      return typeof value === "boolean" ? value : refuse(where, "true or false", value);
    case "id":
      return typeof value === "string" && uuid.test(value)
        ? value.toLowerCase()
        : refuse(where, "the UUID of a record", value);
    case "date":
      return isDay(value) ? value : refuse(where, "a date like 2026-12-31", value);
    case "datetime":
      return isInstant(value)
        ? new Date(value).toISOString()
        : refuse(where, "a time like 2026-12-31T09:00:00Z", value);
    case "money":
      return readMoney(value, where);
    case "json":
      return readJson(op, value, where);
    case "other":
      return refuse(where, "left out", value);
  }
}

const isDay = (value: unknown): value is string =>
  typeof value === "string" &&
  /^[1-9]\d{3}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

const isInstant = (value: unknown): value is string =>
  typeof value === "string" &&
  /^[1-9]\d{3}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value));

function readMoney(value: unknown, where: string): unknown {
  const { amount_minor, currency } = (value ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(amount_minor) || typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency))
    refuse(where, '{"amount_minor": 1000, "currency": "EUR"}', value);
  return { amount_minor, currency };
}

function readJson(op: RuleOp, value: unknown, where: string): unknown {
  const equality = op === "is" || op === "is_not" || op === "one_of" || op === "none_of";
  if (equality && typeof value === "boolean") return value;
  if (op !== "contains" && Number.isFinite(value)) return value;
  if ((equality || op === "contains") && isText(value)) return value;
  return refuse(
    where,
    equality ? "text, a number, true or false" : op === "contains" ? "text" : "a number",
    value,
  );
}

function refuse(field: string, allowed: string, got: unknown): never {
  const text = got === undefined ? "nothing" : JSON.stringify(got);
  throw new InputInvalid([{ field, allowed, got: text.length > 80 ? `${text.slice(0, 79)}…` : text }]);
}
