import type { FastifyReply, FastifyRequest } from "fastify";

/** Options for `Fastify()`: ids may be long, a long poll is no slow request, and no answer is in the words of the framework. */
export const serverOptions = {
  routerOptions: { maxParamLength: 2000 },
  requestTimeout: 0,
  keepAliveTimeout: 130_000,
  frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply): void => {
    void reply
      .status(400)
      .type("application/json")
      .send('{"errcode":"M_UNRECOGNIZED","error":"This address cannot be read."}');
  },
} as const;
