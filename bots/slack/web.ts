/** What we say to Slack: the Web API, and the response_url of a command. */
import { createHash } from "node:crypto";
import { webApi } from "@slack/bolt";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import type { SlackMessage } from "./blocks.ts";
import { blocksIn, degraded, withBlocks } from "./degrade.ts";
import type { Place } from "./payload.ts";
import { keyOf, makeThrottle } from "./throttle.ts";

export type Input = Readonly<Record<string, unknown>>;

export interface SlackWeb {
  /** @throws TryAgain when Slack cannot answer now, SurfaceRefused when it refuses */
  readonly call: (place: Place, method: string, input: Input) => Promise<Record<string, unknown>>;
  /**
   * @param replaces takes the place of the message at which a button was pressed, however often it is said; Slack takes this for a new
   *   message when the address came with a command
   */
  readonly respond: (responseUrl: string, message: SlackMessage, replaces?: boolean) => Promise<void>;
}

export interface WebOptions {
  /** The token of an installation. @throws SurfaceRefused when there is none */
  readonly token: (place: Place) => Promise<string>;
  /** Slack takes this token no more: the next one is looked up anew. */
  readonly forget?: (place: Place) => void;
  readonly apiUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Milliseconds that Slack gets for an answer; its SDK would wait for ever. */
const timeout = 10_000;

/** Retries belong to the inbox, which survives us: the SDK's own, half an hour in memory, are turned off. */
export const clientOptions = ({
  apiUrl,
  fetch = globalThis.fetch,
}: Pick<WebOptions, "apiUrl" | "fetch">) => ({
  slackApiUrl: apiUrl,
  allowAbsoluteUrls: false,
  timeout,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  fetch: fetch as never,
});

export function openWeb(options: WebOptions): SlackWeb {
  const { fetch = globalThis.fetch, apiUrl } = options;
  const client = new webApi.WebClient(undefined, { ...clientOptions(options), logger: silent });
  const throttle = makeThrottle(options.now);
  const once = async (place: Place, method: string, input: Input) => {
    const key = keyOf(place.team || (place.enterprise ?? ""), method, input);
    throttle.pass(key);
    const ask = async (token: string) => ({
      ...(await client.apiCall(method, { ...input, token, ...teamOf(place) })),
    });
    try {
      return await withGoodToken(options, place, ask);
    } catch (error) {
      if (error instanceof webApi.WebAPIRateLimitedError) throttle.wait(key, error.retryAfter);
      throw error;
    }
  };
  return {
    call: async (place, method, input) => {
      try {
        return await withLessBlocks(input, (less) => once(place, method, less));
      } catch (error) {
        throw fault(error, method);
      }
    },
    respond: async (responseUrl, message, replaces = false) => {
      if (!isSlacks(responseUrl, apiUrl)) throw new SurfaceRefused("Slack", 0, "foreign", "response_url");
      // The address is the secret of the request: it is neither logged nor kept with what is told of it.
      const key = `an answer ${createHash("sha256").update(responseUrl).digest("hex").slice(0, 16)}`;
      throttle.pass(key);
      const body = { response_type: "ephemeral", replace_original: replaces, ...message };
      const last = await respondWithLess(fetch, responseUrl, body);
      if (last.status === 429) throttle.wait(key, last.seconds || 1);
      settleResponse(last);
    },
  };
}

/** What Slack says of a token that is good no more; another process may have renewed it, or the app was installed anew. */
const spent = new Set(["token_expired", "token_revoked", "invalid_auth", "account_inactive"]);

async function withGoodToken<T>(
  { token, forget }: WebOptions,
  place: Place,
  ask: (token: string) => Promise<T>,
): Promise<T> {
  const first = await token(place);
  try {
    return await ask(first);
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError && spent.has(error.data.error))) throw error;
    forget?.(place);
    const next = await token(place);
    if (next === first) throw error;
    return await ask(next);
  }
}

/** An installation of a whole organisation must be told which of its workspaces is meant. */
const teamOf = ({ team, enterprise }: Place) => (enterprise && team ? { team_id: team } : {});

/** Tries once more with the blocks that Slack refuses as plain text, and at last with no blocks. */
async function withLessBlocks<T>(input: Input, send: (input: Input) => Promise<T>): Promise<T> {
  try {
    return await send(input);
  } catch (error) {
    if (!refusesBlocks(error)) throw error;
    try {
      return await send(withBlocks(input, degraded(blocksIn(input), error.data)));
    } catch (second) {
      if (!refusesBlocks(second)) throw second;
      return send(withBlocks(input, undefined));
    }
  }
}

function refusesBlocks(error: unknown): error is InstanceType<typeof webApi.WebAPIPlatformError> {
  return (
    error instanceof webApi.WebAPIPlatformError &&
    /^invalid_blocks|^invalid_arguments$|^msg_blocks_too_long$/.test(error.data.error) &&
    JSON.stringify(error.data).includes("block")
  );
}

/** A response_url does not say which block it refuses: first the charts go, which are new, then all of them. */
async function respondWithLess(fetch: typeof globalThis.fetch, url: string, body: Input): Promise<Answer> {
  const first = await post(fetch, url, body);
  if (!first.refusesBlocks) return first;
  const older = blocksIn(body).filter(({ type }) => type !== "data_visualization");
  const second = older.length < blocksIn(body).length && (await post(fetch, url, withBlocks(body, older)));
  return second && !second.refusesBlocks ? second : post(fetch, url, withBlocks(body, undefined));
}

interface Answer {
  readonly status: number;
  readonly refusesBlocks: boolean;
  readonly seconds: number;
}

async function post(fetch: typeof globalThis.fetch, url: string, body: object): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(timeout) };
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new TryAgain(`Slack cannot be reached: ${String(error)}`);
  }
  const { status } = response;
  const said = status >= 400 && status < 500 ? await response.text().catch(() => "") : "";
  if (!said) await response.body?.cancel().catch(() => {});
  const refusesBlocks = status === 400 || said.slice(0, 1000).includes("invalid_blocks");
  return { status, refusesBlocks, seconds: Number(response.headers.get("retry-after")) || 0 };
}

function settleResponse({ status, seconds }: Answer): void {
  if (status < 300) return;
  if (status >= 500 || status === 429)
    throw new TryAgain(`Slack answered ${status}.`, seconds, status === 429);
  throw new SurfaceRefused("Slack", status, "", "response_url");
}

/** Signed or not, an address that somebody sends us is not fetched unless it is Slack's. */
function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  return origin === new URL(apiUrl).origin || (protocol === "https:" && hostname === "hooks.slack.com");
}

/** Errors of Slack that pass by themselves. */
const passing = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "ratelimited",
  "token_expired", // it could not be renewed yet
]);

function fault(error: unknown, method: string): Error {
  if (error instanceof SurfaceRefused || error instanceof TryAgain) return error;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new TryAgain(`Slack answered 429 to ${method}.`, error.retryAfter, true);
  if (error instanceof webApi.WebAPIPlatformError && !passing.has(error.data.error))
    return new SurfaceRefused("Slack", 200, error.data.error, method);
  return new TryAgain(`Slack cannot answer to ${method}: ${String(error)}`);
}

const nothing = () => {};
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => "error" as never,
  setName: nothing,
};
