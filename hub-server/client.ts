/** The hub as its callers see it: one function that makes any call, typed from the contract. For bots, widgets and tests. */
import { pathFields, route, writes, type AnyCall, type Input, type Output } from "./contract/call.ts";

/** An error answer of the hub: an RFC 9457 problem document. `message` is fit to show to the person who asked. */
export class HubProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** The whole document, e.g. `errors`, `candidates`, `needs`, `granters`. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    super(typeof problem["detail"] === "string" ? problem["detail"] : `The hub answered ${status}.`);
    this.name = "HubProblem";
    this.status = status;
    this.code = typeof problem["code"] === "string" ? problem["code"] : "unknown";
    this.problem = problem;
  }
}

/** How a call is made, besides its input. */
export interface CallOptions {
  /** Idempotency-Key: the same key and input give the same answer, once. Made up for writes when absent. */
  readonly key?: string;
  /** Version that the caller saw, for calls with `ifMatch`. */
  readonly version?: number;
  /** Matrix id of the person for whom a trusted bot speaks. */
  readonly person?: string;
  /**
   * Matrix room in which the answer will be shown: it is cut to what everyone there may see. Elsewhere: the Matrix ids of those who
   * read there, divided by spaces, `?` for whoever has none.
   */
  readonly audience?: string;
  /** Where the wish came from, kept with the change: `chat !room:hub $event`. */
  readonly source?: {
    readonly kind: "chat" | "slack" | "assistant" | "ui" | "api";
    readonly room?: string;
    readonly event?: string;
  };
  readonly signal?: AbortSignal;
}

export type Hub = <C extends AnyCall>(
  declaration: C,
  input: Input<C>,
  options?: CallOptions,
) => Promise<Output<C>>;

/**
 * Connects to a hub.
 * @param base address of the hub, e.g. `https://hub.example`; empty for the page's own origin
 * @param token access token, API token or application-service token; a function is asked before each call
 * @returns a function that makes calls; it throws {@link HubProblem} for error answers
 */
export function connect(
  base: string,
  token?: string | (() => string | undefined | Promise<string | undefined>),
): Hub {
  return async (declaration, input, options = {}) => {
    const bearer = typeof token === "function" ? await token() : token;
    const request = toRequest(declaration, input, options, bearer);
    const response = await fetch(base + request.path, {
      ...request.init,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const text = await response.text();
    const body: unknown = text ? parse(text) : {};
    if (!response.ok) throw new HubProblem(response.status, body as Record<string, unknown>);
    return body as never;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: "The hub answered something that is not JSON; is its address right?" };
  }
}

function toRequest(
  declaration: AnyCall,
  input: Record<string, unknown>,
  options: CallOptions,
  bearer?: string,
) {
  const { method, path } = route(declaration);
  const inPath = pathFields(declaration);
  const rest = Object.entries(input).filter(([name, value]) => !inPath.includes(name) && value !== undefined);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const query =
    method === "GET" && rest.length ? `?${new URLSearchParams(rest.map(([n, v]) => [n, String(v)]))}` : "";
  const hasBody = method !== "GET" && (method !== "DELETE" || rest.length > 0);
  const body = hasBody ? { body: JSON.stringify(Object.fromEntries(rest)) } : {};
  return {
    path: `/api/v1${filled}${query}`,
    init: { method, headers: headers(declaration, options, hasBody, bearer), ...body },
  };
}

function headers(
  declaration: AnyCall,
  options: CallOptions,
  hasBody: boolean,
  bearer?: string,
): Record<string, string> {
  const { source } = options;
  return {
    accept: "application/json",
    ...(hasBody ? { "content-type": "application/json" } : {}),
    ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    ...(writes(declaration) ? { "idempotency-key": options.key ?? crypto.randomUUID() } : {}),
    ...(options.version === undefined ? {} : { "if-match": `"${options.version}"` }),
    ...(options.person ? { "hub-person": options.person } : {}),
    ...(options.audience ? { "hub-audience": options.audience } : {}),
    ...(source ? { "hub-source": [source.kind, source.room, source.event].filter(Boolean).join(" ") } : {}),
  };
}
