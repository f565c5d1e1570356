/** Files in Slack: read with the token of the installation, from Slack's own hosts and from nowhere else. */
import { atMost } from "../conversation/posted.ts";
import { TryAgain } from "../errors.ts";
import type { Place } from "./payload.ts";
import { makeThrottle } from "./throttle.ts";

/** What came of it: the file, or why it is not to be had. */
export type Fetched = Buffer | "foreign" | "large" | "withheld" | "gone";

/** @throws TryAgain when Slack cannot answer now */
export type Files = (place: Place, url: string, most: number) => Promise<Fetched>;

export interface FilesOptions {
  /** The token of an installation. @throws SurfaceRefused when there is none */
  readonly token: (place: Place) => Promise<string>;
  readonly apiUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Milliseconds; less than a claim lives, so that nobody else begins with the same file meanwhile. */
const patience = 10_000;

export function openFiles({ token, apiUrl, now, fetch = globalThis.fetch }: FilesOptions): Files {
  const throttle = makeThrottle(now);
  return async (place, url, most) => {
    if (!isSlacks(url, apiUrl)) return "foreign";
    const key = `${place.team || (place.enterprise ?? "")} a file`;
    throttle.pass(key);
    const headers = { authorization: `Bearer ${await token(place)}` };
    try {
      // Wherever a redirect leads, the token must not follow.
      const init = { headers, redirect: "manual", signal: AbortSignal.timeout(patience) } as const;
      return await read(await fetch(url, init), most, (seconds) => throttle.wait(key, seconds));
    } catch (error) {
      if (error instanceof TryAgain) throw error;
      throw new TryAgain(`Slack cannot be asked for a file: ${String(error)}`);
    }
  };
}

async function read(response: Response, most: number, wait: (seconds: number) => void): Promise<Fetched> {
  const { status, ok, headers } = response;
  // Slack answers a token that lacks a right with its page for signing in, or sends there.
  const isPage = /\bhtml\b/i.test(headers.get("content-type") ?? "");
  if (ok && !isPage) {
    const body = await atMost(response, most);
    return body === undefined ? "large" : isHtml(body) ? "withheld" : body;
  }
  await response.body?.cancel();
  if (status === 429 || status >= 500) {
    const seconds = Number(headers.get("retry-after")) || (status === 429 ? 1 : 0);
    if (status === 429) wait(seconds);
    throw new TryAgain(`Slack answered ${status} to a file.`, seconds);
  }
  return status === 404 || status === 410 ? "gone" : "withheld";
}

const isHtml = (body: Buffer) =>
  /^\uFEFF?\s*<(?:!doctype\s+html|html)\b/i.test(body.toString("utf8", 0, 200));

/** The address comes with a message, and our token goes to it. */
function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin, username, port } = new URL(address);
  if (origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && hostname === "files.slack.com" && port === "" && username === "";
}
