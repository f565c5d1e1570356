/** Signing in and out; tokens that are renewed. */
import { MatrixError } from "../../errors.ts";
import type { AppService, Session } from "../../identity/index.ts";
import type { Core } from "../core.ts";
import { endpoint, openEndpoint, type OpenCall } from "../http/endpoint.ts";
import { tokenOf } from "../http/person.ts";
import { optionalFlag, optionalObject, optionalText, text } from "../http/read.ts";
import { forbidden, invalidParam } from "../refusals.ts";
import type { Content } from "../types.ts";
import { needPassword } from "./uia.ts";

export const serviceType = "m.login.application_service";

/** Life of a token that signs in another device, in seconds. */
const loginTokenSeconds = 120;

export const loginEndpoints = [
  openEndpoint("GET /login", ({ core }) => ({
    flows: [
      { type: "m.login.password" },
      ...(core.cas ? [{ type: "m.login.sso" }, { type: "m.login.cas" }] : []),
      { type: "m.login.token", get_login_token: true },
      { type: serviceType },
    ],
  })),
  openEndpoint("POST /login", login),
  openEndpoint("POST /refresh", async ({ core, body }) => {
    const session = await core.identity.refreshSession(text(body, "refresh_token"));
    if (!session)
      throw new MatrixError("M_UNKNOWN_TOKEN", 401, "The refresh token is unknown or was used.", {
        soft_logout: true,
      });
    return tokensOf(session);
  }),
  endpoint(
    "POST /login/get_token",
    async (call) => {
      await needPassword(call.core, call);
      const { token } = await call.core.identity.issueToken({
        userId: call.person.userId,
        kind: "link",
        seconds: loginTokenSeconds,
      });
      return { login_token: token, expires_in_ms: loginTokenSeconds * 1000 };
    },
    ["v1"],
  ),
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
    is_guest: person.principal.guest === true,
    ...(person.principal.kind !== "appservice" && { device_id: person.device }),
  })),
];

async function login(call: OpenCall): Promise<object> {
  const { core, request, body } = call;
  const type = text(body, "type");
  core.limits.take("login", request.ip);
  if (type === "m.login.password") {
    const attempt = { user: userOf(core, body), password: text(body, "password"), address: request.ip };
    return openSession(call, (await core.identity.signIn(attempt)).userId, body);
  }
  if (type === "m.login.token") {
    const account = await core.identity.redeemLink(text(body, "token"));
    if (!account) throw forbidden("This link was used before, or it has expired.");
    return openSession(call, account.userId, body);
  }
  if (type !== serviceType)
    throw new MatrixError("M_UNKNOWN", 400, `There is no way to sign in called ${type.slice(0, 50)}.`);
  const service = await serviceOf({ core, request });
  const userId = fullId(core.serverName, userOf(core, body));
  if (!service.ownsUser(userId)) throw outside(userId);
  if (!(await core.appservices.userExists(userId))) throw forbidden("There is no such user.");
  return openSession(call, userId, body);
}

export async function openSession(
  { core }: Pick<OpenCall, "core" | "request">,
  userId: string,
  body: Content,
): Promise<object> {
  const deviceId = checkedDeviceId(optionalText(body, "device_id"));
  const deviceName = optionalText(body, "initial_device_display_name");
  const session = await core.identity.openSession(userId, {
    ...(deviceId && { deviceId }),
    ...(deviceName && { deviceName: deviceName.slice(0, 255) }),
    refreshable: optionalFlag(body, "refresh_token") === true,
  });
  return {
    user_id: userId,
    ...tokensOf(session),
    device_id: session.deviceId,
    home_server: core.serverName,
    well_known: { "m.homeserver": { base_url: core.publicUrl() } },
  };
}

/** Others see it, and have it as a key of their objects. @throws MatrixError M_INVALID_PARAM */
function checkedDeviceId(deviceId: string | undefined): string | undefined {
  if (deviceId !== undefined && (!/^[ -~]{1,255}$/.test(deviceId) || deviceId === "__proto__"))
    throw invalidParam("device_id must have 1 to 255 visible ASCII characters, and is not __proto__.");
  return deviceId;
}

const tokensOf = ({ token, refreshToken, seconds }: Session) => ({
  access_token: token,
  ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  ...(seconds !== undefined && { expires_in_ms: seconds * 1000 }),
});

/** The identifier, or the field that older clients send. */
function userOf(core: Core, body: Content): string {
  const identifier = optionalObject(body, "identifier");
  if (!identifier) return text(body, "user");
  const type = text(identifier, "type");
  if (type === "m.id.thirdparty" || type === "m.id.phone")
    throw forbidden("E-mail addresses and phone numbers are no names here; sign in with the user id.");
  if (type !== "m.id.user")
    throw new MatrixError("M_UNKNOWN", 400, "identifier must be of the type m.id.user.");
  return text(identifier, "user");
}

const fullId = (serverName: string, user: string) => (user.startsWith("@") ? user : `@${user}:${serverName}`);

export const outside = (userId: string) =>
  new MatrixError(
    "M_EXCLUSIVE",
    400,
    `${userId.slice(0, 255)} is not in the namespace of this application service.`,
  );

export async function serviceOf({ core, request }: Pick<OpenCall, "core" | "request">): Promise<AppService> {
  const token = tokenOf(request);
  if (token === undefined)
    throw new MatrixError("M_MISSING_TOKEN", 401, "The as_token is needed; none came.");
  const principal = await core.identity.authenticate(token);
  if (!principal?.appservice) throw new MatrixError("M_UNKNOWN_TOKEN", 401, "This is no as_token.");
  return principal.appservice;
}
