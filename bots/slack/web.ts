/** What we say to Slack: the Web API, and the response_url of a command. */
import { webApi } from "@slack/bolt";
import { SurfaceRefused, TryAgain } from "../errors.ts";
import type { SlackMessage } from "./blocks.ts";

export interface SlackWeb {
  /** @throws TryAgain when Slack cannot answer now, SurfaceRefused when it refuses */
  readonly call: (method: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;
  readonly respond: (responseUrl: string, message: SlackMessage) => Promise<void>;
}

export interface WebOptions {
  readonly token: string;
  readonly apiUrl: string;
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Milliseconds that Slack gets for an answer; its SDK would wait for ever. */
const timeout = 10_000;

/** Retries belong to the inbox, which survives us: the SDK's own, half an hour in memory, are turned off. */
export const clientOptions = ({ apiUrl, fetch = globalThis.fetch }: WebOptions) => ({
  slackApiUrl: apiUrl,
  allowAbsoluteUrls: false,
  timeout,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  fetch: fetch as never,
});

export function openWeb(options: WebOptions): SlackWeb {
  const client = new webApi.WebClient(options.token, { ...clientOptions(options), logger: silent });
  const { fetch = globalThis.fetch } = options;
  return {
    call: async (method, input) => {
      try {
        return { ...(await client.apiCall(method, input)) };
      } catch (error) {
        throw fault(error, method);
      }
    },
    respond: async (responseUrl, message) => {
      if (!isSlacks(responseUrl, options.apiUrl))
        throw new SurfaceRefused("Slack", 0, "foreign", "response_url");
      await post(fetch, responseUrl, { response_type: "ephemeral", replace_original: false, ...message });
    },
  };
}

async function post(fetch: typeof globalThis.fetch, url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(timeout) };
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new TryAgain(`Slack cannot be reached: ${String(error)}`);
  }
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status >= 500 || response.status === 429)
    throw new TryAgain(
      `Slack answered ${response.status}.`,
      Number(response.headers.get("retry-after")) || 0,
    );
  throw new SurfaceRefused("Slack", response.status, "", "response_url");
}

/** Signed or not, an address that somebody sends us is not fetched unless it is Slack's. */
function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  return origin === new URL(apiUrl).origin || (protocol === "https:" && hostname === "hooks.slack.com");
}

function fault(error: unknown, method: string): Error {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new TryAgain(`Slack answered 429 to ${method}.`, error.retryAfter);
  if (error instanceof webApi.WebAPIPlatformError)
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
