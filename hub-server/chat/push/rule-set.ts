/** The push rules of a user: the predefined ones, as the user changed them, and the user's own. */
import { pushRules } from "../rules/push-rules.ts";
import { asObject } from "../rules/notify.ts";
import type { UserStream } from "../sync/streams.ts";
import type { Content, Json } from "../types.ts";
import { compile, type CompiledRules } from "./evaluate.ts";

export const kinds = ["override", "content", "room", "sender", "underride"] as const;
export type RuleKind = (typeof kinds)[number];

export type PushRule = Content & { rule_id: string; default: boolean; enabled: boolean; actions: Json[] };
export type RuleSet = Record<RuleKind, PushRule[]>;

/** Account data that holds them; written by the server alone. */
export const rulesType = "m.push_rules";

const stored = (stream: UserStream) => stream.accountData.get(`0 ${rulesType}`);

/** What clients see. The user's own rules come before the predefined ones, but after the master rule. */
export function ruleSetOf(stream: UserStream): RuleSet {
  const defaults = pushRules(stream.userId) as unknown as RuleSet;
  const text = stored(stream)?.text;
  const own =
    text === undefined ? undefined : (asObject((JSON.parse(text) as Content).global) as RuleSet | undefined);
  if (!own) return defaults;
  return Object.fromEntries(kinds.map((kind) => [kind, merged(defaults[kind], own[kind] ?? [])])) as RuleSet;
}

/** Predefined rules keep what the user decided; their conditions are those of this version of the hub. */
function merged(defaults: readonly PushRule[], own: readonly PushRule[]): PushRule[] {
  const changed = new Map(own.map((rule) => [rule.rule_id, rule]));
  const current = defaults.map((rule) => {
    const { enabled, actions } = changed.get(rule.rule_id) ?? rule;
    return { ...rule, enabled, actions };
  });
  const first = current.filter((rule) => rule.rule_id === ".m.rule.master");
  return [
    ...first,
    ...own.filter((rule) => !rule.default),
    ...current.filter((rule) => !first.includes(rule)),
  ];
}

/** Ready to be asked; compiled when they were changed. */
export function compiledRules(stream: UserStream): CompiledRules {
  const seq = stored(stream)?.seq ?? 0;
  if (stream.rules?.seq !== seq)
    stream.rules = compile(ruleSetOf(stream), { userId: stream.userId, seq, isOwn: seq > 0 });
  return stream.rules;
}

/** Whom the user does not want to hear ("Ignoring Users"). */
export function ignoredUsers(stream: UserStream): ReadonlySet<string> {
  const datum = stream.accountData.get("0 m.ignored_user_list");
  if (!datum) return nobody;
  if (stream.ignored?.seq !== datum.seq) {
    const users = asObject((JSON.parse(datum.text) as Content).ignored_users) ?? {};
    stream.ignored = { seq: datum.seq, users: new Set(Object.keys(users)) };
  }
  return stream.ignored.users;
}

const nobody: ReadonlySet<string> = new Set();
