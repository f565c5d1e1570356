/** The built web app and widgets, served by path with strict headers. The hub imports none of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync, FastifyReply } from "fastify";

/** Everything from our own origin, nothing inline: a script that somebody smuggles into a message cannot run. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** @param folder widgets/dist; when it was not built only a sentence is served */
export function webApp(folder: string): FastifyPluginAsync {
  return async (app) => {
    const index = join(folder, "app", "index.html");
    app.get("/", (_request, reply) => {
      secure(reply);
      if (!existsSync(index))
        return reply
          .status(503)
          .type("text/plain")
          .send("The web app is not built: run `node widgets/build.ts`.");
      return reply.header("cache-control", "no-cache").sendFile("app/index.html");
    });
    await app.register(fastifyStatic, {
      root: folder,
      prefix: "/",
      wildcard: false,
      index: false,
      serve: false,
      dotfiles: "ignore",
      cacheControl: false, // each route says its own
    });
    app.get<{ Params: { "*": string } }>("/app/*", (request, reply) => {
      secure(reply);
      return reply
        .header("cache-control", cacheFor(request.params["*"]))
        .sendFile(`app/${request.params["*"]}`);
    });
    app.get<{ Params: { "*": string } }>("/widgets/v1/*", (request, reply) => {
      void reply.headers({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
      });
      return reply
        .header("cache-control", cacheFor(request.params["*"]))
        .sendFile(`v1/${request.params["*"]}`);
    });
  };
}

/** Files with a hash in their name never change; the others are asked for again. */
function cacheFor(path: string): string {
  return /-[A-Z0-9]{8}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";
}

function secure(reply: FastifyReply): void {
  void reply.headers({
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  });
}
