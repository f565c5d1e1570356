/** A message to a push gateway or a push service: one POST, no redirects, and no way into the hub's own network. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { guardedLookup, refuseInside } from "../http/public-address.ts";

const patience = 30_000;
const largestAnswer = 64 * 1024;

export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Post {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string | number>>;
}

/**
 * @param mayBeInside gateways on private addresses are allowed
 * @throws Error when there is no answer
 */
export async function post(
  url: string,
  { body, headers }: Post,
  mayBeInside: boolean,
  stopping: AbortSignal,
): Promise<GatewayAnswer> {
  const target = new URL(url);
  if (!mayBeInside) refuseInside(target);
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      target,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal: AbortSignal.any([stopping, AbortSignal.timeout(patience)]),
        ...(!mayBeInside && { lookup: guardedLookup }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > largestAnswer) response.destroy(new Error("The gateway says too much."));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(chunks) }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** The same with JSON. */
export const postJson = (url: string, json: string, mayBeInside: boolean, stopping: AbortSignal) =>
  post(url, { body: json, headers: { "content-type": "application/json" } }, mayBeInside, stopping);

function parsed(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
