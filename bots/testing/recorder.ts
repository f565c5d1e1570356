/** Stands between the bots and the hub, and remembers which requests were made and how they were answered. */
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { route, type AnyCall } from "@singularity/hub-server/contract";

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

/** Whether a request was this call. */
export function isOf(call: AnyCall, { method, path }: Pick<Recorded, "method" | "path">): boolean {
  const { method: wanted, path: template } = route(call);
  const pattern = new RegExp(`^/api/v1${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  return method === wanted && pattern.test(path);
}

/** Messages of the bots so far, wherever they stand: what is private is whispered in a room of its own. */
export const toldBy = ({ requests }: Pick<Recorder, "requests">): number =>
  requests.filter(({ path }) => path.includes("/send/m.room.message/")).length;

/** It was done, or waits for a yes. */
export const isFine = (statuses: readonly number[]): boolean =>
  statuses.some((status) => status === 200 || status === 428);
