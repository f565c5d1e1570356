/**
 * The permission matrix: each call × each role × a record of one's own, of somebody else's, and no role at all.
 * Generated from the list of calls; what is to come is read from the grants in the database, not from the code that decides.
 * Every allowed call is really made and then rolled back, so that one example serves all. `npm test` takes every seventh call, always
 * the same ones, so that one commit gives one answer; `npm run test:matrix` takes all of them.
 */
import test from "ava";
import { pipeline, type Enter } from "../../api/pipeline.ts";
import { examples } from "../../api/testing/examples.ts";
import { systemClock } from "../../clock.ts";
import { calls, changeCompany, nouns, pathFields, type AnyCall } from "../../contract/index.ts";
import { HubError } from "../../errors.ts";
import type { Principal } from "../../identity/index.ts";
import { fakeMailer } from "../../mail/mailer.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";

const roles = ["accountant", "manager", "product-developer", "sales-executive", "support"] as const;
const every = process.env["MATRIX"] === "all" ? 1 : 7;

/** Calls that a right of a noun opens; what bots and everybody signed in may stands in other tests. */
const judged = calls.filter((call) => call.needs.includes(":")).filter((_, index) => index % every === 0);

class Allowed extends Error {}

let hub: TestHub;
let enter: Enter;
const inputs = new Map<string, Record<string, unknown>>();
const scopes = new Map<string, Set<string>>();

test.before(async () => {
  hub = await openTestHub({ analytics: true, mail: fakeMailer() });
  await hub.admin.hub(changeCompany, { approvals: 0 });
  for (const role of [...roles, "none"]) await hub.person(`the-${role}`, role === "none" ? [] : [role]);
  let count = 0;
  const world = { test: hub, unique: () => `${++count}x${process.pid}` };
  for (const call of judged) inputs.set(call.name, await examples[call.name]!(world));
  await readScopes();
  enter = rollingBack(hub);
});
test.after.always(() => hub?.stop());

/** Calls are made as ever, except that what succeeded is taken back. */
function rollingBack({ inside }: TestHub): Enter {
  const handlers = inside.parts.handlers.map((handler) => ({
    ...handler,
    run: async (...args: Parameters<typeof handler.run>) => {
      await handler.run(...args);
      throw new Allowed();
    },
  }));
  const { parts, sequelize } = inside;
  return pipeline({ sequelize, handlers, parts, clock: systemClock, committed: () => {} });
}

/** `role noun:verb` → the scopes that the role's grants give. */
async function readScopes(): Promise<void> {
  const rows = await asOwner<{ key: string; scope: string }>(
    hub,
    `select role || ' ' || noun || ':' || verb as key, scope from access.permission`,
  );
  for (const { key, scope } of rows) scopes.set(key, (scopes.get(key) ?? new Set()).add(scope));
}

/** Every record there is becomes this person's. */
async function ownEverything(user: string): Promise<void> {
  await asOwner(
    hub,
    `do $$ declare t record; begin
       for t in select table_name as name from information_schema.columns c join information_schema.tables using (table_schema, table_name)
         where table_schema = 'crm' and column_name = 'owner_id' and table_type = 'BASE TABLE' loop
         execute format('update crm.%I set owner_id = (select id from access.person where user_id = %L) where owner_id is not null', t.name, '@${user}:${hub.serverName}');
       end loop;
       update crm.promise set person_id = (select id from access.person where user_id = '@${user}:${hub.serverName}'); end $$`,
  );
}

type Outcome = "allowed" | "refused" | "hidden" | "wrong input";

/** What comes of a call: made, refused for a right, or answered as if the record were not there. */
async function outcome(call: AnyCall, user: string): Promise<Outcome> {
  const principal: Principal = {
    userId: `@${user}:${hub.serverName}`,
    deviceId: "M",
    kind: "session",
    tokenId: "m",
    admin: false,
  };
  const source = { kind: "api", ref: {} } as const;
  try {
    await enter({ call, input: inputs.get(call.name)!, principal, source, address: "127.0.0.1" });
  } catch (error) {
    if (error instanceof HubError && error.status === 403) return "refused";
    if (error instanceof HubError && error.status === 404) return "hidden";
    if (error instanceof HubError && error.status === 400) return "wrong input"; // says nothing of rights: the example is stale
    if (error instanceof Allowed || (error instanceof HubError && error.status < 500)) return "allowed";
    throw error;
  }
  throw new Error(`${call.name} was not rolled back`);
}

const keys: ReadonlySet<string> = new Set(nouns.map((noun) => noun.key));

/** Whether the call is about one record of the noun whose right it needs. */
const aboutOne = (call: AnyCall) =>
  pathFields(call).includes("ref") &&
  keys.has(call.needs.split(":")[0]!) &&
  call.name.startsWith(call.needs.split(":")[0]!);

/** Calls that ask for more than the right, and why. */
const closer: Readonly<Record<string, string>> = {
  "meeting.answer": "whoever is invited answers, and nobody else",
  "invoice.overdue": "adds up what is hidden from support",
  "money.ageing": "adds up what is hidden from support",
  "watch.add": "asks for the right to see what is watched",
};

function expected(call: AnyCall, role: string, own: boolean): readonly Outcome[] {
  const held = scopes.get(`${role} ${call.needs}`);
  if (!held) return ["refused"];
  if (closer[call.name]) return ["allowed", "refused", "hidden"];
  if (own || held.has("all")) return ["allowed"];
  return aboutOne(call) ? ["refused", "hidden"] : ["allowed", "hidden"];
}

for (const role of roles)
  test.serial(`${role}: their own records and others', call by call, as the grants say`, async (t) => {
    const wrong: string[] = [];
    for (const own of [true, false]) {
      await ownEverything(own ? `the-${role}` : "admin");
      for (const call of judged) {
        const came = await outcome(call, `the-${role}`);
        const wanted = expected(call, role, own);
        if (!wanted.includes(came))
          wrong.push(
            `${call.name} of ${own ? "one's own" : "another's"}: ${came}, not ${wanted.join(" or ")}`,
          );
      }
    }
    t.deepEqual(wrong, []);
  });

test.serial("without a role nothing is open", async (t) => {
  for (const call of judged) t.is(await outcome(call, "the-none"), "refused", call.name);
});
