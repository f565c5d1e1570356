/** Administrators take the word from an account, and give it back ("Server Administration"). */
import type { Account } from "../../identity/index.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalFlag } from "../http/read.ts";
import { forbidden, invalidParam, missingParam, notFound } from "../refusals.ts";
import { needAdmin } from "./admin.ts";

export const suspendEndpoints = [
  endpoint("GET /admin/suspend/:userId", async (call) => ({ suspended: (await target(call)).suspended }), [
    "v1",
  ]),
  endpoint(
    "PUT /admin/suspend/:userId",
    async (call) => {
      const { core, person, body } = call;
      const { userId, appservice } = await target(call);
      const suspended = optionalFlag(body, "suspended");
      if (suspended === undefined) throw missingParam("suspended");
      // Its service speaks for it with a token of its own.
      if (appservice !== null)
        throw invalidParam(
          "This account belongs to an application service; take its registration away instead.",
        );
      await core.identity.suspend(userId, suspended ? person.userId : null);
      return { suspended };
    },
    ["v1"],
  ),
];

/** Who asks is judged first, so that nobody finds out who exists. @throws MatrixError */
async function target(call: Call): Promise<Account> {
  needAdmin(call);
  const { core, person, params } = call;
  const userId = params.userId!;
  if (!userId.startsWith("@") || !userId.endsWith(`:${core.serverName}`))
    throw invalidParam("Only users of this server can be suspended here.");
  const account = await core.identity.account(userId);
  if (!account || account.deactivated) throw notFound("There is no such user.");
  if (account.admin || userId === person.userId) throw forbidden("Administrators are not suspended.");
  return account;
}
