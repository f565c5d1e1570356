/** REST: every call at its method and path below /api/v1. No route is written by hand. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { calls, pathFields, route, writes, type AnyCall } from "../contract/index.ts";
import type { Source } from "../crm/context.ts";
import { HubError, InputInvalid, NotAllowed } from "../errors.ts";
import type { Identity, Principal } from "../identity/index.ts";
import { readBody } from "./body.ts";
import { openApi } from "./openapi.ts";
import type { Enter } from "./pipeline.ts";
import { sendProblem } from "./problem.ts";
import { convertQuery } from "./validate.ts";

export interface RestOptions {
  readonly enter: Enter;
  readonly identity: Identity;
}

const bodyLimit = 1024 * 1024;
/** Calls that take whole files, by how much more. */
const larger: Readonly<Record<string, number>> = {
  "record.import": 16,
  "import.preview": 11,
  "import.upload": 6,
};

export function rest(options: RestOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler(sendProblem);
    app.setNotFoundHandler((request, reply) =>
      sendProblem(
        new HubError(
          "not-found",
          404,
          `There is no ${request.method} ${request.url.split("?")[0]}; see /api/v1/openapi.json.`,
        ),
        request,
        reply,
      ),
    );
    onlyJson(app);
    app.addHook("onRequest", (request, reply, done) => {
      cors(request, reply);
      done();
    });
    app.options("/*", (_request, reply) => reply.status(204).send());
    const document = JSON.stringify(openApi(calls));
    app.get("/openapi.json", (_request, reply) => reply.type("application/json").send(document));
    for (const call of calls) mount(app, call, options);
    await Promise.resolve();
  };
}

/** JSON and nothing else: a body of another type is refused, not guessed at. */
function onlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string", bodyLimit }, (_request, body, done) => {
    try {
      done(null, readBody(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Bearer tokens, never cookies: any page may ask, and only those with a token get an answer. An embed token names its page. */
function cors(request: FastifyRequest, reply: FastifyReply): void {
  if (!request.headers.origin) return;
  void reply.headers({
    "access-control-allow-origin": "*",
    "access-control-allow-headers":
      "authorization, content-type, idempotency-key, if-match, hub-person, hub-audience, hub-source",
    "access-control-allow-methods": "GET, POST, PATCH, DELETE",
    "access-control-expose-headers": "etag, retry-after",
    "access-control-max-age": "600",
  });
}

function mount(app: FastifyInstance, call: AnyCall, { enter, identity }: RestOptions): void {
  const { method, path } = route(call);
  const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.route({
    method,
    url,
    bodyLimit: bodyLimit * (larger[call.name] ?? 1),
    handler: async (request, reply) => {
      const principal = await authenticate(identity, request);
      const answer = await enter({
        call,
        input: inputOf(call, request),
        principal,
        person: header(request, "hub-person"),
        key: keyOf(call, request),
        version: versionOf(call, request),
        source: sourceOf(request),
        audience: audienceOf(principal, request),
        address: request.ip,
      });
      const version =
        (answer as { version?: number; record?: { version?: number } }).version ??
        (answer as { record?: { version?: number } }).record?.version;
      if (version !== undefined) void reply.header("etag", `"${version}"`);
      return reply.header("cache-control", "no-store").type("application/json").send(JSON.stringify(answer));
    },
  });
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value ? value : undefined;
}

async function authenticate(identity: Identity, request: FastifyRequest): Promise<Principal | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const principal = bearer ? await identity.authenticate(bearer) : undefined;
  const { origin } = request.headers;
  if (principal?.origin && origin && origin !== principal.origin)
    throw new NotAllowed(`to show this record on ${origin}; the token is for ${principal.origin}`, []);
  return principal;
}

function inputOf(call: AnyCall, request: FastifyRequest): Record<string, unknown> {
  const inPath = request.params as Record<string, string>;
  const given =
    route(call).method === "GET"
      ? convertQuery(call, { ...(request.query as object), ...inPath })
      : request.body;
  if (given !== undefined && (given === null || typeof given !== "object" || Array.isArray(given)))
    throw new InputInvalid([
      { field: "", allowed: "a JSON object", got: JSON.stringify(given).slice(0, 80) },
    ]);
  const fields = (given ?? {}) as Record<string, unknown>;
  const twice = pathFields(call).filter(
    (name) => fields[name] !== undefined && fields[name] !== inPath[name],
  );
  if (twice.length)
    throw new InputInvalid([
      { field: `/${twice[0]}`, allowed: "given in the path only", got: String(fields[twice[0]!]) },
    ]);
  return { ...fields, ...inPath };
}

function keyOf(call: AnyCall, request: FastifyRequest): string | undefined {
  const key = header(request, "idempotency-key");
  if (!key || !writes(call)) return undefined;
  if (key.length > 255)
    throw new InputInvalid([
      {
        field: "Idempotency-Key",
        allowed: "text of at most 255 characters",
        got: `${key.length} characters`,
      },
    ]);
  return key;
}

function versionOf(call: AnyCall, request: FastifyRequest): number | undefined {
  const text = header(request, "if-match");
  if (!call.ifMatch || !text || text === "*") return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(text)?.[1];
  if (!version)
    throw new InputInvalid([
      { field: "If-Match", allowed: 'a version like "3", or *', got: text.slice(0, 40) },
    ]);
  return Number(version);
}

const kinds = new Set(["chat", "slack", "assistant", "ui", "api"]);

/** `chat !room:hub $event`: kept with the change, for "why?". */
function sourceOf(request: FastifyRequest): Source {
  const [kind = "api", room, event] = (header(request, "hub-source") ?? "api").slice(0, 600).split(" ");
  const ref = { request: request.id, ...(room ? { room } : {}), ...(event ? { event } : {}) };
  return { kind: kinds.has(kind) ? (kind as Source["kind"]) : "api", ref };
}

/** Only a trusted bot says where an answer will stand. */
function audienceOf(principal: Principal | undefined, request: FastifyRequest): string | undefined {
  return principal?.appservice?.trusted ? header(request, "hub-audience") : undefined;
}
