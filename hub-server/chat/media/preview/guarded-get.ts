/**
 * Reads a page that somebody named: over connections whose address was judged first, on the usual ports, with redirects judged
 * anew, and never more than so many bytes or seconds.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { guardedLookup, refuseInside } from "../../http/public-address.ts";

export interface GetOptions {
  /** Bytes; what is beyond is not read. */
  readonly most: number;
  /** ms for all of it, redirects too. */
  readonly patience: number;
  /** Tests have their pages on this machine, on any port. */
  readonly mayBeInside: boolean;
}

export interface Got {
  /** Where the redirects led. */
  readonly url: URL;
  /** Lower case, without parameters. */
  readonly type: string;
  readonly charset: string | undefined;
  readonly bytes: Buffer;
  /** There was more than was read. */
  readonly isCut: boolean;
}

const mostRedirects = 4;
const ports = new Set(["", "80", "443"]);

/** @throws Error when it cannot or must not be read */
export async function guardedGet(address: string, options: GetOptions): Promise<Got> {
  const signal = AbortSignal.timeout(options.patience);
  let url = checked(address, options);
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const response = await ask(url, options, signal);
    const { statusCode: status = 0, headers } = response;
    if (status >= 300 && status < 400 && headers.location) {
      response.destroy();
      url = checked(new URL(headers.location, url).href, options);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw new Error(`it answered ${status}`);
    }
    const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
    const charset = parameters.map((one) => /^\s*charset="?([\w-]+)/.exec(one)?.[1]).find(Boolean);
    return { url, type: type.trim(), charset, ...(await read(response, options.most)) };
  }
  throw new Error("it led from one address to the next");
}

function checked(address: string, { mayBeInside }: GetOptions): URL {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error("only http and https addresses are read");
  if (url.username || url.password) throw new Error("addresses with a password are not read");
  if (mayBeInside) return url;
  if (!ports.has(url.port)) throw new Error(`port ${url.port} is not read`);
  refuseInside(url);
  return url;
}

function ask(url: URL, { mayBeInside }: GetOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      signal,
      agent: false,
      maxHeaderSize: 16 * 1024,
      headers: {
        "user-agent": "Singularity link preview",
        accept: "text/html,image/*;q=0.5",
        "accept-encoding": "identity",
      },
      ...(!mayBeInside && { lookup: guardedLookup }),
    });
    request.on("response", resolve);
    request.on("error", reject);
    request.end();
  });
}

async function read(response: IncomingMessage, most: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break; // leaving the loop ends the connection
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), isCut: length > most };
}
