/** The push rules of a user: reading and changing them. */
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalFlag } from "../http/read.ts";
import {
  changeRule,
  checkedActions,
  checkedSize,
  findRule,
  putRule,
  removeRule,
  ruleKind,
  type RulePlace,
} from "../push/edit-rules.ts";
import { ruleSetOf, rulesType, type RuleSet } from "../push/rule-set.ts";
import { invalidParam, missingParam } from "../refusals.ts";

const at = "/pushrules/:scope/:kind/:ruleId";

const noSuch = () => {
  throw invalidParam("Push rules are at /pushrules/global/<kind>/<id>, perhaps with /enabled or /actions.");
};

export const pushRuleEndpoints = [
  endpoint("GET /pushrules/", async (call) => ({ global: await rulesOf(call) })),
  endpoint("GET /pushrules/:scope/", async (call) => {
    needGlobal(call);
    return rulesOf(call);
  }),
  endpoint("GET /pushrules/:scope/:kind/", async (call) => {
    needGlobal(call);
    return (await rulesOf(call))[ruleKind(call.params.kind!)];
  }),
  endpoint(`GET ${at}`, async (call) => findRule(await rulesOf(call), placeOf(call))),
  endpoint(`PUT ${at}`, (call) =>
    edit(call, (rules) => {
      const { before, after } = call.query;
      return putRule(rules, placeOf(call), call.body, { before, after });
    }),
  ),
  endpoint(`DELETE ${at}`, (call) => edit(call, (rules) => removeRule(rules, placeOf(call)))),
  endpoint(`GET ${at}/enabled`, async (call) => ({
    enabled: findRule(await rulesOf(call), placeOf(call)).enabled,
  })),
  endpoint(`PUT ${at}/enabled`, (call) => {
    const enabled = optionalFlag(call.body, "enabled");
    if (enabled === undefined) throw missingParam("enabled");
    return edit(call, (rules) => changeRule(rules, placeOf(call), { enabled }));
  }),
  endpoint(`GET ${at}/actions`, async (call) => ({
    actions: findRule(await rulesOf(call), placeOf(call)).actions,
  })),
  endpoint(`PUT ${at}/actions`, (call) => {
    const actions = checkedActions(call.body.actions);
    return edit(call, (rules) => changeRule(rules, placeOf(call), { actions }));
  }),
  endpoint("GET /pushrules/*", noSuch),
  endpoint("PUT /pushrules/", noSuch),
  endpoint("PUT /pushrules/:scope/", noSuch),
  endpoint("PUT /pushrules/:scope/:kind/", noSuch),
  endpoint("PUT /pushrules/*", noSuch),
];

async function rulesOf({ core, person }: Call): Promise<RuleSet> {
  return ruleSetOf(await core.streams.get(person.userId));
}

function needGlobal({ params }: Call): void {
  if (params.scope !== "global")
    throw invalidParam(`The scope of push rules is global; got ${params.scope!.slice(0, 50)}.`);
}

function placeOf(call: Call): RulePlace {
  needGlobal(call);
  return { kind: ruleKind(call.params.kind!), ruleId: call.params.ruleId! };
}

/** One change of a user's rules after the other: none is lost. */
function edit(call: Call, change: (rules: RuleSet) => RuleSet): Promise<object> {
  const { core, person } = call;
  return core.inTurn(`rules ${person.userId}`, async () => {
    const text = JSON.stringify({ global: checkedSize(change(await rulesOf(call))) });
    await core.writer.write({ kind: "account data", userId: person.userId, room: 0, type: rulesType, text });
    return {};
  });
}
