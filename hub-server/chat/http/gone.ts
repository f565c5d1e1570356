import type { FastifyReply } from "fastify";

/** Fires when the client closed the connection before it was answered. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // After an answer nobody listens any more, and an abort makes an exception with its stack: too much for each request.
  reply.raw.once("close", () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}
