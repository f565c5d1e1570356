/** People for the other parts of the hub: how an account ends, and by which names somebody is called in rooms. */
import { closeAccount } from "./account/account.ts";
import type { Core } from "./core.ts";
import { putRule, removeRule } from "./push/edit-rules.ts";
import { ruleSetOf, rulesType, type RuleSet } from "./push/rule-set.ts";
import type { Content, People } from "./types.ts";

export function openPeople(core: Core): People {
  return {
    depart: (userId, erase) => closeAccount(core, userId, erase),
    calledBy: (userId, owner, names) =>
      core.inTurn(`rules ${userId}`, async () => {
        const rules = ruleSetOf(await core.streams.get(userId));
        const wanted = named(rules, owner, names);
        if (wanted === rules) return;
        const text = JSON.stringify({ global: wanted });
        await core.writer.write({ kind: "account data", userId, room: 0, type: rulesType, text });
      }),
  };
}

/** What a mention by name does, until the person decides otherwise ("Push rules: .m.rule.contains_user_name"). */
const loud: Content["actions"] = [
  "notify",
  { set_tweak: "sound", value: "default" },
  { set_tweak: "highlight" },
];

/** The same set when nothing is to be changed. Rules that stay keep what the person made of them. */
function named(rules: RuleSet, owner: string, names: readonly string[]): RuleSet {
  const wanted = new Map(names.map((name) => [`${owner}.${name}`, `@${name}`]));
  const mine = rules.content.filter((rule) => rule.rule_id.startsWith(`${owner}.`));
  const gone = mine.filter((rule) => !wanted.has(rule.rule_id));
  const come = [...wanted].filter(([ruleId]) => !mine.some((rule) => rule.rule_id === ruleId));
  const without = gone.reduce(
    (set, rule) => removeRule(set, { kind: "content", ruleId: rule.rule_id }),
    rules,
  );
  return come.reduce(
    (set, [ruleId, pattern]) => putRule(set, { kind: "content", ruleId }, { pattern, actions: loud }, {}),
    without,
  );
}
