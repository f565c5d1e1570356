import type { FastifyReply } from "fastify";

/** Fires when the answer is out, or the client closed the connection before it was. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => controller.abort());
  return controller.signal;
}
