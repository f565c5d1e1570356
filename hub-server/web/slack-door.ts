/** One public address for everything: what Slack posts to the hub is handed to the bots as it came, byte for byte. */
import type { FastifyPluginAsync } from "fastify";

const handedOn = [
  "content-type",
  "x-slack-signature",
  "x-slack-request-timestamp",
  "x-slack-retry-num",
  "x-slack-retry-reason",
];

export function slackDoor(botsUrl: () => string | undefined): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 1024 * 1024 }, (_request, body, done) =>
      done(null, body),
    );
    app.post("/slack/events", async (request, reply) => {
      const to = botsUrl();
      if (!to) return reply.status(503).send("Slack is not connected.");
      const headers = Object.fromEntries(
        handedOn.flatMap((name) =>
          typeof request.headers[name] === "string" ? [[name, request.headers[name]]] : [],
        ),
      );
      try {
        const answer = await fetch(`${to}/slack/events`, {
          method: "POST",
          headers,
          body: request.body as Buffer<ArrayBuffer>,
          signal: AbortSignal.timeout(3000),
        });
        const type = answer.headers.get("content-type");
        if (type) void reply.type(type);
        return await reply.status(answer.status).send(Buffer.from(await answer.arrayBuffer()));
      } catch {
        return reply.status(503).send("The bots are not up."); // Slack tries again
      }
    });
    await Promise.resolve();
  };
}
