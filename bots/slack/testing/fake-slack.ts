/** Slack at the wire: its Web API and the sink of response_urls. Only Slack's servers are faked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, emptyState, responded, type SlackState } from "./fake-state.ts";

export interface Sent {
  /** Web API method, `respond`, or `file`. */
  readonly method: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The token with which it was said. */
  readonly token: string;
}

export interface FakeSlack extends SlackState {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** A response_url of this Slack. */
  readonly responseUrl: string;
  readonly sent: Sent[];
  /** Makes the next answers fail with these statuses, e.g. 503, 429; 0 breaks the connection. */
  readonly failures: number[];
  /** Addresses elsewhere that were asked for. */
  readonly foreign: string[];
  /** The network as the bots see it: hooks.slack.com and files.slack.com lead here, everything else nowhere. */
  readonly fetch: typeof globalThis.fetch;
  readonly stop: () => Promise<void>;
}

export async function fakeSlack(): Promise<FakeSlack> {
  const sent: Sent[] = [];
  const failures: number[] = [];
  const foreign: string[] = [];
  const state = emptyState();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const failure = failures.shift();
      if (failure === 0) return response.destroy();
      if (failure) return response.writeHead(failure, { "retry-after": "1" }).end();
      const url = request.url!;
      if (url.startsWith("/files-pri/")) return handOut(state, sent, request, response);
      const { token = "", ...input } = readInput(request, body);
      if (!url.startsWith("/api/")) {
        const taken = responded(state, url, input);
        if (taken) sent.push({ method: "respond", input, token: "" });
        return response.writeHead(taken ? 200 : 400).end(taken ? "ok" : "invalid_blocks");
      }
      const method = url.slice(5);
      sent.push({ method, input, token: tokenOf(request) ?? String(token) });
      if (state.limited.get(`${method} ${String(input["channel"])}`)?.())
        return response.writeHead(429, { "retry-after": "1" }).end();
      const json = JSON.stringify(answer(state, method, input));
      return response.writeHead(200, { "content-type": "application/json" }).end(json);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...state,
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/respond/1`,
    sent,
    failures,
    foreign,
    fetch: (input, init) => {
      const { origin, hostname, pathname } = new URL(input instanceof Request ? input.url : input);
      if (origin === base) return fetch(input, init);
      if (hostname === "hooks.slack.com") return fetch(`${base}/respond${pathname}`, init);
      if (hostname === "files.slack.com") return fetch(base + pathname, init);
      foreign.push(hostname);
      return Promise.reject(new TypeError(`There is no network to ${hostname} in this test.`));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const tokenOf = ({ headers }: IncomingMessage) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];

/** A private file, for those who come with a token. */
function handOut(
  { files }: SlackState,
  sent: Sent[],
  request: IncomingMessage,
  response: ServerResponse,
): ServerResponse {
  const token = tokenOf(request);
  sent.push({ method: "file", input: { url: request.url }, token: token ?? "" });
  if (!token) return response.writeHead(302, { location: "/?redir=file" }).end();
  const { body, status = 200, headers = {} } = files.get(request.url!) ?? { body: "", status: 404 };
  return response.writeHead(status, { "content-type": "text/csv", ...headers }).end(body);
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
