/** Stands between the hub and the bots, whose port is known only later; it can also let two processes hear everything. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Relay {
  /** Where the hub pushes. */
  readonly url: string;
  /** Bots that hear what is pushed. */
  readonly targets: Set<string>;
  readonly stop: () => Promise<void>;
}

export async function openRelay(): Promise<Relay> {
  const targets = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = {
        authorization: request.headers.authorization ?? "",
        "content-type": "application/json",
      };
      const body = request.method === "GET" ? {} : { body: Buffer.concat(chunks) };
      const sent = [...targets].map((target) =>
        fetch(target + request.url, { method: request.method ?? "GET", headers, ...body }),
      );
      // One of them that keeps it is enough, as behind a load balancer; no one at all is an outage.
      Promise.any(sent.map(async (answer) => (await answer).status)).then(
        (status) => response.writeHead(status, { "content-type": "application/json" }).end("{}"),
        () => response.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
