/**
 * Bolt's receiver, mounted in our Fastify: Bolt ships none, and its own would start a second server.
 * It acknowledges only after what was heard is kept.
 */
import type { App, Receiver } from "@slack/bolt";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { dispatch } from "./dispatch.ts";
import { trusted } from "./signature.ts";

export interface ReceiverOptions {
  readonly signingSecret: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Body = Record<string, unknown>;

/** Mounts the receiver; its parsers keep the body as it came, because the signature is over its bytes. */
export async function mountReceiver(server: FastifyInstance, options: ReceiverOptions): Promise<Receiver> {
  let bolt: App | undefined;
  await server.register(async (plugin) => {
    plugin.removeAllContentTypeParsers();
    const types = ["application/json", "application/x-www-form-urlencoded"];
    plugin.addContentTypeParser(types, { parseAs: "string" }, (_request, body, done) => done(null, body));
    plugin.post(options.path, (request, reply) => receive(bolt, options, request, reply));
    await Promise.resolve();
  });
  return {
    init: (app) => {
      bolt = app;
    },
    start: async () => {},
    stop: async () => {},
  };
}

async function receive(
  bolt: App | undefined,
  options: ReceiverOptions,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const raw = typeof request.body === "string" ? request.body : "";
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  // Slack's check of our certificate is not signed; whatever else is in it is dropped.
  if (isForm && new URLSearchParams(raw).get("ssl_check") === "1") return reply.status(200).send();
  if (!trusted(request.headers, raw, options)) return reply.status(401).send();
  const body = readBody(raw, isForm);
  if (!body || !bolt) return reply.status(body ? 503 : 400).send();
  if (body["type"] === "url_verification") return { challenge: body["challenge"] };
  if (body["type"] === "app_rate_limited") {
    request.log.warn({ minute: body["minute_rate_limited"] }, "Slack drops events: there were too many");
    return reply.status(200).send();
  }
  const retry = Number(request.headers["x-slack-retry-num"]);
  const event = { body, ...(retry > 0 ? { retryNum: retry } : {}) };
  const { kept, answer } = await dispatch(bolt, event, (error) =>
    request.log.warn({ err: error, type: body["type"] }, "Slack sent something that Bolt cannot route"),
  );
  return kept ? reply.status(200).send(answer ?? "") : reply.status(503).send();
}

function readBody(raw: string, isForm: boolean): Body | undefined {
  if (!isForm) return readJson(raw);
  const form = new URLSearchParams(raw);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : readJson(payload);
}

function readJson(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}
