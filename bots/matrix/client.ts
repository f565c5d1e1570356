/**
 * How the bots speak Matrix: the HTTP layer of matrix-js-sdk, which is what `createClient(…).http` is. The rest of the SDK keeps rooms
 * and timelines that a bot without data does not need; loading it costs 20 MB and a quarter of a second. It is loaded when first used.
 */
import { EventEmitter } from "node:events";
import { SurfaceRefused, TryAgain } from "../errors.ts";

export interface MatrixRequest {
  readonly method: "GET" | "PUT" | "POST";
  /** Below /_matrix/client/v3, each part encoded; see {@link path}. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Makes a request as the bot. @throws TryAgain when the homeserver cannot answer, SurfaceRefused when it refuses */
export type Matrix = <T = Record<string, unknown>>(request: MatrixRequest) => Promise<T>;

/** A path of encoded parts: ids hold `!`, `@`, `:` and, from room version 12 on, no server name. */
export const path = (...parts: readonly string[]) => `/${parts.map(encodeURIComponent).join("/")}`;

type Http = Awaited<ReturnType<typeof load>>;

/** @param userId who speaks; undefined: the sender of the application service itself */
export function openMatrix(baseUrl: string, accessToken: string, userId?: string): Matrix {
  let http: Promise<Http> | undefined;
  return async <T>({ method, path: where, body }: MatrixRequest) => {
    http ??= load(baseUrl, accessToken, userId);
    try {
      return (await (await http).authedRequest(method as never, where, undefined, body)) as T;
    } catch (error) {
      throw fault(error, `${method} ${where.split("?")[0]}`);
    }
  };
}

async function load(baseUrl: string, accessToken: string, userId: string | undefined) {
  // Before anything else of it is loaded: its loggers print what nobody reads.
  const { logger } = await import("matrix-js-sdk/lib/logger.js");
  (logger as unknown as { setLevel(level: string, persist: boolean): void }).setLevel("silent", false);
  const { ClientPrefix, MatrixHttpApi } = await import("matrix-js-sdk/lib/http-api/index.js");
  return new MatrixHttpApi(new EventEmitter() as never, {
    baseUrl,
    accessToken,
    prefix: ClientPrefix.V3,
    onlyData: true,
    useAuthorizationHeader: true,
    localTimeoutMs: 20_000,
    ...(userId ? { extraParams: { user_id: userId } } : {}),
  });
}

interface Refusal {
  readonly httpStatus?: number;
  readonly errcode?: string;
  readonly data?: { readonly retry_after_ms?: number };
}

/** 5xx, 429, time-outs and lost connections pass; the rest is an answer. */
function fault(error: unknown, what: string): Error {
  const { httpStatus: status, errcode = "", data } = error as Refusal;
  if (status === undefined || status >= 500 || status === 429 || status === 408)
    return new TryAgain(
      `Matrix cannot answer to ${what}: ${String(error)}`,
      (data?.retry_after_ms ?? 0) / 1000,
    );
  return new SurfaceRefused("Matrix", status, errcode, what);
}
