/** Tokens that tell another service who somebody is, and nothing else ("OpenID" of the specification). */
import { createHash, randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { endpoint } from "../http/endpoint.ts";
import { needSelf } from "./sync.ts";

const seconds = 3600;

const hashOf = (token: string) => createHash("sha256").update(token).digest();

export const openIdEndpoints = [
  endpoint("POST /user/:userId/openid/request_token", async (call) => {
    needSelf(call);
    const { core, person } = call;
    const token = randomBytes(24).toString("base64url");
    const now = core.clock();
    await core.pool.query(
      `with old as (delete from chat.openid_token where expires_at < $4)
       insert into chat.openid_token (hash, user_id, expires_at) values ($1, $2, $3)`,
      [hashOf(token), person.userId, new Date(now.getTime() + seconds * 1000), now],
    );
    return {
      access_token: token,
      token_type: "Bearer",
      matrix_server_name: core.serverName,
      expires_in: seconds,
    };
  }),
];

/** The one path of the Server-Server API that is answered: services ask there whose token it is. */
export function mountOpenId(app: FastifyInstance, core: Core): void {
  app.get<{ Querystring: { access_token?: unknown } }>(
    "/federation/v1/openid/userinfo",
    async ({ query: { access_token: token } }) => {
      if (typeof token !== "string" || !token)
        throw new MatrixError("M_MISSING_TOKEN", 401, "The parameter access_token is needed.");
      const { rows } = await core.pool.query<{ user_id: string }>(
        "select user_id from chat.openid_token where hash = $1 and expires_at > $2",
        [hashOf(token), core.clock()],
      );
      if (!rows[0]) throw new MatrixError("M_UNKNOWN_TOKEN", 401, "The token is unknown or too old.");
      return { sub: rows[0].user_id };
    },
  );
}
