/** A hub that lives in the test: the built files under the hub's policy, canned calls, and a small Matrix server. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { calls, route } from "@singularity/hub-server/contract";
import { answers, firstProfiles, token, type Answer, type Input } from "./fake/answers.ts";
import { dist, ensureBuilt } from "./built.ts";
import { appPolicy } from "./csp.ts";
import { FakeMatrix, type Content } from "./fake/matrix.ts";
import { answerMatrix } from "./fake/matrix-routes.ts";
import { Problem } from "./fake/problem.ts";
import { botHears, fillRooms } from "./fake/script.ts";

export interface FakeHub {
  readonly url: string;
  readonly matrix: FakeMatrix;
  /** Answers by call name; a test replaces one to see an error. */
  readonly answers: Record<string, Answer>;
  /** Every call made, as `name` and input. */
  readonly heard: { call: string; input: Input }[];
  readonly close: () => Promise<void>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".map": "application/json",
};

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = path === "/" ? "app/index.html" : path.replace(/^\/widgets/, "").replace(/^\//, "");
  try {
    const body = await readFile(join(dist, name));
    const cors = name.startsWith("v1/") ? { "access-control-allow-origin": "*" } : {};
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "text/plain",
      "content-security-policy": appPolicy,
      ...cors,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

const patterns = calls.map((call) => {
  const { method, path } = route(call);
  const source = path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { name: call.name, needs: call.needs, method, pattern: new RegExp(`^/api/v1${source}$`) };
});

async function readBody(request: IncomingMessage): Promise<Content> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Content;
  } catch {
    return {};
  }
}

const allow = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, if-match",
  "access-control-allow-methods": "GET, POST, PATCH, DELETE",
};

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", ...allow }).end(JSON.stringify(body));
}

const bearer = (request: IncomingMessage) => request.headers.authorization?.replace(/^Bearer /, "");

async function api(
  hub: FakeHub,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const found = patterns.find(
    ({ method, pattern }) => method === request.method && pattern.test(url.pathname),
  );
  const handle = found && hub.answers[found.name];
  if (!found || !handle)
    return json(response, 404, new Problem(404, "not-found", "There is no such call here.").document);
  const inPath = Object.entries(found.pattern.exec(url.pathname)?.groups ?? {}).map(([k, v]) => [
    k,
    decodeURIComponent(v),
  ]);
  const input = {
    ...Object.fromEntries(url.searchParams),
    ...(await readBody(request)),
    ...Object.fromEntries(inPath),
  } as Input;
  hub.heard.push({ call: found.name, input });
  try {
    if (found.needs !== "anyone" && bearer(request) !== token)
      throw new Problem(401, "not-signed-in", "Sign in first: the token is missing, unknown or expired.");
    json(response, 200, await handle(input, bearer(request)));
  } catch (error) {
    const problem =
      error instanceof Problem ? error : new Problem(500, "fault", "Something went wrong in the hub.");
    json(response, problem.status, problem.document);
  }
}

async function chat(
  hub: FakeHub,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  if (url.pathname.startsWith("/_matrix/client/v1/media/download/")) return picture(response);
  if (request.headers.authorization !== `Bearer ${token}` && !url.pathname.endsWith("/versions"))
    return json(response, 401, { errcode: "M_UNKNOWN_TOKEN", error: "Unknown token" });
  if (url.pathname.endsWith("/upload"))
    return json(response, 200, { content_uri: "mxc://hub.localhost/upload1" });
  const path = url.pathname
    .replace(/^\/_matrix\/client\/(v3|v1|r0|unstable)/, "")
    .replace(/^\/_matrix\/client/, "");
  const body = await readBody(request);
  const answer = await answerMatrix(hub.matrix, {
    method: request.method ?? "GET",
    path,
    query: url.searchParams,
    body,
  });
  json(response, answer ? 200 : 404, answer ?? { errcode: "M_UNRECOGNIZED", error: "Unrecognized" });
}

/** A picture of one teal square. */
function picture(response: ServerResponse): void {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#00666b"/></svg>`;
  response.writeHead(200, { "content-type": "image/svg+xml" }).end(svg);
}

export async function fakeHub(): Promise<FakeHub> {
  ensureBuilt();
  const matrix = new FakeMatrix();
  const profiles = firstProfiles();
  fillRooms(matrix);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://hub");
    if (request.method === "OPTIONS") response.writeHead(204, allow).end();
    else if (url.pathname.startsWith("/api/")) void api(hub, request, url, response);
    else if (url.pathname.startsWith("/_matrix/")) void chat(hub, request, url, response);
    else void file(url.pathname, response);
  });
  const posted = matrix.post.bind(matrix);
  matrix.post = (room, sender, ...rest) => {
    const id = posted(room, sender, ...rest);
    if (sender === "@nancy:hub.localhost" && !rest[2]?.state_key)
      setTimeout(
        () =>
          botHears(
            matrix,
            profiles,
            matrix.events.find((e) => e.event_id === id)!,
          ),
        20,
      );
    return id;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    matrix.wake();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const hub: FakeHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    matrix,
    answers: answers(profiles),
    heard: [],
    close,
  };
  return hub;
}
