/** A new password, the end of an account, and addresses by which others might find it. */
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { endpoint, openEndpoint, type Call } from "../http/endpoint.ts";
import { optionalFlag, text } from "../http/read.ts";
import { forbidden } from "../refusals.ts";
import { forgetPerson } from "../rooms/forget-person.ts";
import { change } from "../rooms/memberships.ts";
import { needPassword } from "./uia.ts";

const noAddresses = () =>
  new MatrixError("M_THREEPID_DENIED", 403, "E-mail addresses and phone numbers are not kept here.");

const refuse = () => {
  throw noAddresses();
};

export const accountEndpoints = [
  endpoint("POST /account/password", changePassword),
  endpoint("POST /account/deactivate", async (call) => {
    const { core, person } = call;
    const body = await needPassword(core, call);
    await closeAccount(core, person.userId, optionalFlag(body, "erase") === true);
    return { id_server_unbind_result: "success" };
  }),
  endpoint("GET /account/3pid", () => ({ threepids: [] })),
  endpoint("POST /account/3pid", refuse),
  endpoint("POST /account/3pid/add", refuse),
  endpoint("POST /account/3pid/bind", refuse),
  endpoint("POST /account/3pid/delete", refuse),
  endpoint("POST /account/3pid/unbind", refuse),
  ...(["email", "msisdn"] as const).flatMap((medium) => [
    openEndpoint(`POST /account/3pid/${medium}/requestToken`, refuse),
    openEndpoint(`POST /account/password/${medium}/requestToken`, refuse),
    openEndpoint(`POST /register/${medium}/requestToken`, refuse),
  ]),
];

async function changePassword(call: Call): Promise<object> {
  const { core, person } = call;
  const account = await core.identity.account(person.userId);
  if (account && !account.hasPassword && person.principal.kind === "appservice")
    throw forbidden("Users of an application service have no password.");
  const body = await needPassword(core, call);
  const password = text(body, "new_password");
  const keep = optionalFlag(body, "logout_devices") === false ? "all" : person.principal.tokenId;
  await core.identity.setPassword(person.userId, password, keep);
  return {};
}

/** Ends an account: it leaves every room and cannot sign in. @param erase its profile goes too */
export async function closeAccount(core: Core, userId: string, erase: boolean): Promise<void> {
  await leaveEverything(core, userId);
  if (erase) await core.pool.query("delete from chat.profile_field where user_id = $1", [userId]);
  await core.identity.deactivate(userId, erase);
  if (erase) await forgetPerson(core, userId);
}

/** Whoever is gone is in no room; a room that does not let them go keeps them, and the others still leave. */
export async function leaveEverything(core: Core, userId: string): Promise<void> {
  const stream = await core.streams.get(userId);
  const there = [...stream.memberships.values()].filter(({ membership }) =>
    /^(join|invite|knock)$/.test(membership),
  );
  const rooms = await core.rooms.byNumbers(there.map((entry) => entry.room));
  for (const room of rooms.values())
    await change(core, room.roomId, { sender: userId, target: userId, membership: "leave" }).catch(
      (error: Error) =>
        core.log.warn({ error: error.message, room: room.roomId }, "Somebody could not leave."),
    );
}
