/** One public address for everything: what Slack posts to the hub is handed to the bots as it came, byte for byte. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";

const handedOn = [
  "content-type",
  "x-slack-signature",
  "x-slack-request-timestamp",
  "x-slack-retry-num",
  "x-slack-retry-reason",
];
/** An administrator's browser, on its way to Slack and back; the cookie binds one to the other. */
const walks = ["/slack/install", "/slack/oauth_redirect"];
const stateCookie = /(?:^|;\s*)(slack-app-oauth-state=[^;]*)/;

/** Slack waits for three seconds. */
const patience = 3000;
/** A browser waits longer, and Slack is asked for the token meanwhile. */
const walkPatience = 15_000;

export function slackDoor(botsUrl: () => string | undefined): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 1024 * 1024 }, (_request, body, done) =>
      done(null, body),
    );
    app.post("/slack/events", (request, reply) =>
      handOn(botsUrl(), reply, "/slack/events", {
        method: "POST",
        headers: picked(request, handedOn),
        body: request.body as Buffer<ArrayBuffer>,
        signal: AbortSignal.timeout(patience),
      }),
    );
    for (const path of walks)
      app.get(path, (request, reply) =>
        handOn(botsUrl(), reply, request.url, {
          headers: cookieOf(request),
          redirect: "manual",
          signal: AbortSignal.timeout(walkPatience),
        }),
      );
    await Promise.resolve();
  };
}

function picked(request: FastifyRequest, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}

/** Of all cookies only the one that the bots have set. */
function cookieOf({ headers }: FastifyRequest): Record<string, string> {
  const cookie = stateCookie.exec(headers.cookie ?? "")?.[1];
  return cookie ? { cookie } : {};
}

async function handOn(
  to: string | undefined,
  reply: FastifyReply,
  path: string,
  init: RequestInit,
): Promise<FastifyReply> {
  if (!to) return reply.status(503).send("Slack is not connected.");
  try {
    const answer = await fetch(to + path, init);
    for (const name of ["content-type", "location"]) {
      const value = answer.headers.get(name);
      if (value) void reply.header(name, value);
    }
    for (const cookie of answer.headers.getSetCookie()) void reply.header("set-cookie", cookie);
    return await reply.status(answer.status).send(Buffer.from(await answer.arrayBuffer()));
  } catch {
    return reply.status(503).send("The bots are not up."); // Slack tries again
  }
}
