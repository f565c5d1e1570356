/** What other chats post to the hub's address reaches the bots as it came. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import Fastify from "fastify";
import { slackDoor } from "./slack-door.ts";

interface Heard {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands where the bots are. */
async function bots(t: ExecutionContext, status: number, answer: string, type: string) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      heard.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(status, { "content-type": type }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

async function door(t: ExecutionContext, url: string | undefined) {
  const app = Fastify();
  await app.register(slackDoor(() => url));
  t.teardown(() => app.close());
  return (payload: Buffer | string, headers: Record<string, string>) =>
    app.inject({ method: "POST", url: "/slack/events", payload, headers });
}

const signed = {
  "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  "x-slack-request-timestamp": "1531420618",
  "x-slack-retry-num": "2",
  "x-slack-retry-reason": "http_timeout",
};

test("bytes, type and signature arrive unchanged; status, type and body come back", async (t) => {
  const { url, heard } = await bots(t, 201, '{"challenge":"ä"}', "application/json; charset=utf-8");
  const post = await door(t, url);
  const types = ["application/x-www-form-urlencoded", "application/json", "application/json; charset=utf-8"];
  for (const type of types) {
    const body = Buffer.from([...Buffer.from('{ "text" : "%2Flog  ä" }\r\n'), 0xff, 0xfe, 0x00]);
    const answer = await post(body, {
      ...signed,
      "content-type": type,
      cookie: "a=b",
      "x-forwarded-for": "1.2.3.4",
    });
    t.is(answer.statusCode, 201);
    t.is(answer.body, '{"challenge":"ä"}');
    t.is(answer.headers["content-type"], "application/json; charset=utf-8");
    const { url: path, headers, body: came } = heard.at(-1)!;
    t.is(path, "/slack/events");
    t.deepEqual(came, body);
    t.like(headers, { ...signed, "content-type": type });
    t.is(headers["cookie"], undefined);
    t.is(headers["x-forwarded-for"], undefined);
  }
});

test("a refusal of the bots comes back as it is", async (t) => {
  const { url } = await bots(t, 401, "The signature does not fit.", "text/plain");
  const answer = await (await door(t, url))("{}", { ...signed, "content-type": "application/json" });
  t.is(answer.statusCode, 401);
  t.is(answer.body, "The signature does not fit.");
});

test("without bots Slack is asked to try again", async (t) => {
  const headers = { ...signed, "content-type": "application/json" };
  t.is((await (await door(t, undefined))("{}", headers)).statusCode, 503);
  t.is((await (await door(t, "http://127.0.0.1:1"))("{}", headers)).statusCode, 503);
});

test("an empty body arrives empty, and a large one is refused", async (t) => {
  const { url, heard } = await bots(t, 200, "", "text/plain");
  const post = await door(t, url);
  t.is((await post("", signed)).statusCode, 200);
  t.is(heard[0]!.body.length, 0);
  t.is(
    (await post(Buffer.alloc(1024 * 1024 + 1), { ...signed, "content-type": "application/json" })).statusCode,
    413,
  );
});

test("an administrator's browser is led to Slack and back, with that one cookie and no other", async (t) => {
  const heard: { url: string | undefined; cookie: string | undefined }[] = [];
  const server = createServer(({ url, headers }, response) => {
    heard.push({ url, cookie: headers.cookie });
    const set = "slack-app-oauth-state=abc; Secure; HttpOnly";
    response
      .writeHead(302, { location: "https://slack.com/oauth/v2/authorize?x=1", "set-cookie": set })
      .end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const app = Fastify();
  await app.register(slackDoor(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  t.teardown(() => app.close());
  const headers = { cookie: "session=mine; slack-app-oauth-state=abc; other=1", authorization: "Bearer x" };
  const start = await app.inject({ method: "GET", url: "/slack/install" });
  t.is(start.statusCode, 302);
  t.is(start.headers["location"], "https://slack.com/oauth/v2/authorize?x=1");
  t.regex(String(start.headers["set-cookie"]), /^slack-app-oauth-state=abc/);
  await app.inject({ method: "GET", url: "/slack/oauth_redirect?code=1&state=2", headers });
  t.deepEqual(heard, [
    { url: "/slack/install", cookie: undefined },
    { url: "/slack/oauth_redirect?code=1&state=2", cookie: "slack-app-oauth-state=abc" },
  ]);
});
