/** What we say to Slack: as slowly as it asks, with a token that is good, and never the secret of a request. */
import test from "ava";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import { messageOf } from "./blocks.ts";
import { openWeb } from "./web.ts";

test("the address of an answer is its secret: no error holds it, the one of waiting neither", async (t) => {
  const secret = "https://hooks.slack.com/commands/T1/1/s3cret";
  let asked = 0;
  const fetch = (async () => {
    asked += 1;
    return new Response(null, { status: 429, headers: { "retry-after": "30" } });
  }) as typeof globalThis.fetch;
  const now = () => 1_763_800_000_000;
  const web = openWeb({ token: async () => "x", apiUrl: "https://slack.com/api/", now, fetch });
  const message = { text: "Hello", blocks: [] };
  for (let time = 0; time < 2; time++) {
    const error = await t.throwsAsync(web.respond(secret, message), { instanceOf: TryAgain });
    t.is(error.seconds, 30);
    t.notRegex(String(error), /s3cret/);
  }
  t.is(asked, 1, "nor is it asked again before its time");
});

/** A Web API that answers what it is told to, and remembers what it was asked: method, channel, token. */
function slackAnswering(answer: (asked: string) => Response | object) {
  const asked: string[] = [];
  const fetch = (async (url: string | URL | Request, init?: RequestInit) => {
    const form = new URLSearchParams(String(init?.body));
    const token =
      form.get("token") ?? new Headers(init?.headers).get("authorization")?.replace("Bearer ", "");
    const method = String(url instanceof Request ? url.url : url)
      .split("/")
      .at(-1);
    asked.push([method, form.get("channel"), token].filter(Boolean).join(" "));
    const said = answer(asked.at(-1)!);
    return said instanceof Response ? said : Response.json(said);
  }) as typeof globalThis.fetch;
  return { asked, fetch };
}

test("when Slack wants us to wait, it is with this method in this channel of this team, until its time", async (t) => {
  let now = 1_763_800_000_000;
  const wait = new Response(null, { status: 429, headers: { "retry-after": "30" } });
  const { asked, fetch } = slackAnswering(() => (asked.length === 1 ? wait : { ok: true }));
  const web = openWeb({
    token: async ({ team }) => team,
    apiUrl: "https://slack.com/api/",
    now: () => now,
    fetch,
  });
  const post = (channel: string, method = "chat.postMessage", team = "T1") =>
    web.call({ team }, method, { channel });
  const early = () => t.throwsAsync(post("C1"), { instanceOf: TryAgain });
  t.is((await early()).seconds, 30);
  now += 10_000;
  t.is((await early()).seconds, 20);
  await post("C2");
  await post("C1", "chat.postEphemeral");
  await post("C1", "chat.postMessage", "T2");
  now += 20_000;
  await post("C1");
  t.deepEqual(asked, [
    "chat.postMessage C1 T1",
    "chat.postMessage C2 T1",
    "chat.postEphemeral C1 T1",
    "chat.postMessage C1 T2",
    "chat.postMessage C1 T1",
  ]);
});

test("a token that is good no more is forgotten, and another one is tried at once; an expired one waits to be renewed", async (t) => {
  let token = "old";
  const { asked, fetch } = slackAnswering((said) =>
    said.endsWith("new")
      ? { ok: true }
      : { ok: false, error: said.split(" ").at(-1) === "old" ? "token_revoked" : "token_expired" },
  );
  const forget = () => {
    if (token === "old") token = "new";
  };
  const options = { apiUrl: "https://slack.com/api/", now: Date.now, fetch };
  const web = openWeb({ ...options, token: async () => token, forget });
  t.deepEqual(await web.call({ team: "T1" }, "users.info", {}), { ok: true, response_metadata: {} });
  t.deepEqual(asked, ["users.info old", "users.info new"]);
  const stale = openWeb({ ...options, token: async () => "stale" });
  await t.throwsAsync(stale.call({ team: "T1" }, "users.info", {}), { instanceOf: TryAgain });
  const revoked = openWeb({ ...options, token: async () => "old" });
  await t.throwsAsync(revoked.call({ team: "T1" }, "users.info", {}), { instanceOf: SurfaceRefused });
  t.is(asked.length, 4);
});

test("blocks that Slack refuses are said as plain text, and if it refuses that too, only the text is sent", async (t) => {
  const refusal = (pointer: string) => ({
    ok: false,
    error: "invalid_blocks",
    response_metadata: { messages: [`[ERROR] unsupported type [json-pointer:${pointer}]`] },
  });
  const sent: unknown[] = [];
  let refusals = 1;
  const fetch = (async (_: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(new URLSearchParams(String(init?.body)).get("blocks") ?? "null"));
    return Response.json(refusals-- > 0 ? refusal("/blocks/1/type") : { ok: true });
  }) as typeof globalThis.fetch;
  const web = openWeb({ token: async () => "x", apiUrl: "https://slack.com/api/", now: Date.now, fetch });
  const [section, header] = [
    { type: "section", text: { type: "mrkdwn", text: "Fine" } },
    { type: "header", text: { type: "plain_text", text: "New kind" } },
  ];
  const message = { channel: "C1", text: "Fine. New kind", blocks: [section, header] };
  await web.call({ team: "T1" }, "chat.postMessage", message);
  t.deepEqual(sent, [
    [section, header],
    [section, { type: "section", text: { type: "mrkdwn", text: "New kind" } }],
  ]);
  refusals = 2;
  sent.length = 0;
  await web.call({ team: "T1" }, "chat.postMessage", message);
  t.is(sent.length, 3);
  t.is(sent.at(-1), null);
});

test("a response_url that refuses a chart gets the rest, and one that refuses that too gets the text", async (t) => {
  const sent: (readonly { type: string }[] | undefined)[] = [];
  let refusals = 1;
  const fetch = (async (_: unknown, init?: RequestInit) => {
    sent.push((JSON.parse(String(init?.body)) as { blocks?: { type: string }[] }).blocks);
    // Slack says so with 404, too (slackapi/java-slack-sdk#1349).
    return refusals-- > 0
      ? Response.json({ ok: false, error: "invalid_blocks" }, { status: 404 })
      : new Response("ok");
  }) as typeof globalThis.fetch;
  const web = openWeb({ token: async () => "x", apiUrl: "https://slack.com/api/", now: Date.now, fetch });
  const numbers = {
    shape: "bars" as const,
    unit: "Deals",
    categories: ["Won"],
    series: [{ name: "Deals", values: [3] }],
  };
  const picture = { name: "a.png", title: "Deals by stage", png: "", width: 1, height: 1, numbers };
  const message = messageOf({ lines: ["3 deals."], table: "Won  3", picture });
  await web.respond("https://hooks.slack.com/commands/1", message);
  const kinds = () => sent.map((blocks) => blocks?.map(({ type }) => type));
  t.deepEqual(kinds(), [
    ["section", "section", "data_visualization"],
    ["section", "section"],
  ]);
  [refusals, sent.length] = [2, 0];
  await web.respond("https://hooks.slack.com/commands/2", message);
  t.deepEqual(kinds().at(-1), undefined);
  t.is(sent.length, 3);
});
