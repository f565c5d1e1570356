/** Stands between the bots and the hub, and remembers which requests were made and how they were answered. */
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

export interface Recorded {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
}

export interface Recorder {
  /** For HUB_URL. */
  readonly url: string;
  readonly requests: Recorded[];
  readonly stop: () => Promise<void>;
}

export async function openRecorder(hub: string): Promise<Recorder> {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const onward = send(new URL(url, hub), { method, headers }, (answer) => {
      requests.push({ method, path: url.split("?")[0]!, status: answer.statusCode ?? 0 });
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
