/** Signing in and out. */
import { randomBytes } from "node:crypto";
import { MatrixError } from "../../errors.ts";
import type { AppService } from "../../identity/index.ts";
import { endpoint, openEndpoint, type Call, type OpenCall } from "../http/endpoint.ts";
import { tokenOf } from "../http/person.ts";
import { optionalFlag, optionalObject, optionalText, text } from "../http/read.ts";
import { badJson, forbidden, invalidParam, missingParam } from "../refusals.ts";
import type { Content } from "../types.ts";

const serviceType = "m.login.application_service";

export const signInEndpoints = [
  openEndpoint("GET /login", () => ({
    flows: [{ type: "m.login.password" }, { type: "m.login.token" }, { type: serviceType }],
  })),
  openEndpoint("POST /login", login),
  openEndpoint("POST /register", register),
  openEndpoint("GET /register/available", async ({ core, query }) => {
    if (!query.username) throw missingParam("username");
    const account = await core.identity.account(`@${query.username}:${core.serverName}`);
    if (account) throw new MatrixError("M_USER_IN_USE", 400, "The name is taken.");
    return { available: true };
  }),
  endpoint("POST /logout", async ({ core, person }) => {
    await core.identity.closeSession(person.principal.tokenId);
    return {};
  }),
  endpoint("POST /logout/all", async ({ core, person }) => {
    await core.identity.closeAllSessions(person.userId);
    return {};
  }),
  endpoint("GET /account/whoami", ({ person }) => ({
    user_id: person.userId,
    is_guest: false,
    ...(person.principal.kind !== "appservice" && { device_id: person.device }),
  })),
  endpoint("POST /account/password", changePassword),
];

async function login({ core, request, body }: OpenCall): Promise<object> {
  const type = text(body, "type");
  let userId: string;
  if (type === "m.login.password") {
    const attempt = { user: userOf(body), password: text(body, "password"), address: request.ip };
    userId = (await core.identity.signIn(attempt)).userId;
  } else if (type === "m.login.token") {
    const account = await core.identity.redeemLink(text(body, "token"));
    if (!account) throw forbidden("This link was used before, or it has expired.");
    userId = account.userId;
  } else if (type === serviceType) {
    const service = await serviceOf({ core, request });
    userId = fullId(core.serverName, userOf(body));
    if (!service.ownsUser(userId)) throw outside(userId);
    if (!(await core.appservices.userExists(userId))) throw forbidden("There is no such user.");
  } else throw new MatrixError("M_UNKNOWN", 400, `There is no way to sign in called ${type.slice(0, 50)}.`);
  return openSession({ core, body }, userId);
}

async function openSession({ core, body }: Pick<OpenCall, "core" | "body">, userId: string): Promise<object> {
  const deviceId = optionalText(body, "device_id");
  if (deviceId !== undefined && !/^[^\0]{1,255}$/s.test(deviceId))
    throw invalidParam("device_id must have 1 to 255 characters, none of them NUL.");
  const deviceName = optionalText(body, "initial_device_display_name");
  const session = await core.identity.openSession(userId, {
    ...(deviceId && { deviceId }),
    ...(deviceName && { deviceName }),
  });
  return {
    user_id: userId,
    access_token: session.token,
    device_id: session.deviceId,
    home_server: core.serverName,
    well_known: { "m.homeserver": { base_url: core.publicUrl() } },
  };
}

/** The identifier, or the field that older clients send. */
function userOf(body: Content): string {
  const identifier = optionalObject(body, "identifier");
  if (!identifier) return text(body, "user");
  const type = text(identifier, "type");
  if (type !== "m.id.user")
    throw new MatrixError("M_UNKNOWN", 400, "identifier must be of the type m.id.user.");
  return text(identifier, "user");
}

const fullId = (serverName: string, user: string) => (user.startsWith("@") ? user : `@${user}:${serverName}`);

const outside = (userId: string) =>
  new MatrixError(
    "M_EXCLUSIVE",
    400,
    `${userId.slice(0, 255)} is not in the namespace of this application service.`,
  );

async function serviceOf({ core, request }: Pick<OpenCall, "core" | "request">): Promise<AppService> {
  const token = tokenOf(request);
  if (token === undefined)
    throw new MatrixError("M_MISSING_TOKEN", 401, "The as_token is needed; none came.");
  const principal = await core.identity.authenticate(token);
  if (!principal?.appservice) throw new MatrixError("M_UNKNOWN_TOKEN", 401, "This is no as_token.");
  return principal.appservice;
}

/** Closed, unless the hub was opened for everybody; application services make their users here. */
async function register({ core, request, reply, query, body }: OpenCall): Promise<object | undefined> {
  if (query.kind === "guest")
    throw new MatrixError("M_GUEST_ACCESS_FORBIDDEN", 403, "There is no access for guests.");
  const username = optionalText(body, "username")?.toLowerCase();
  if (body.type === serviceType) {
    if (username === undefined) throw missingParam("username");
    const service = await serviceOf({ core, request });
    const userId = `@${username}:${core.serverName}`;
    if (!service.ownsUser(userId)) throw outside(userId);
    await core.identity.createAccount({ localpart: username, appservice: service.id });
    return optionalFlag(body, "inhibit_login") ? { user_id: userId } : openSession({ core, body }, userId);
  }
  if (!core.openRegistration) throw forbidden("Accounts are made by an administrator here.");
  if (optionalObject(body, "auth")?.type !== "m.login.dummy") {
    const flows = [{ stages: ["m.login.dummy"] }];
    return void reply
      .code(401)
      .type("application/json; charset=utf-8")
      .send(JSON.stringify({ session: randomBytes(12).toString("hex"), flows, params: {} }));
  }
  const localpart = username ?? `u${randomBytes(6).toString("hex")}`;
  if (core.identity.exclusiveOwner(`@${localpart}:${core.serverName}`))
    throw new MatrixError("M_EXCLUSIVE", 400, "An application service holds this name.");
  const password = text(body, "password");
  const account = await core.identity.createAccount({ localpart, displayName: localpart, password });
  if (optionalFlag(body, "inhibit_login")) return { user_id: account.userId };
  return openSession({ core, body }, account.userId);
}

/** Asks for the old password first ("User-Interactive Authentication API"). */
async function changePassword({ core, person, request, reply, body }: Call): Promise<object | undefined> {
  const password = text(body, "new_password");
  const auth = optionalObject(body, "auth");
  if (!auth) {
    const answer = {
      session: randomBytes(12).toString("hex"),
      flows: [{ stages: ["m.login.password"] }],
      params: {},
    };
    return void reply.code(401).type("application/json; charset=utf-8").send(JSON.stringify(answer));
  }
  if (auth.type !== "m.login.password") throw badJson("auth must be of the type m.login.password.");
  await core.identity.signIn({ user: person.userId, password: text(auth, "password"), address: request.ip });
  const keep = optionalFlag(body, "logout_devices") === false ? "all" : person.principal.tokenId;
  await core.identity.setPassword(person.userId, password, keep);
  return {};
}
