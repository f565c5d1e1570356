/** From an error to a standard error response. A client's mistake is never a 500. */
import type { FastifyError, FastifyReply } from "fastify";
import { AuthWanted, HubError, MatrixError, TooMany, Unavailable } from "../../errors.ts";
import { isOutage } from "../../store/outage.ts";
import type { ChatLog } from "../types.ts";

const errcodes: Readonly<Record<string, string>> = {
  "not-signed-in": "M_FORBIDDEN",
  "not-allowed": "M_FORBIDDEN",
  "not-found": "M_NOT_FOUND",
  "input-invalid": "M_INVALID_PARAM",
  conflict: "M_USER_IN_USE",
  unavailable: "M_UNKNOWN",
};

/** A wrong name or password is 403 here, 401 everywhere else; a name that is taken is 400. */
const statuses: Readonly<Record<string, number>> = { "not-signed-in": 403, conflict: 400 };

export function sendError(reply: FastifyReply, error: FastifyError, log: ChatLog): FastifyReply {
  const { status, body } = standardError(error);
  if (status === 500) log.error({ error: error.stack ?? error.message }, "A request to chat failed.");
  if (status === 429) void reply.header("retry-after", Math.ceil((body.retry_after_ms ?? 1000) / 1000));
  // The specification names the type without a charset; the framework adds one to strings.
  return reply
    .code(status)
    .type("application/json")
    .send(Buffer.from(JSON.stringify(body)));
}

interface StandardError {
  readonly status: number;
  readonly body: { readonly retry_after_ms?: number };
}

function standardError(error: FastifyError | HubError): StandardError {
  if (error instanceof AuthWanted) return { status: 401, body: error.extra };
  if (error instanceof MatrixError)
    return { status: error.status, body: stated(error.code, error.message, error.extra) };
  if (error instanceof TooMany) {
    const seconds = Number(error.extra.retryAfterSeconds);
    return {
      status: 429,
      body: stated("M_LIMIT_EXCEEDED", error.message, { retry_after_ms: Math.ceil(seconds * 1000) }),
    };
  }
  if (error instanceof HubError)
    return {
      status: statuses[error.code] ?? error.status,
      body: stated(errcodes[error.code] ?? "M_UNKNOWN", error.message),
    };
  if (isOutage(error))
    return standardError(new Unavailable("The database is not there at the moment; try again shortly."));
  return frameworkError(error);
}

const stated = (
  errcode: string,
  sentence: string,
  extra: Readonly<Record<string, unknown>> = {},
): StandardError["body"] & Record<string, unknown> => ({ errcode, error: sentence, ...extra });

function frameworkError(error: FastifyError): StandardError {
  const { code, statusCode = 500, message } = error;
  // PostgreSQL's text holds every character but NUL (SQLSTATE 22021, 22P05).
  if (code === "22021" || code === "22P05")
    return { status: 400, body: stated("M_INVALID_PARAM", "The character NUL is not allowed.") };
  if (error instanceof RangeError && /call stack/.test(message))
    return { status: 400, body: stated("M_BAD_JSON", "The JSON is nested too deeply.") };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return { status: 413, body: stated("M_TOO_LARGE", "The request is too large.") };
  if (statusCode < 500) return { status: statusCode, body: stated("M_UNKNOWN", message) };
  return { status: 500, body: stated("M_UNKNOWN", "Something went wrong in the hub.") };
}
