/** The Push Gateway API, as its client: one POST, no redirects, and no way into the hub's own network. */
import { lookup } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { BlockList, isIP } from "node:net";

const patience = 30_000;
const largestAnswer = 64 * 1024;

/** Loopback, private, link-local, shared, multicast and reserved addresses (RFC 6890). */
const inside = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  inside.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  inside.addSubnet(net, bits, "ipv6");

export const isInside = (address: string) =>
  inside.check(address, isIP(address) === 6 ? "ipv6" : "ipv4") ||
  (/^::ffff:/i.test(address) && inside.check(address.slice(7), "ipv4"));

/** Names are judged by the address that is then used, so a name cannot change its mind in between. */
const guarded: NonNullable<RequestOptions["lookup"]> = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, "", 0);
    if (addresses.some(({ address }) => isInside(address)))
      return done(new Error(`${host} leads into a private network.`), "", 0);
    return options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family);
  });
};

export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * @param mayBeInside gateways on private addresses are allowed
 * @throws Error when there is no answer
 */
export function post(
  url: string,
  json: string,
  mayBeInside: boolean,
  stopping: AbortSignal,
): Promise<GatewayAnswer> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (!mayBeInside && isIP(host) && isInside(host))
    return Promise.reject(new Error(`${host} is a private address.`));
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      target,
      {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(json) },
        signal: AbortSignal.any([stopping, AbortSignal.timeout(patience)]),
        ...(!mayBeInside && { lookup: guarded }),
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
    request.end(json);
  });
}

function parsed(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
