/** What the push rules of a user say about an event: the first rule that holds decides. */
import type { ChatEvent } from "../event.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import { countByDefault } from "./count.ts";
import { condition, eventMatch, type Asker, type Holds } from "./conditions.ts";
import type { PushRule, RuleKind, RuleSet } from "./rule-set.ts";

export interface Verdict {
  readonly notify: boolean;
  readonly highlight: boolean;
  readonly sound: string | undefined;
  /** As the rule has them. */
  readonly actions: readonly Json[];
}

export interface CompiledRules {
  /** Place of the last change. */
  readonly seq: number;
  /** Differs from the predefined set: events that nobody counts by default may count. */
  readonly isOwn: boolean;
  readonly judge: (event: ChatEvent, asker: Asker) => Verdict;
  /** The same, as far as unread counts go: quick for the predefined rules and events that count by them. */
  readonly count: (event: ChatEvent, asker: Asker) => Pick<Verdict, "notify" | "highlight">;
}

interface CompiledRule {
  readonly holds: Holds;
  readonly verdict: Verdict;
}

const silence: Verdict = { notify: false, highlight: false, sound: undefined, actions: [] };

/** They look for names in the text, for clients that do not say whom they mention (MSC3952). */
const byText = new Set([".m.rule.contains_display_name", ".m.rule.contains_user_name", ".m.rule.roomnotif"]);

const order: readonly RuleKind[] = ["override", "content", "room", "sender", "underride"];

export function compile(
  rules: RuleSet,
  { userId, seq, isOwn }: { userId: string; seq: number; isOwn: boolean },
): CompiledRules {
  const list = order.flatMap((kind) =>
    rules[kind]
      .filter((rule) => rule.enabled)
      .map((rule): CompiledRule => ({
        holds: holdsOf(kind, rule),
        verdict: verdictOf(rule.actions),
      })),
  );
  const judge = (event: ChatEvent, asker: Asker) => {
    // Nobody is told of what they did themselves.
    if (event.sender === userId || event.fields.because) return silence;
    return list.find((rule) => rule.holds(event, asker))?.verdict ?? silence;
  };
  return { seq, isOwn, judge, count: isOwn ? judge : countByDefault };
}

function holdsOf(kind: RuleKind, rule: PushRule): Holds {
  const { rule_id: id } = rule;
  if (kind === "room") return (_event, { room }) => room.roomId === id;
  if (kind === "sender") return (event) => event.sender === id;
  const all = kind === "content" ? [eventMatch("content.body", String(rule.pattern))] : conditionsOf(rule);
  const holds: Holds = (event, asker) => all.every((one) => one(event, asker));
  if (!byText.has(id)) return holds;
  return (event, asker) => event.content["m.mentions"] === undefined && holds(event, asker);
}

function conditionsOf(rule: PushRule): Holds[] {
  const list = Array.isArray(rule.conditions) ? rule.conditions : [];
  return list.map((one) => condition(asObject(one) ?? {}));
}

function verdictOf(actions: readonly Json[]): Verdict {
  const tweaks = actions.map(asObject).filter((action) => action !== undefined);
  const tweak = (name: string): Content | undefined => tweaks.find((one) => one.set_tweak === name);
  const highlight = tweak("highlight");
  const sound = tweak("sound")?.value;
  const notify = actions.includes("notify") || actions.includes("coalesce");
  return {
    notify,
    highlight: notify && highlight !== undefined && highlight.value !== false,
    sound: typeof sound === "string" ? sound : undefined,
    actions,
  };
}
