/** Problems: every error answer is an RFC 9457 document with a stable code and a sentence that may be shown. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ForeignKeyConstraintError, UniqueConstraintError, DatabaseError } from "sequelize";
import { Conflict, HubError, NotAllowed, Unavailable } from "../errors.ts";
import { granters } from "../crm/record/write.ts";
import { isOutage } from "../store/outage.ts";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [member: string]: unknown;
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Changed meanwhile",
  413: "Too large",
  415: "Wrong content type",
  428: "Not confirmed",
  429: "Too many requests",
  503: "Not available",
};

export function problemOf(error: HubError): Problem {
  const { code, status, message, extra } = error;
  return {
    ...extra,
    type: `urn:singularity:problem:${code}`,
    title: titles[status] ?? "Fault",
    status,
    code,
    detail: message,
  };
}

/** What the database or Fastify refused, in our words; undefined for a fault of ours. */
export function knownError(error: unknown): HubError | undefined {
  if (error instanceof HubError) return error;
  if (isOutage(error)) return new Unavailable("The database is not there at the moment; try again shortly.");
  if (error instanceof UniqueConstraintError)
    return new Conflict(`${takenBy(error)} is taken by another record.`);
  if (error instanceof ForeignKeyConstraintError)
    return new Conflict("A record that this one needs is gone.");
  if (error instanceof DatabaseError) return databaseError(error);
  const { statusCode, code, message } = error as Partial<FastifyError>;
  if (statusCode && statusCode < 500)
    return new HubError(
      codes[code ?? ""] ?? "bad-request",
      statusCode,
      sentences[code ?? ""] ?? `${message}.`,
    );
  return undefined;
}

/** The field of a unique constraint, which PostgreSQL names table_field_key. */
function takenBy(error: UniqueConstraintError): string {
  const { constraint = "" } = error.original as Error & { constraint?: string };
  return /^[a-z]+_(\w+?)(?:_key)?$/.exec(constraint)?.[1] ?? "This value";
}

/** Numeric value out of range, invalid or overflowing day or time, a check of a column (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const outOfRange: ReadonlySet<string> = new Set(["22003", "22007", "22008", "23514"]);

/** Row-level security refused what the gate let pass: refused, and worth a look at the gate. */
function databaseError(error: DatabaseError): HubError | undefined {
  const { code } = error.original as Error & { code?: string };
  if (code === "42501") return new NotAllowed("for this record", granters);
  if (code === "22021" || code === "22P05")
    return new HubError("input-invalid", 400, "Text holds a character that cannot be stored.");
  if (outOfRange.has(code ?? ""))
    return new HubError("input-invalid", 400, "A number, a day or a time is beyond what can be stored.");
  return undefined;
}

const codes: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "not-json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "not-json",
  FST_ERR_CTP_BODY_TOO_LARGE: "too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "wrong-content-type",
};
const sentences: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "The body is not JSON.",
  FST_ERR_CTP_EMPTY_JSON_BODY: "The body is empty; send a JSON object, {} at least.",
  FST_ERR_CTP_BODY_TOO_LARGE: "The body is larger than 1 MiB.",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "Send the body as application/json.",
};

/** Answers an error. Faults of ours are logged whole and told in one line without a trace. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = knownError(error);
  if (!known) request.log.error({ err: error }, "a call failed");
  const fault = new HubError("fault", 500, `Something went wrong here; it was logged as ${request.id}.`);
  const problem = problemOf(known ?? fault);
  if (known?.extra["retryAfterSeconds"])
    void reply.header("retry-after", String(known.extra["retryAfterSeconds"]));
  else if (problem.status === 503) void reply.header("retry-after", "1");
  if (problem.status === 401) void reply.header("www-authenticate", "Bearer");
  return reply.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}
