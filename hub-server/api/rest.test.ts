/** REST as a stranger meets it: documents, bad bodies, odd requests. Never a 500 for a client's mistake, never a stack trace. */
import { connect as connectSocket } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import test from "ava";
import { calls } from "../contract/index.ts";
import { openTestHub, type TestHub } from "../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

interface Problem {
  code: string;
  detail: string;
  status: number;
  errors?: { field: string; allowed: string; got: string }[];
}

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; problem: Problem; type: string | null }> {
  const answer = await fetch(`${hub.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${hub.admin.token}`, ...headers },
    body,
  });
  return {
    status: answer.status,
    problem: (await answer.json()) as Problem,
    type: answer.headers.get("content-type"),
  };
}

test("the OpenAPI document has every call, under its name, with schemas that compile", async (t) => {
  const answer = await fetch(`${hub.url}/api/v1/openapi.json`);
  const document = (await answer.json()) as {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        { operationId: string; responses: Record<string, { content: Record<string, { schema: object }> }> }
      >
    >;
  };
  t.is(document.openapi, "3.1.0");
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  t.deepEqual(
    operations.map((operation) => operation.operationId).toSorted(),
    calls.map((call) => call.name).toSorted(),
  );
  const ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  for (const operation of operations)
    t.notThrows(
      () => ajv.compile(operation.responses["200"]!.content["application/json"]!.schema),
      operation.operationId,
    );
});

test("bad bodies are refused with the field, what was allowed and what came", async (t) => {
  const refused = await post(
    "/interactions",
    JSON.stringify({ party: "CUS-1", channel: "telepathy", duration_s: -1, at: "yesterday" }),
  );
  t.is(refused.status, 400);
  t.regex(refused.type!, /^application\/problem\+json/);
  const errors = Object.fromEntries(
    refused.problem.errors!.map((error) => [error.field, `${error.allowed} / ${error.got}`]),
  );
  t.is(errors["/channel"], 'one of call, email, meeting, visit, chat, demo, order, note / "telepathy"');
  t.is(errors["/at"], 'a time like 2026-12-31T09:00:00Z / "yesterday"');
  t.regex(errors["/duration_s"]!, /^a whole number from 0 to 604800.* \/ -1$/);
});

const bodies: readonly (readonly [string, string, number, string])[] = [
  ["no JSON", "{", 400, "not-json"],
  ["an array", "[]", 400, "input-invalid"],
  ["null", "null", 400, "input-invalid"],
  ["a number", "1e999", 400, "input-invalid"],
  ["a NUL character", '{"name":"a\\u0000b"}', 400, "input-invalid"],
  ["a NUL character in custom fields", '{"name":"ab","custom":{"x":"\\u0000"}}', 400, "input-invalid"],
  ["a lone surrogate", '{"name":"a","note":"\\ud800"}', 400, "input-invalid"],
  ["a prototype", '{"name":"a","__proto__":{"polluted":true}}', 400, "input-invalid"],
  ["a constructor", '{"name":"a","constructor":{"prototype":{"polluted":true}}}', 400, "input-invalid"],
  [
    "deep nesting",
    `{"name":"a","custom":{"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`,
    400,
    "input-invalid",
  ],
  ["2 MiB", JSON.stringify({ name: "a", note: "x".repeat(2 * 1024 * 1024) }), 413, "too-large"],
];
for (const [what, body, status, code] of bodies)
  test(`a body with ${what} is refused in words`, async (t) => {
    const refused = await post("/parties", body);
    t.is(refused.status, status, refused.problem.detail);
    t.is(refused.problem.code, code);
    t.is(({} as Record<string, unknown>)["polluted"], undefined);
  });

test("another content type is refused, also one that tries to hide", async (t) => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json\ta"]) {
    const refused = await post("/parties", '{"name":"smuggled"}', { "content-type": type }).catch(
      () => undefined,
    );
    if (refused) t.is(refused.status, 415, type);
  }
  t.pass();
});

test("unknown paths, methods and hosts get a problem document", async (t) => {
  const missing = await post("/nothing", "{}");
  t.is(missing.status, 404);
  t.regex(missing.problem.detail, /There is no POST \/api\/v1\/nothing; see \/api\/v1\/openapi\.json/);
  const wrong = await fetch(`${hub.url}/api/v1/parties`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${hub.admin.token}` },
  });
  t.is(wrong.status, 404);
});

test("a tampered path is a plain refusal", async (t) => {
  for (const path of [
    "/parties/%00",
    "/parties/%ff",
    "/parties/..%2f..%2fetc",
    `/parties/${"a".repeat(5000)}`,
    "/parties/'%20or%201=1",
  ]) {
    const answer = await fetch(`${hub.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${hub.admin.token}` },
    });
    t.true(answer.status >= 400 && answer.status < 500, `${path} ${answer.status}`);
    t.notRegex(await answer.text(), /at .*\.ts|node_modules/);
  }
});

test("SQL in any text stays text", async (t) => {
  const name = `x'); drop table crm.party; --`;
  const made = await post("/parties", JSON.stringify({ name, city: `'||version()||'` }));
  t.is(made.status, 200);
  for (const query of [
    `text=${encodeURIComponent(name)}`,
    `text=${encodeURIComponent("$1 $$ ' \" \\ % _ :name ?")}`,
  ]) {
    const found = await fetch(`${hub.url}/api/v1/parties/find?${query}`, {
      headers: { authorization: `Bearer ${hub.admin.token}` },
    });
    t.is(found.status, 200);
  }
  const listed = await fetch(`${hub.url}/api/v1/parties?city=${encodeURIComponent("'||version()||'")}`, {
    headers: { authorization: `Bearer ${hub.admin.token}` },
  });
  t.is(((await listed.json()) as { items: unknown[] }).items.length, 1);
});

test("If-Match and ETag speak of the version", async (t) => {
  const made = (await post("/parties", '{"name":"Tagged"}')) as unknown as {
    problem: { record: { number: string } };
  };
  const { number } = made.problem.record;
  const url = `${hub.url}/api/v1/parties/${number}`;
  const headers = { authorization: `Bearer ${hub.admin.token}`, "content-type": "application/json" };
  t.is((await fetch(url, { headers })).headers.get("etag"), '"1"');
  t.is(
    (
      await fetch(url, {
        method: "PATCH",
        headers: { ...headers, "if-match": "garbage" },
        body: '{"city":"x"}',
      })
    ).status,
    400,
  );
  t.is(
    (
      await fetch(url, {
        method: "PATCH",
        headers: { ...headers, "if-match": 'W/"1"' },
        body: '{"city":"x"}',
      })
    ).status,
    200,
  );
});

test("a foreign page may ask, and only a token answers", async (t) => {
  const preflight = await fetch(`${hub.url}/api/v1/parties`, {
    method: "OPTIONS",
    headers: { origin: "https://x.example", "access-control-request-method": "GET" },
  });
  t.is(preflight.status, 204);
  t.is(preflight.headers.get("access-control-allow-origin"), "*");
  t.is(preflight.headers.get("access-control-allow-credentials"), null);
  t.is((await fetch(`${hub.url}/api/v1/parties`, { headers: { origin: "https://x.example" } })).status, 401);
});

test("a request cut in the middle harms nobody", async (t) => {
  const { port } = new URL(hub.url);
  await new Promise<void>((resolve) => {
    const socket = connectSocket(Number(port), "127.0.0.1", () => {
      socket.write(
        `POST /api/v1/parties HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${hub.admin.token}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"name":`,
      );
      setTimeout(() => socket.destroy(), 50);
    });
    socket.once("close", () => resolve());
  });
  t.is((await fetch(`${hub.url}/healthz`)).status, 200);
});
