/** POST /register: closed, by invitation, or open to everybody; application services make their users here. */
import { randomBytes } from "node:crypto";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { openEndpoint, type OpenCall } from "../http/endpoint.ts";
import { optionalFlag, optionalText } from "../http/read.ts";
import { badJson, forbidden, missingParam } from "../refusals.ts";
import type { Content } from "../types.ts";
import { guestOf, registerGuest } from "./guests.ts";
import { registration, uninvited, type Ask, type Stage, type UiaSession } from "./uia.ts";
import { askForProof } from "./sso.ts";
import { openSession, outside, serviceOf, serviceType } from "./login.ts";

export type RegistrationMode = "closed" | "invitation" | "open";

const flows: Record<Exclude<RegistrationMode, "closed">, readonly (readonly Stage[])[]> = {
  invitation: [["m.login.registration_token"]],
  open: [["m.login.dummy"], ["m.login.registration_token"]],
};

export const registerEndpoints = [
  openEndpoint("POST /register", register),
  openEndpoint("GET /register/available", async ({ core, query }) => {
    if (!query.username) throw missingParam("username");
    await checkName(core, query.username);
    return { available: true };
  }),
  openEndpoint(
    "GET /register/m.login.registration_token/validity",
    async ({ core, query }) => {
      if (query.token === undefined) throw missingParam("token");
      return { valid: await core.identity.isInvited(query.token) };
    },
    ["v1"],
  ),
  // The page that clients open for stages they do not know ("Fallback").
  openEndpoint("GET /auth/:stage/fallback/web", (call) => {
    const { reply, params } = call;
    if (params.stage === "m.login.sso") return askForProof(call);
    void reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", "default-src 'none'; sandbox")
      .send("<!doctype html><title>Sign in</title><p>Use a client that can ask for this by itself.</p>");
    return undefined;
  }),
];

async function register(call: OpenCall): Promise<object> {
  const { core, request, query, body } = call;
  if (query.kind === "guest") return registerGuest(call);
  if (query.kind !== undefined && query.kind !== "user") throw badJson("kind must be user or guest.");
  if (body.type === serviceType) return registerForService(call);
  if (core.registration === "closed") throw forbidden("Accounts are made by an administrator here.");
  core.limits.take("register", request.ip);
  const wanted = nameIn(body);
  optionalText(body, "password");
  const repeated = typeof (body.auth as Content | undefined)?.session === "string";
  if (wanted !== undefined && !repeated && !(await guestOf(core, body, wanted)))
    await checkName(core, wanted);
  const ask = { flows: flows[core.registration], operation: registration, body, address: request.ip };
  const { session, body: given } = await core.uia.prove(core, ask);
  // Whoever asks meanwhile waits for the same account; when none could be made, one may try again.
  session.madeUser ??= make(core, given, ask, session).catch((error: unknown) => {
    session.madeUser = undefined;
    throw error;
  });
  const userId = await session.madeUser;
  if (optionalFlag(given, "inhibit_login")) return { user_id: userId, home_server: core.serverName };
  return openSession(call, userId, given);
}

async function make(core: Core, body: Content, ask: Ask, session: UiaSession): Promise<string> {
  const { registrationToken: invitation } = session;
  const localpart = nameIn(body) ?? `u${randomBytes(6).toString("hex")}`;
  const password = optionalText(body, "password");
  if (password === undefined) throw missingParam("password");
  const guest = await guestOf(core, body, localpart);
  if (guest === undefined) await checkName(core, localpart);
  if (invitation !== undefined && !(await core.identity.spendInvitation(invitation)))
    throw uninvited(ask, session);
  if (guest !== undefined) {
    await core.identity.settleGuest(guest, password);
    return guest;
  }
  return (await core.identity.createAccount({ localpart, displayName: localpart, password })).userId;
}

async function registerForService({ core, request, body }: OpenCall): Promise<object> {
  const username = nameIn(body);
  if (username === undefined) throw missingParam("username");
  const service = await serviceOf({ core, request });
  const userId = `@${username}:${core.serverName}`;
  if (!service.ownsUser(userId)) throw outside(userId);
  await core.identity.createAccount({ localpart: username, appservice: service.id });
  if (optionalFlag(body, "inhibit_login")) return { user_id: userId, home_server: core.serverName };
  return openSession({ core, request }, userId, body);
}

const nameIn = (body: Content) => optionalText(body, "username")?.toLowerCase();

/** @throws MatrixError M_INVALID_USERNAME, M_EXCLUSIVE, M_USER_IN_USE */
async function checkName(core: Core, localpart: string): Promise<void> {
  const userId = `@${localpart}:${core.serverName}`;
  if (!/^[a-z0-9._=/+-]+$/.test(localpart) || userId.length > 255)
    throw new MatrixError(
      "M_INVALID_USERNAME",
      400,
      "A name has the characters a-z 0-9 . _ = - / + and, with the server, at most 255 of them.",
    );
  if (core.identity.exclusiveOwner(userId))
    throw new MatrixError("M_EXCLUSIVE", 400, "An application service holds this name.");
  if (await core.identity.account(userId)) throw new MatrixError("M_USER_IN_USE", 400, "The name is taken.");
}
