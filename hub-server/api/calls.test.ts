/** What every call must keep, generated over the list of calls. */
import test from "ava";
import { calls, changeCompany, pathFields, route, writes, type AnyCall } from "../contract/index.ts";
import { handlers } from "../crm/index.ts";
import { fakeMailer } from "../mail/mailer.ts";
import { openTestHub, type TestHub, type TestPerson } from "../testing/hub.ts";
import { examples, type World } from "./testing/examples.ts";
import { answerErrors } from "./validate.ts";

let hub: TestHub;
let world: World;
let nobody: TestPerson;
let count = 0;

test.before(async () => {
  hub = await openTestHub({ analytics: true, mail: fakeMailer() });
  await hub.admin.hub(changeCompany, { approvals: 0 }); // how four eyes work stands in crm/confirmation
  world = { test: hub, unique: () => `${++count}x${process.pid}` };
  nobody = await hub.person("nobody", []);
});
test.after.always(() => hub?.stop());

interface Sent {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** Sends a call as any HTTP client would. */
async function send(
  call: AnyCall,
  input: Record<string, unknown>,
  token?: string,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const { method, path } = route(call);
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !pathFields(call).includes(name)));
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input[name] ?? "x")),
  );
  const query = method === "GET" ? `?${new URLSearchParams(rest as Record<string, string>)}` : "";
  const response = await fetch(`${hub.url}/api/v1${url}${query}`, {
    method,
    headers: {
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(rest) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

const refusable = new Map<string, Record<string, unknown>>();

/** A good input for requests that are refused before it matters what it names: made once a call, for it takes others to make. */
async function inputOf(call: AnyCall): Promise<Record<string, unknown>> {
  const known = refusable.get(call.name) ?? (await examples[call.name]!(world));
  refusable.set(call.name, known);
  return known;
}

/** Whoever may make the call: a bot for what bots may, the administrator otherwise. */
async function allowed(call: AnyCall): Promise<string | undefined> {
  if (call.needs === "anyone") return undefined;
  if (call.needs === "bots") return hub.asToken;
  if (call.name.startsWith("session.")) return (await hub.person(`self${world.unique()}`, [])).token; // it may end its own session
  return hub.admin.token;
}

test("every call is done by one handler, and every handler has its call", (t) => {
  t.deepEqual(
    handlers.map((handler) => handler.call.name).toSorted(),
    calls.map((call) => call.name).toSorted(),
  );
  t.deepEqual(Object.keys(examples).toSorted(), calls.map((call) => call.name).toSorted());
});

/** A write that remembers keys; its first answer is judged there. */
const isKeyed = (call: AnyCall) =>
  writes(call) && !call.secret && !["anyone", "bots"].includes(call.needs) && call.name !== "session.close";

for (const call of calls) {
  if (!isKeyed(call))
    test.serial(`${call.name} answers a good input with what its schema says`, async (t) => {
      const sent = await send(call, await inputOf(call), await allowed(call));
      t.is(sent.status, 200, JSON.stringify(sent.body));
      t.deepEqual(answerErrors(call, sent.body), []);
    });

  test.serial(`${call.name} names a field that it does not know`, async (t) => {
    const input = { ...(await inputOf(call)), no_such_field: "1" };
    const sent = await send(call, input, await allowed(call));
    t.is(sent.status, 400);
    const errors = sent.body["errors"] as { field: string; allowed: string; got: string }[];
    t.true(
      errors.some(
        (error) => error.field === "/no_such_field" && error.allowed.length > 0 && error.got === '"1"',
      ),
      JSON.stringify(sent.body),
    );
  });

  if (call.needs !== "anyone")
    test.serial(`${call.name} is refused without sign-in`, async (t) => {
      const sent = await send(call, await inputOf(call));
      t.is(sent.status, 401);
      t.is(sent.body["code"], "not-signed-in");
    });

  if (call.needs.includes(":") || call.needs === "bots")
    test.serial(`${call.name} is refused to a person without the right, by its name`, async (t) => {
      const sent = await send(call, await inputOf(call), nobody.token);
      t.is(sent.status, 403);
      t.is(sent.body["code"], "not-allowed");
      t.truthy(sent.body["needs"]);
    });

  if (isKeyed(call))
    test.serial(
      `${call.name} is done as its schema says, once for one key, and refused for another body`,
      async (t) => {
        const input = await examples[call.name]!(world);
        const token = await allowed(call);
        const headers = { "idempotency-key": `key-${call.name}-${world.unique()}` };
        const first = await send(call, input, token, headers);
        const again = await send(call, input, token, headers);
        t.is(first.status, 200, JSON.stringify(first.body));
        t.deepEqual(answerErrors(call, first.body), []);
        t.deepEqual(again.body, first.body);
        const otherInput = await inputOf(call);
        const other = await send(call, otherInput, token, headers);
        t.is(other.status, JSON.stringify(otherInput) === JSON.stringify(input) ? 200 : 409);
      },
    );

  if (call.ifMatch)
    test.serial(`${call.name} is refused when the record changed meanwhile`, async (t) => {
      const input = await examples[call.name]!(world);
      const stale = await send(call, input, hub.admin.token, { "if-match": '"7"' });
      t.is(stale.status, 412);
      t.is(stale.body["current"], 1);
      const fresh = await send(call, input, hub.admin.token, { "if-match": '"1"' });
      t.is(fresh.status, 200, JSON.stringify(fresh.body));
    });
}
