/** Application services: their registrations, loaded; and who an as_token speaks for. */
import { timingSafeEqual } from "node:crypto";
import { CannotStart } from "../errors.ts";
import { hashOf } from "./plain-token.ts";
import type { AppService, Namespace, Registration } from "./types.ts";

/** @throws CannotStart when two services share an id or a token, or a pattern is not a regular expression */
export function loadAppServices(registrations: readonly Registration[], serverName: string): AppService[] {
  for (const key of ["id", "as_token"] as const)
    if (new Set(registrations.map((r) => r[key])).size < registrations.length)
      throw new CannotStart(`Two application services have the same ${key}; each must have its own.`);
  return registrations.map((registration) => load(registration, serverName));
}

function load(registration: Registration, serverName: string): AppService {
  const sender = `@${registration.sender_localpart}:${serverName}`;
  const { users, aliases, rooms } = registration.namespaces;
  const inUsers = matcher(registration.id, users);
  return {
    id: registration.id,
    registration,
    sender,
    trusted: registration.trusted === true,
    ownsUser: (userId) => userId === sender || inUsers(userId),
    ownsAlias: matcher(registration.id, aliases),
    ownsRoom: matcher(registration.id, rooms),
  };
}

function matcher(id: string, namespaces: readonly Namespace[] = []): (value: string) => boolean {
  const patterns = namespaces.map(({ regex }) => pattern(id, regex));
  return (value) => patterns.some((p) => p.test(value));
}

/** Patterns match from the first character, as in Synapse and Dendrite. */
function pattern(id: string, regex: string): RegExp {
  try {
    return new RegExp(`^(?:${regex})`);
  } catch {
    throw new CannotStart(`Application service ${id}: "${regex}" is not a regular expression.`);
  }
}

/** Compares with every as_token in constant time. */
export function appServiceByToken(
  services: readonly AppService[],
): (token: string) => AppService | undefined {
  const known = services.map((service) => ({ service, hash: hashOf(service.registration.as_token) }));
  return (token) => {
    const hash = hashOf(token);
    let found: AppService | undefined;
    for (const entry of known) if (timingSafeEqual(entry.hash, hash)) found = entry.service;
    return found;
  };
}

/** The service that holds this user exclusively; its own sender counts. */
export function exclusiveOwner(services: readonly AppService[], userId: string): AppService | undefined {
  return services.find(
    (service) =>
      service.sender === userId ||
      service.registration.namespaces.users?.some(
        (n) => n.exclusive && pattern(service.id, n.regex).test(userId),
      ),
  );
}
