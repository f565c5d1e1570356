/** Mounts the endpoints: CORS on everything, 404 and 405 in the words of the specification. */
import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { badJson, unrecognized, wrongMethod } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import type { Endpoint, Person } from "./endpoint.ts";
import { sendError } from "./errors.ts";
import { readJson } from "./json.ts";
import { personOf } from "./person.ts";
import { adminEndpoints } from "../endpoints/admin.ts";
import { mountOpenId } from "../endpoints/openid.ts";
import { noGuests, openToGuests } from "./guests.ts";
import { openOutflow, type Outflow } from "./outflow.ts";
import { mountMedia } from "./media-routes.ts";
import { openToSuspended, suspended } from "./suspended.ts";

const largestBody = 1024 * 1024;
const methods = ["GET", "POST", "PUT", "DELETE", "PATCH"] as const;

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
  "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization",
  "access-control-expose-headers": "Retry-After",
};

export function routesOf(core: Core, endpoints: readonly Endpoint[]): FastifyPluginAsync {
  return async (app) => {
    app.get("/.well-known/matrix/client", (_request, reply) =>
      reply.headers(cors).send({ "m.homeserver": { base_url: core.publicUrl() } }),
    );
    const mount = (part: FastifyInstance, known: Known) => {
      mountMedia(part, core, known);
      mountOpenId(part, core);
    };
    await app.register(routesAt(core, { base: "/client", endpoints, mount }), { prefix: "/_matrix" });
    const admin = { base: "", endpoints: adminEndpoints, mount: () => {} };
    await app.register(routesAt(core, admin), { prefix: "/_synapse/admin" });
  };
}

type Known = Map<string, Set<string>>;

interface Part {
  /** What stands before the version in each path. */
  readonly base: string;
  readonly endpoints: readonly Endpoint[];
  /** Adds routes that are no endpoints. */
  readonly mount: (app: FastifyInstance, known: Known) => void;
}

function routesAt(core: Core, { base, endpoints, mount }: Part): FastifyPluginAsync {
  return async (app) => {
    app.addHook("onRequest", async (_request, reply) => void reply.headers(cors));
    app.setErrorHandler<Error & { code: string; name: string }>((error, _request, reply) =>
      sendError(reply, error, core.log),
    );
    app.setNotFoundHandler((request, reply) => {
      if (request.method === "OPTIONS") return reply.code(200).send({});
      throw unrecognized(request.method, pathOf(request));
    });
    readBodiesAsJson(app);
    const known: Known = new Map();
    const outflow = openOutflow();
    for (const endpoint of endpoints)
      for (const url of urlsOf(endpoint, base)) {
        app.route({ method: endpoint.method, url, handler: handlerOf(core, endpoint, outflow) });
        known.set(url, (known.get(url) ?? new Set()).add(endpoint.method));
      }
    mount(app, known);
    refuseOtherMethods(app, known);
  };
}

/** v3 paths answer under r0 too, as old clients call them. */
function urlsOf({ path, versions }: Endpoint, base: string): string[] {
  const all = versions.flatMap((version) => (version === "v3" ? ["v3", "r0"] : [version]));
  return all.map((version) => `${base}${version && `/${version}`}${path}`);
}

const nobody = {} as Person;

/** Characters. */
const largeText = 16 * 1024;

function handlerOf(core: Core, endpoint: Endpoint, outflow: Outflow) {
  const { isOpen, run } = endpoint;
  const isForGuests = openToGuests(endpoint);
  const isForSuspended = isOpen || openToSuspended(endpoint);
  // Who does something in a room is there; a client sets up filters and keys by itself.
  const isDeed =
    !isOpen && endpoint.method !== "GET" && /^\/(rooms|join|createRoom|knock)/.test(endpoint.path);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const person = isOpen ? nobody : await personOf(core, request);
    if (!isForGuests && !isOpen && person.principal.guest) throw noGuests();
    if (!isForSuspended && person.principal.suspended) throw suspended();
    const call = {
      core,
      person,
      request,
      reply,
      outflow,
      params: request.params as Record<string, string>,
      query: singleValues(request.query as Record<string, unknown>),
      body: bodyOf(request),
    };
    if (isDeed) core.presence.active(person.userId);
    const answer = await run(call);
    if (answer === undefined) return reply;
    const json = typeof answer === "string" ? answer : JSON.stringify(answer);
    if (json.length < largeText) return reply.type("application/json; charset=utf-8").send(json);
    // Made bytes once; text would be gone through again to count them.
    const bytes = Buffer.from(json);
    outflow.watch(reply, isOpen ? undefined : person.userId, bytes.length);
    return reply.type("application/json").send(bytes);
  };
}

/** A parameter that comes twice counts once: the last one. */
function singleValues(query: Record<string, unknown>): Record<string, string | undefined> {
  for (const [key, value] of Object.entries(query)) if (Array.isArray(value)) query[key] = value.at(-1);
  return query as Record<string, string | undefined>;
}

function readBodiesAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // Many clients send JSON under another content type, or under none.
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: largestBody }, (_request, body, done) =>
    done(null, body),
  );
}

/** @throws MatrixError M_NOT_JSON, M_BAD_JSON */
function bodyOf(request: FastifyRequest): Content {
  const { body, method } = request;
  if (!Buffer.isBuffer(body) || !body.length) {
    if (method === "PUT" && Buffer.isBuffer(body)) throw notJson();
    return {};
  }
  const object = asObject(parsed(body));
  if (!object) throw badJson("The body must be a JSON object.");
  return object;
}

function parsed(body: Buffer): Json {
  if (!isUtf8(body)) throw notJson();
  try {
    return readJson(body.toString());
  } catch (error) {
    throw error instanceof SyntaxError ? notJson() : error;
  }
}

const notJson = () => new MatrixError("M_NOT_JSON", 400, "The body must be JSON; it could not be read.");

function refuseOtherMethods(app: FastifyInstance, known: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, taken] of known) {
    const others = methods.filter((method) => !taken.has(method));
    app.route({
      method: others,
      url,
      handler: (request) => {
        throw wrongMethod(request.method, pathOf(request));
      },
    });
  }
}

/** Without the query, which may hold a token. */
const pathOf = (request: FastifyRequest) => request.url.split("?")[0]!.slice(0, 300);
