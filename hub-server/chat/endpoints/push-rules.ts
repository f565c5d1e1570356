/** Reading the push rules. */
import { endpoint } from "../http/endpoint.ts";
import { notFound } from "../refusals.ts";
import { pushRules } from "../rules/push-rules.ts";

export const pushRuleEndpoints = [
  ...(["GET /pushrules", "GET /pushrules/"] as const).map((name) =>
    endpoint(name, ({ person }) => ({ global: pushRules(person.userId) })),
  ),
  ...(["GET /pushrules/global", "GET /pushrules/global/"] as const).map((name) =>
    endpoint(name, ({ person }) => pushRules(person.userId)),
  ),
  endpoint("GET /pushrules/global/:kind/:ruleId", ({ person, params }) => {
    const rules = (pushRules(person.userId) as Record<string, { rule_id: string }[]>)[params.kind!];
    const found = rules?.find((one) => one.rule_id === params.ruleId);
    if (!found) throw notFound("There is no such push rule.");
    return found;
  }),
];
