/** The Model Context Protocol at /mcp: any assistant is a surface, with the token and the rights of a person, and no code of ours. */
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Enter } from "../api/pipeline.ts";
import { sendProblem } from "../api/problem.ts";
import { NotAllowed, NotSignedIn } from "../errors.ts";
import type { Identity, Principal } from "../identity/index.ts";

export interface McpOptions {
  readonly enter: Enter;
  readonly identity: Identity;
}

/** Streamable HTTP without sessions: each request stands alone, so any process can answer it and nothing is kept between them. */
export function mcp({ enter, identity }: McpOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler(sendProblem);
    // The body is the SDK's to read, with its own limits and errors.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.options("/mcp", (_request, reply) => reply.headers(cors).status(204).send());
    app.route({
      method: ["GET", "POST", "DELETE"],
      url: "/mcp",
      handler: async (request, reply) => {
        const principal = await authenticate(identity, request);
        const as = { principal, source: sourceOf(request), address: request.ip };
        const { answer } = await import("./answer.ts"); // with the SDK, which only those pay for who have an assistant
        reply.hijack();
        for (const [name, value] of Object.entries(cors)) reply.raw.setHeader(name, value);
        await answer({ enter, as, request, response: reply.raw });
      },
    });
    await Promise.resolve();
  };
}

/** Bearer tokens, never cookies: any page may ask, and only those with a token get an answer. */
const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers":
    "authorization, content-type, accept, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name",
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-expose-headers": "mcp-session-id, www-authenticate",
  "access-control-max-age": "600",
};

/** A person's session or API token. Bots speak for others and embed tokens show one record: neither is an assistant of a person. */
async function authenticate(identity: Identity, request: FastifyRequest): Promise<Principal> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const principal = bearer ? await identity.authenticate(bearer) : undefined;
  if (!principal) throw new NotSignedIn("Send a personal API token as bearer token; token.add makes one.");
  if (principal.kind !== "session" && principal.kind !== "api")
    throw new NotAllowed("of a person (this token is not a person's)", []);
  return principal;
}

function sourceOf(request: FastifyRequest) {
  const client = request.headers["user-agent"];
  return {
    kind: "assistant" as const,
    ref: { request: request.id, ...(client ? { client: client.slice(0, 100) } : {}) },
  };
}
