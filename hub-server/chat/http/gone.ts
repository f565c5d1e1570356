import type { FastifyRequest } from "fastify";

/** Fires when the client closes the connection before it got its answer. */
export function goneSignal(request: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  request.raw.socket.once("close", () => controller.abort());
  return controller.signal;
}
