/** Changes of a rule set ("Push rules: API"). They make a new set; nothing is stored here. */
import { MatrixError } from "../../errors.ts";
import { badJson, invalidParam, missingParam, notFound, tooLarge } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import { kinds, type PushRule, type RuleKind, type RuleSet } from "./rule-set.ts";

export interface RulePlace {
  readonly kind: RuleKind;
  readonly ruleId: string;
}

/** @throws MatrixError M_INVALID_PARAM */
export function ruleKind(name: string): RuleKind {
  const kind = kinds.find((one) => one === name);
  if (!kind) throw invalidParam(`A kind of rule is ${kinds.join(", ")}; got ${name.slice(0, 50)}.`);
  return kind;
}

/** @throws MatrixError M_NOT_FOUND */
export function findRule(rules: RuleSet, { kind, ruleId }: RulePlace): PushRule {
  const found = rules[kind].find((rule) => rule.rule_id === ruleId);
  if (!found) throw notFound("There is no such push rule.");
  return found;
}

/** Of one kind; rules of rooms and senders are only limited by their size. */
const mostRules = 200;
const mostConditions = 20;
/** Characters: patterns, ids, and names of fields. */
const longestText = 255;
/** Bytes of all rules as JSON. */
const largest = 64_000;

/** Every message is held against them. @throws MatrixError when a person's rules are too many or too large */
export function checkedSize(rules: RuleSet): RuleSet {
  for (const kind of ["override", "content", "underride"] as const)
    if (rules[kind].filter((rule) => !rule.default).length > mostRules)
      throw invalidParam(`A person has at most ${mostRules} rules of the kind ${kind}.`);
  const bytes = Buffer.byteLength(JSON.stringify(rules));
  if (bytes > largest) throw tooLarge("Push rules", largest, bytes);
  return rules;
}

function short(what: string, value: Json | undefined): void {
  if (typeof value === "string" && value.length > longestText)
    throw invalidParam(`${what} has at most ${longestText} characters; got ${value.length}.`);
}

/** Puts a rule of the user's own in its place: before or after another one, else first of its kind. */
export function putRule(
  rules: RuleSet,
  place: RulePlace,
  body: Content,
  beside: { before?: string | undefined; after?: string | undefined },
): RuleSet {
  const { kind, ruleId } = place;
  if (ruleId.startsWith(".")) throw invalidParam("Ids that begin with a dot belong to the server.");
  if (/[/\\]/.test(ruleId)) throw invalidParam("The id of a rule has neither / nor \\.");
  short("The id of a rule", ruleId);
  const before = rules[kind].find((rule) => rule.rule_id === ruleId);
  const rule = newRule(place, body, before?.enabled ?? true);
  const others = rules[kind].filter((one) => one.rule_id !== ruleId);
  const index =
    before && !beside.before && !beside.after ? rules[kind].indexOf(before) : placeOf(others, beside);
  return { ...rules, [kind]: others.toSpliced(index, 0, rule) };
}

function placeOf(
  rules: readonly PushRule[],
  { before, after }: { before?: string | undefined; after?: string | undefined },
): number {
  const name = before ?? after;
  if (name === undefined) return rules.findIndex((rule) => rule.rule_id !== ".m.rule.master") >>> 0;
  const index = rules.findIndex((rule) => rule.rule_id === name);
  if (index < 0) throw notFound(`There is no rule ${name.slice(0, 100)} to stand beside.`);
  if (rules[index]!.default) throw invalidParam("A rule cannot stand beside one of the server's own.");
  return before === undefined ? index + 1 : index;
}

function newRule({ kind, ruleId }: RulePlace, body: Content, enabled: boolean): PushRule {
  const rule: PushRule = { rule_id: ruleId, default: false, enabled, actions: checkedActions(body.actions) };
  if (kind === "content") {
    if (body.pattern === undefined) throw missingParam("pattern");
    if (typeof body.pattern !== "string") throw badJson("pattern must be a string.");
    short("pattern", body.pattern);
    return { ...rule, pattern: body.pattern };
  }
  if (kind !== "override" && kind !== "underride") return rule;
  const { conditions } = body;
  if (conditions === undefined) throw missingParam("conditions");
  if (!Array.isArray(conditions) || !conditions.every((one) => typeof asObject(one)?.kind === "string"))
    throw invalidParam("conditions must be a list of conditions, each with a kind.");
  if (conditions.length > mostConditions)
    throw invalidParam(`A rule has at most ${mostConditions} conditions; got ${conditions.length}.`);
  for (const { pattern, key } of conditions as Content[]) {
    short("pattern", pattern);
    short("key", key);
  }
  return { ...rule, conditions };
}

const plainActions = new Set(["notify", "dont_notify", "coalesce"]);

export function checkedActions(actions: Json | undefined): Json[] {
  if (actions === undefined) throw missingParam("actions");
  if (!Array.isArray(actions)) throw badJson("actions must be a list.");
  for (const action of actions) {
    const isPlain = typeof action === "string" && plainActions.has(action);
    if (!isPlain && typeof asObject(action)?.set_tweak !== "string")
      throw invalidParam(`An action is notify or a tweak; got ${JSON.stringify(action).slice(0, 50)}.`);
  }
  return actions;
}

export function changeRule(rules: RuleSet, place: RulePlace, change: Partial<PushRule>): RuleSet {
  const found = findRule(rules, place);
  const changed = { ...found, ...change } as PushRule;
  return { ...rules, [place.kind]: rules[place.kind].map((rule) => (rule === found ? changed : rule)) };
}

export function removeRule(rules: RuleSet, place: RulePlace): RuleSet {
  const found = findRule(rules, place);
  if (found.default) throw new MatrixError("M_UNKNOWN", 400, "The server's own rules can only be disabled.");
  return { ...rules, [place.kind]: rules[place.kind].filter((rule) => rule !== found) };
}
