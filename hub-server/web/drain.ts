/** Before the web server closes its connections, what is under way is answered. */
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** ms that requests under way have; a client that reads slowly must not keep the process from ending. */
const patience = 3_000;

/**
 * Register it before the routes. New requests are refused with 503 as soon as the server begins to close.
 * @param answerWaiting ends what would wait for long, such as long polls
 */
export function drain(app: FastifyInstance, answerWaiting: () => Promise<void>): void {
  let underWay = 0;
  const last = Promise.withResolvers<void>();
  let closing = false;
  app.addHook("onRequest", (_request, reply, done) => {
    underWay++;
    reply.raw.once("close", () => {
      underWay--;
      if (closing && underWay === 0) last.resolve();
    });
    done();
  });
  app.addHook("preClose", async () => {
    closing = true;
    const given = new AbortController();
    const late = pause(patience, undefined, { signal: given.signal }).catch(() => {});
    await Promise.race([answerWaiting(), late]);
    if (underWay > 0) await Promise.race([last.promise, late]);
    given.abort();
  });
}
