import test from "ava";
import Fastify from "fastify";
import { matrixOracle } from "./matrix-oracle.ts";

/** Without the document of the specification there is nothing to judge by. */
const judged = matrixOracle(Fastify()) ? test : test.skip;

judged(
  "the oracle complains about an answer that does not fit its schema, and about an error without errcode (needs ../shared)",
  async (t) => {
    const app = Fastify();
    const oracle = matrixOracle(app)!;
    app.get("/_matrix/client/v3/sync", (_request, reply) => reply.send({ next_batch: 5 }));
    app.get("/_matrix/client/v3/joined_rooms", (_request, reply) => reply.code(403).send({}));
    app.get("/_matrix/client/versions", (_request, reply) => reply.send({ versions: ["v1.11"] }));
    for (const url of [
      "/_matrix/client/v3/sync?since=s1",
      "/_matrix/client/v3/joined_rooms",
      "/_matrix/client/versions",
    ])
      await app.inject(url);
    t.regex(oracle.complaints[0]!, /^sync 200: .*next_batch/);
    t.regex(oracle.complaints[1]!, /^getJoinedRooms 403: no errcode/);
    t.is(oracle.complaints.length, 2);
    t.deepEqual([...oracle.seen], ["sync 200", "getJoinedRooms 403", "getVersions 200"]);
  },
);
