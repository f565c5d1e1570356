/** What the server asks of application services: is there this user, this room; people and rooms on other networks. */
import type { AppService } from "../../identity/index.ts";
import type { ChatLog, Content, Json } from "../types.ts";
import { requestService } from "./request.ts";

/** Somebody waits for the answer. */
const patience = 5000;

const metadataMilliseconds = 10 * 60_000;

export interface Queries {
  /** Asks the services in whose namespace this user is to make the account. @returns whether one said yes */
  readonly user: (userId: string) => Promise<boolean>;
  /** The same for a room behind an alias. */
  readonly alias: (alias: string) => Promise<boolean>;
  /** Networks that services lead to, with what each of them says of it. */
  readonly protocols: () => Promise<Record<string, Content>>;
  /** @param what `user/irc`, `location/irc`, or without a network. @param query from the client, without a question mark */
  readonly thirdParty: (what: string, query: string) => Promise<Json[]>;
}

export function openQueries(services: readonly AppService[], log: ChatLog): Queries {
  const reachable = services.filter((service) => service.registration.url !== null);
  const known = new Map<string, { until: number; answer: Promise<Json> }>();
  const get = async (service: AppService, path: string): Promise<Json | undefined> => {
    try {
      const response = await requestService(
        service,
        "GET",
        `/_matrix/app/v1/${path}`,
        AbortSignal.timeout(patience),
      );
      const text = await response.text();
      return response.ok ? (JSON.parse(text) as Json) : undefined;
    } catch (error) {
      log.info(
        { service: service.id, error: (error as Error).message },
        "An application service did not answer.",
      );
      return undefined;
    }
  };
  const anyKnows = async (owners: readonly AppService[], path: string) => {
    for (const service of owners) if ((await get(service, path)) !== undefined) return true;
    return false;
  };
  const metadata = (service: AppService, protocol: string) => {
    const key = `${service.id} ${protocol}`;
    const before = known.get(key);
    if (before && before.until > Date.now()) return before.answer;
    const answer = get(service, `thirdparty/protocol/${encodeURIComponent(protocol)}`).then(
      (found) => found ?? null,
    );
    known.set(key, { until: Date.now() + metadataMilliseconds, answer });
    return answer;
  };
  const speaking = (protocol?: string) =>
    reachable.filter(({ registration: { protocols = [] } }) =>
      protocol === undefined ? protocols.length : protocols.includes(protocol),
    );
  return {
    user: (userId) =>
      anyKnows(
        reachable.filter((service) => service.ownsUser(userId)),
        `users/${encodeURIComponent(userId)}`,
      ),
    alias: (alias) =>
      anyKnows(
        reachable.filter((service) => service.ownsAlias(alias)),
        `rooms/${encodeURIComponent(alias)}`,
      ),
    protocols: async () => {
      const names = new Set(speaking().flatMap(({ registration }) => registration.protocols ?? []));
      const found: Record<string, Content> = {};
      for (const name of names) {
        const said = await Promise.all(speaking(name).map((service) => metadata(service, name)));
        const merged = mergedProtocol(said);
        if (merged) found[name] = merged;
      }
      return found;
    },
    thirdParty: async (what, query) => {
      const [kind, protocol] = what.split("/");
      const path = `thirdparty/${kind}${protocol === undefined ? "" : `/${encodeURIComponent(protocol)}`}`;
      const said = await Promise.all(
        speaking(protocol).map((service) => get(service, query ? `${path}?${query}` : path)),
      );
      return said.flatMap((answer) => (Array.isArray(answer) ? answer : []));
    },
  };
}

/** The first service says what the network is like; the instances are those of all. */
function mergedProtocol(said: readonly Json[]): Content | undefined {
  const objects = said.filter(
    (one): one is Content => typeof one === "object" && one !== null && !Array.isArray(one),
  );
  const [first] = objects;
  if (!first) return undefined;
  const instances = objects.flatMap((one) => (Array.isArray(one.instances) ? one.instances : []));
  return { ...first, instances };
}
