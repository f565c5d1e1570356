/**
 * The specification as a judge: every JSON answer of the Client-Server API is checked against the schema of its
 * operation and status. The document is the one that matrix-org/matrix-spec generates; without it nothing is checked.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { FastifyInstance, FastifyRequest } from "fastify";

const file = resolve(import.meta.dirname, "../../../shared/data/matrix/client-server-openapi.json");

export interface Oracle {
  /** What did not fit, one sentence each. */
  readonly complaints: string[];
  /** Operations that were answered, as `operationId status`. */
  readonly seen: Set<string>;
}

interface Operation {
  readonly operationId?: string;
  readonly responses?: Record<string, { content?: Record<string, { schema?: object }> }>;
}

interface Judge {
  readonly pattern: RegExp;
  readonly method: string;
  readonly name: string;
  readonly byStatus: ReadonlyMap<string, ValidateFunction | undefined>;
}

/** Hooks the oracle into a server. Call it before the routes are registered. Undefined when there is no document. */
export function matrixOracle(app: FastifyInstance): Oracle | undefined {
  const judges = (loaded ??= existsSync(file) ? load() : null);
  if (!judges) return undefined;
  const oracle: Oracle = { complaints: [], seen: new Set() };
  app.addHook("onSend", async (request, reply, payload) => {
    const isJson = Buffer.isBuffer(payload) && reply.getHeader("content-type") === "application/json";
    if (typeof payload === "string" || isJson)
      judge(judges, oracle, request, reply.statusCode, String(payload));
  });
  return oracle;
}

let loaded: Judge[] | null | undefined;

function load(): Judge[] {
  const document = JSON.parse(readFileSync(file, "utf8")) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  for (const format of [
    "uri",
    "mx-mxc-uri",
    "mx-user-id",
    "mx-room-id",
    "mx-event-id",
    "int64",
    "int32",
    "float",
    "double",
    "byte",
    "email",
    "uuid",
  ])
    ajv.addFormat(format, true);
  const judges: Judge[] = [];
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations))
      if (operation.operationId) judges.push(judgeOf(ajv, path, method, operation));
  // Paths without parameters are more precise than those with.
  return judges.toSorted((a, b) => groups(a.pattern) - groups(b.pattern));
}

const groups = (pattern: RegExp) => pattern.source.split("[^/]+").length;

function judgeOf(ajv: Ajv2020, path: string, method: string, operation: Operation): Judge {
  const byStatus = new Map<string, ValidateFunction | undefined>();
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = response.content?.["application/json"]?.schema;
    // Compiled when first needed: most runs see a few operations only.
    let compiled: ValidateFunction | undefined;
    const validate =
      schema &&
      ((data: unknown) => {
        compiled ??= ajv.compile(loosened(schema));
        const fits = compiled(data);
        (validate as unknown as { errors: unknown }).errors = compiled.errors;
        return fits;
      });
    byStatus.set(status, validate as ValidateFunction | undefined);
  }
  const pattern = new RegExp(`^${path.replace(/\/$/, "").replaceAll(/\{[^}]+\}/g, "[^/]+")}/?$`);
  return { pattern, method: method.toUpperCase(), name: operation.operationId!, byStatus };
}

/** The document says `oneOf` where its alternatives overlap; what is meant is that one of them fits. */
function loosened(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"oneOf":', '"anyOf":')) as object;
}

/**
 * What every homeserver answers and clients rely on, though the document has no word for it: `{}` without a TURN server;
 * typing and receipts among the events of the first version, which have no ids; null for a name or picture that is missing.
 */
const customary = new Set([
  "getTurnServer 200",
  "getEvents 200",
  "getJoinedMembersByRoom 200",
  // Passed on as application services say it.
  "getProtocols 200",
  "getProtocolMetadata 200",
]);

function judge(
  judges: readonly Judge[],
  oracle: Oracle,
  request: FastifyRequest,
  status: number,
  payload: string,
): void {
  const path = request.url.split("?")[0]!.replace("/client/r0/", "/client/v3/");
  const found = judges.find((one) => one.method === request.method && one.pattern.test(path));
  if (!found) return;
  see(oracle, found.name, status);
  const body = parse(payload);
  const complain = (sentence: string) =>
    oracle.complaints.push(`${found.name} ${status}: ${sentence} in ${payload.slice(0, 600)}`);
  if (body === undefined) return void complain("no JSON");
  if (status >= 400 && status !== 401 && typeof (body as { errcode?: unknown }).errcode !== "string")
    return void complain("no errcode");
  if (customary.has(`${found.name} ${status}`)) return;
  const validate = found.byStatus.get(String(status));
  if (validate && !validate(body)) complain(JSON.stringify(validate.errors?.slice(0, 3)));
}

/** @param name of the operation; kept in a file too, when several runs are to be counted together */
function see(oracle: Oracle, name: string, status: number): void {
  const answer = `${name} ${status}`;
  if (oracle.seen.has(answer)) return;
  oracle.seen.add(answer);
  const { HUB_OPERATIONS: path } = process.env;
  if (path) appendFileSync(path, `${answer}\n`);
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
