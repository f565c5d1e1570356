/** An application service at the wire: keeps every transaction it gets, and can be told to refuse. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ExecutionContext } from "ava";
import type { Registration } from "../identity/index.ts";

export interface FakeAppService {
  readonly registration: Registration;
  /** Every request, also those refused. */
  readonly requests: { method: string; path: string; body: string; authorization: string }[];
  /** Bodies of the transactions that were taken, by id, in order. */
  readonly taken: Map<string, string>;
  /** Event ids of what was taken, in order. */
  readonly eventIds: () => string[];
  /** From now on transactions are answered with this status. */
  status: number;
  /** Answers what the hub asks for beside transactions; undefined: 404. Without it everything is known. */
  onQuery: ((path: string) => Promise<unknown>) | undefined;
  readonly listen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function fakeAppService(
  t: Pick<ExecutionContext, "teardown">,
  given: Partial<Registration> = {},
): Promise<FakeAppService> {
  const requests: FakeAppService["requests"] = [];
  const taken = new Map<string, string>();
  let server: Server | undefined;
  let port = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { method = "", url: path = "" } = request;
    requests.push({ method, path, body, authorization: request.headers.authorization ?? "" });
    if (method === "GET" && fake.onQuery) {
      const found = await fake.onQuery(decodeURIComponent(path));
      response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
      return void response.end(JSON.stringify(found ?? { errcode: "M_NOT_FOUND" }));
    }
    const id = /\/transactions\/(.+)$/.exec(path)?.[1];
    if (id !== undefined && fake.status === 200) taken.set(id, body);
    response.writeHead(fake.status, { "content-type": "application/json" }).end("{}");
  };
  const listen = async () => {
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server!.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  };
  const close = async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  };
  await listen();
  t.teardown(close);
  const fake: FakeAppService = {
    requests,
    taken,
    status: 200,
    onQuery: undefined,
    listen,
    close,
    registration: {
      id: "fake",
      url: `http://127.0.0.1:${port}`,
      as_token: "as-secret",
      hs_token: "hs-secret",
      sender_localpart: "robot",
      namespaces: { users: [{ exclusive: true, regex: "@_robot_.*" }] },
      ...given,
    },
    eventIds: () =>
      [...taken.values()].flatMap((body) =>
        (JSON.parse(body) as { events: { event_id: string }[] }).events.map((event) => event.event_id),
      ),
  };
  return fake;
}
