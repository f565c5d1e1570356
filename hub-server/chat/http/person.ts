/** Who calls: from the token to a person, or to an application service that acts for one. */
import type { FastifyRequest } from "fastify";
import { MatrixError } from "../../errors.ts";
import type { Principal } from "../../identity/index.ts";
import type { Core } from "../core.ts";
import { forbidden } from "../refusals.ts";
import type { Person } from "./endpoint.ts";
import { noGuests } from "./guests.ts";

/** @throws MatrixError M_MISSING_TOKEN, M_UNKNOWN_TOKEN, M_FORBIDDEN */
export async function personOf(core: Core, request: FastifyRequest): Promise<Person> {
  const token = tokenOf(request);
  if (token === undefined)
    throw new MatrixError("M_MISSING_TOKEN", 401, "An access token is needed; none came.");
  const principal = await core.identity.authenticate(token);
  if (!principal)
    throw new MatrixError("M_UNKNOWN_TOKEN", 401, "The access token is unknown, expired or revoked.", {
      soft_logout: false,
    });
  if (principal.kind === "embed" || principal.kind === "form")
    throw forbidden(
      `This token opens one ${principal.kind === "form" ? "form" : "record"} only; it does not open chat.`,
    );
  if (principal.appservice) return actingPerson(core, principal, request);
  core.connections.heard(principal.userId, principal.deviceId, {
    ip: request.ip,
    last_seen: core.clock().getTime(),
    user_agent: (request.headers["user-agent"] ?? "").slice(0, 255),
  });
  return { userId: principal.userId, device: principal.deviceId, principal };
}

/** Who has an account: what costs disk, or makes the hub ask elsewhere, is not for guests. */
export async function accountOf(core: Core, request: FastifyRequest): Promise<Person> {
  const person = await personOf(core, request);
  if (person.principal.guest) throw noGuests();
  return person;
}

/** The header, or the query parameter that older clients use. */
export function tokenOf(request: FastifyRequest): string | undefined {
  const header = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "");
  if (header) return header[1];
  const { access_token: token } = request.query as Record<string, unknown>;
  return typeof token === "string" && token ? token : undefined;
}

/** "Identity assertion": `?user_id=` within the namespace, of a user who exists. */
async function actingPerson(core: Core, principal: Principal, request: FastifyRequest): Promise<Person> {
  const service = principal.appservice!;
  core.appservices.heardFrom(service.id);
  const query = request.query as Record<string, unknown>;
  const device = typeof query.device_id === "string" ? query.device_id : principal.deviceId;
  const userId = typeof query.user_id === "string" && query.user_id ? query.user_id : service.sender;
  if (userId === service.sender) return { userId, device, principal };
  if (!service.ownsUser(userId))
    throw forbidden(
      `${userId.slice(0, 255)} is not in the namespace of the application service ${service.id}.`,
    );
  if (!(await core.appservices.userExists(userId)))
    throw forbidden(`${userId.slice(0, 255)} is not registered; register it first.`);
  return { userId, device, principal };
}
