/**
 * The Application Service API: how the homeserver pushes what happens, whether it is the hub itself or Synapse.
 * Source: https://spec.matrix.org/v1.16/application-service-api/
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";

export interface TransactionOptions {
  readonly hsToken: string;
  /** Keeps what concerns us. It may be told the same events again. */
  readonly keep: (events: readonly unknown[]) => Promise<void>;
}

/** A hundred events of 64 KiB, and room for their envelope. */
const bodyLimit = 16 * 1024 * 1024;

/** Register without a prefix. Once a transaction is answered the homeserver forgets it: by then it is kept. */
export function transactions({ hsToken, keep }: TransactionOptions): FastifyPluginAsync {
  return async (app) => {
    const guard = (request: FastifyRequest, reply: FastifyReply) =>
      isToken(request.headers.authorization, hsToken)
        ? undefined
        : reply.status(403).send({ errcode: "M_FORBIDDEN", error: "The hs_token is missing or wrong." });
    const unknown = (_: FastifyRequest, reply: FastifyReply) =>
      reply
        .status(404)
        .send({ errcode: "M_NOT_FOUND", error: "The bots make nobody and nothing on demand." });
    app.addHook("onRequest", async (request, reply) => guard(request, reply));
    app.put("/_matrix/app/v1/transactions/:txnId", { bodyLimit }, async (request, reply) => {
      const { events } = (request.body ?? {}) as { events?: unknown };
      if (!Array.isArray(events))
        return reply.status(400).send({ errcode: "M_BAD_JSON", error: "events must be a list." });
      await keep(events);
      return {};
    });
    app.post("/_matrix/app/v1/ping", async () => ({}));
    app.get("/_matrix/app/v1/users/:userId", unknown);
    app.get("/_matrix/app/v1/rooms/:alias", unknown);
    await Promise.resolve();
  };
}

/** Takes the same time for every wrong token: hashes have one length. */
function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? "")?.[1] ?? "";
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
