/** Calendar feeds, for calendars that know no sign-in: whoever holds the secret link reads that person's calendar. */
import type { FastifyPluginAsync } from "fastify";
import type { Sequelize } from "sequelize";
import { readFeed } from "../crm/calendar/feed.ts";
import type { Parts } from "../crm/context.ts";

/** Serves `GET /calendar/<secret>.ics`. A link that is unknown, mistyped or revoked is simply not there. */
export function calendarFeed({
  parts,
  sequelize,
}: {
  parts: Parts;
  sequelize: Sequelize;
}): FastifyPluginAsync {
  return async (app) => {
    app.get<{ Params: { file: string } }>("/calendar/:file", async (request, reply) => {
      const secret = /^(hub_c_[A-Za-z0-9_-]{43})\.ics$/.exec(request.params.file)?.[1];
      const calendar = secret && (await readFeed(parts, sequelize, secret));
      void reply.headers({ "cache-control": "private, no-store", "referrer-policy": "no-referrer" });
      if (!calendar)
        return reply.status(404).type("text/plain; charset=utf-8").send("There is no such calendar.");
      return reply.type("text/calendar; charset=utf-8").send(calendar);
    });
    await Promise.resolve();
  };
}
