/** Slack at the wire: its Web API, the sink of response_urls, and its signature. Only Slack's servers are faked. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Sent {
  /** Web API method, or `respond`. */
  readonly method: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface FakeSlack {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** A response_url of this Slack. */
  readonly responseUrl: string;
  readonly sent: Sent[];
  /** Slack users by id, as users.info tells of them. */
  readonly users: Map<string, Record<string, unknown>>;
  /** Makes the next answers fail with these statuses, e.g. 503, 429. */
  readonly failures: number[];
  /** The network as the bots see it: hooks.slack.com leads here, everything else nowhere. */
  readonly fetch: typeof globalThis.fetch;
  readonly stop: () => Promise<void>;
}

export async function fakeSlack(): Promise<FakeSlack> {
  const sent: Sent[] = [];
  const users = new Map<string, Record<string, unknown>>();
  const failures: number[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const failure = failures.shift();
      if (failure) return response.writeHead(failure, { "retry-after": "1" }).end();
      const method = request.url!.startsWith("/api/") ? request.url!.slice(5) : "respond";
      const input = readInput(request, body);
      sent.push({ method, input });
      const answer =
        method === "users.info" ? userInfo(users, String(input["user"])) : { ok: true, ts: "1.2" };
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/respond/1`,
    sent,
    users,
    failures,
    fetch: (input, init) => {
      const { origin, hostname } = new URL(input instanceof Request ? input.url : input);
      if (origin === base) return fetch(input, init);
      if (hostname === "hooks.slack.com") return fetch(`${base}/respond/hooks`, init);
      return Promise.reject(new TypeError(`There is no network to ${hostname} in this test.`));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function readInput(request: IncomingMessage, body: string): Record<string, unknown> {
  const isJson = request.headers["content-type"]?.includes("json") ?? false;
  return isJson
    ? (JSON.parse(body) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(body));
}

function userInfo(users: FakeSlack["users"], id: string): Record<string, unknown> {
  const user = users.get(id);
  return user ? { ok: true, user } : { ok: false, error: "user_not_found" };
}

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

export interface Delivery {
  readonly body: string;
  /** `application/json` unless it is a form. */
  readonly form?: boolean;
  /** Seconds by which Slack's clock differs from ours. */
  readonly skew?: number;
  /** How it is signed; rightly unless said. */
  readonly signed?: "rightly" | "wrongly" | "not";
  readonly retry?: number;
}

/** Delivers a request as Slack does; returns its status and its answer. */
export async function deliver(url: string, delivery: Delivery): Promise<{ status: number; text: string }> {
  const { body, form = false, skew = 0, signed = "rightly", retry } = delivery;
  const stamp = String(Math.floor(Date.now() / 1000) + skew);
  const secret = signed === "wrongly" ? "another secret" : signingSecret;
  const hash = createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex");
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": form ? "application/x-www-form-urlencoded; charset=utf-8" : "application/json",
      ...(signed === "not" ? {} : { "x-slack-signature": `v0=${hash}`, "x-slack-request-timestamp": stamp }),
      ...(retry ? { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" } : {}),
    },
  });
  return { status: response.status, text: await response.text() };
}
