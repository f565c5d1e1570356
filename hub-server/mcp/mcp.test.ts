/** Judged by the SDK's own client, over HTTP, in both revisions of the protocol that it speaks. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import test from "ava";
import {
  ask as askCall,
  calls,
  listChanges,
  listConfirmations,
  listRoles,
  parties,
  type Confirmation,
} from "../contract/index.ts";
import { waitsFor } from "../crm/confirmation/hold.ts";
import { openTestHub, type TestHub, type TestPerson } from "../testing/hub.ts";
import { ask as askHub } from "./ask.ts";
import { callOf, toolName, toolsFor } from "./tools.ts";

let hub: TestHub;
let count = 0;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

type Options = ConstructorParameters<typeof Client>[1];

/** An assistant with this person's token. */
async function assistant(who: TestPerson, options: Options = {}): Promise<Client> {
  const client = new Client({ name: "judge", version: "1" }, options);
  const headers = { authorization: `Bearer ${who.token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${hub.url}/mcp`), { requestInit: { headers } }),
  );
  return client;
}

const post = (token: string | undefined, body: string, headers = {}) =>
  fetch(`${hub.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body,
  });

async function allTools(client: Client) {
  const first = await client.listTools();
  const tools = [...first.tools];
  for (let cursor = first.nextCursor; cursor;) {
    const page = await client.listTools({ cursor });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  }
  return tools;
}

const text = (result: object) => JSON.stringify((result as { content: unknown }).content);

/** Harmful, and nothing would wait for a yes. */
const doneAtOnce = ["session.close", "token.remove", "identity.unlink", "calendar.revoke"];

test("what says that it is done after a yes waits for one, and nothing harmful is done without", async (t) => {
  const rights = [...new Set(calls.map((call) => call.needs))].map((right) => ({ right }));
  const told = toolsFor({ rights } as never);
  for (const tool of told) {
    const call = callOf(tool.name)!;
    const waits = waitsFor(call, { kind: "assistant", ref: {} }, call.effect === "four-eyes" ? 1 : 0);
    t.is(/ It is done after /.test(tool.description), waits !== undefined, call.name);
    t.is(tool.annotations.destructiveHint, waits !== undefined, call.name);
  }
  for (const name of doneAtOnce)
    t.false(
      told.some((tool) => tool.name === name.replace(".", "_")),
      name,
    );
});

test("every call that a person may make is a tool, with its schema; secrets, bots' calls and the yes are not", async (t) => {
  const client = await assistant(hub.admin);
  const tools = await allTools(client);
  const names = new Set(tools.map((tool) => tool.name));
  t.is(names.size, tools.length);
  const add = tools.find((tool) => tool.name === "party_add")!;
  t.is(add.annotations?.readOnlyHint, false);
  t.deepEqual(add.inputSchema.required, ["name"]);
  for (const call of calls) {
    const kept =
      call.secret ||
      call.needs === "anyone" ||
      call.needs === "bots" ||
      ["confirmation.give", ...doneAtOnce].includes(call.name);
    t.is(callOf(toolName(call)) === undefined, kept, call.name);
  }
  await client.close();
});

test("what the roles of a person do not grant is not offered, and refused when asked for", async (t) => {
  const person = await hub.person("support1", ["support"]);
  const client = await assistant(person);
  const names = (await allTools(client)).map((tool) => tool.name);
  t.true(names.includes("party_list"));
  t.false(names.includes("role_add"));
  const result = await client.callTool({ name: "role_add", arguments: { label: "x" } });
  t.true(result.isError);
  t.regex(text(result), /role:change/);
  t.deepEqual(
    toolsFor({ rights: [] } as never).filter((tool) => tool.name.startsWith("party_")),
    [],
  );
});

test("a tool makes the call as the person, and history says that an assistant did", async (t) => {
  const client = await assistant(hub.admin);
  const result = await client.callTool({ name: "party_add", arguments: { name: "Assisted GmbH" } });
  const { record } = result.structuredContent as { record: { number: string } };
  t.is((await hub.admin.hub(parties.details, { ref: record.number })).title, "Assisted GmbH");
  const { items } = await hub.admin.hub(listChanges, { ref: record.number });
  t.is(items[0]!.source, "assistant");
  t.is(items[0]!.by?.title, (await hub.admin.hub(parties.details, { ref: record.number })).owner?.title);
});

test("a chart is a picture of its own, beside numbers without it", async (t) => {
  const answer = { fact: "3 calls.", chart: { name: "calls.png", png: "UE5H", width: 6, height: 3 } };
  const asking = { canAsk: false, answers: undefined, state: undefined };
  const told = await askHub(
    () => Promise.resolve(answer),
    {} as never,
    askCall,
    { question: "calls chart" },
    asking,
  );
  t.deepEqual(told as unknown, {
    content: [
      { type: "text", text: '{"fact":"3 calls."}' },
      { type: "image", data: "UE5H", mimeType: "image/png" },
    ],
    structuredContent: { fact: "3 calls." },
  });
});

test("a wrong input is refused with the sentence that REST gives", async (t) => {
  const client = await assistant(hub.admin);
  const result = await client.callTool({ name: "party_add", arguments: { nam: "x" } });
  t.true(result.isError);
  t.regex(text(result), /nam/);
  await t.throwsAsync(client.callTool({ name: "no_such_tool", arguments: {} }), { message: /no_such_tool/ });
});

test("a record is a resource; a hidden or missing one is not there", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Resource AG" });
  const client = await assistant(hub.admin);
  const [content] = (await client.readResource({ uri: `hub://records/${record.number}` })).contents;
  t.is(
    (JSON.parse((content as { text: string }).text) as { record: { title: string } }).record.title,
    "Resource AG",
  );
  t.is((await client.listResourceTemplates()).resourceTemplates[0]!.uriTemplate, "hub://records/{ref}");
  for (const uri of ["hub://records/CUS-999999", "hub://records/%E0%A4%A", "file:///etc/passwd"])
    await t.throwsAsync(client.readResource({ uri }), undefined, uri);
});

test("what is guarded waits for the person, elsewhere, when the assistant cannot ask", async (t) => {
  const client = await assistant(hub.admin);
  const label = `Assisted ${++count}`;
  const result = await client.callTool({ name: "role_add", arguments: { label, like: "support" } });
  t.true(result.isError);
  t.regex(text(result), /not done yet.*you cannot/);
  const { id } = (result.structuredContent as { confirmation: Confirmation }).confirmation;
  t.true((await hub.admin.hub(listConfirmations, {})).items.some((item) => item.id === id));
  await t.throwsAsync(client.callTool({ name: "confirmation_give", arguments: { id } }));
  t.false((await hub.admin.hub(listRoles, {})).items.some((role) => role.label === label));
});

test("an assistant that can ask shows it to the person in its own window, and their yes does it", async (t) => {
  const answers = [{ action: "accept" as const, content: { yes: true } }, { action: "decline" as const }];
  const labels: string[] = [];
  for (const answer of answers) {
    const client = await assistant(hub.admin, {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: { pin: "2026-07-28" } },
    });
    let shown = "";
    client.setRequestHandler("elicitation/create", ({ params }) => {
      shown = params.message;
      return answer;
    });
    const label = `Asked ${++count}`;
    labels.push(label);
    const result = await client.callTool({ name: "role_add", arguments: { label, like: "support" } });
    t.true(shown.includes(label), shown);
    t.is(Boolean(result.isError), answer.action === "decline", text(result));
    await client.close();
  }
  const roles = (await hub.admin.hub(listRoles, {})).items.map((role) => role.label);
  t.deepEqual(
    labels.filter((label) => roles.includes(label)),
    [labels[0]!],
  );
});

test("no token, a bot's token and a wrong body get an error of the protocol, never a 500", async (t) => {
  const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const none = await post(undefined, ping);
  t.is(none.status, 401);
  t.is(none.headers.get("www-authenticate"), "Bearer");
  t.is((await post(hub.asToken, ping)).status, 403);
  t.is((await post(hub.admin.token, ping)).status, 200);
  for (const body of [
    "",
    "{",
    "[]",
    '"x"',
    '{"jsonrpc":"2.0","id":1,"method":"x"}',
    `{"a":"${"x".repeat(2e6)}"}`,
  ]) {
    const { status } = await post(hub.admin.token, body);
    t.true(status < 500, `${body.slice(0, 40)}: ${status}`);
  }
  t.is(
    (await fetch(`${hub.url}/mcp`, { headers: { authorization: `Bearer ${hub.admin.token}` } })).status,
    405,
  );
});
