/** An endpoint of the Client-Server API is a value: method, path, who may call it, what it does. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../../identity/index.ts";
import type { Core } from "../core.ts";
import type { Content } from "../types.ts";
import type { Outflow } from "./outflow.ts";

export interface Person {
  readonly userId: string;
  /** The session, or `as:<id>`: transaction ids are kept apart by it. */
  readonly device: string;
  readonly principal: Principal;
}

export interface Call {
  readonly core: Core;
  readonly person: Person;
  /** From the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** `{}` when no body came. */
  readonly body: Content;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly outflow: Outflow;
}

/** For endpoints without sign-in: the same, without a person. */
export type OpenCall = Omit<Call, "person">;

export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/_matrix/client/<version>`, with `:name` for parameters. */
  readonly path: string;
  /** `v3` answers under `r0` too; `""` is no version at all. */
  readonly versions: readonly ("v3" | "v4" | "v1" | "unstable" | "")[];
  readonly isOpen: boolean;
  /** An object is sent as JSON; a string is JSON already; undefined: the endpoint has answered by itself. */
  readonly run: (call: Call) => Promise<object | string | undefined>;
}

type Run<T> = (call: T) => Promise<object | string | undefined> | object | string | undefined;

/** Declares an endpoint for people who are signed in: `"GET /rooms/:roomId/state"`. */
export function endpoint(
  name: `${Endpoint["method"]} /${string}`,
  run: Run<Call>,
  versions: Endpoint["versions"] = ["v3"],
): Endpoint {
  const [method, path] = name.split(" ") as [Endpoint["method"], string];
  return { method, path, versions, isOpen: false, run: async (call) => run(call) };
}

/** Declares an endpoint that needs no sign-in. */
export function openEndpoint(
  name: `${Endpoint["method"]} /${string}`,
  run: Run<OpenCall>,
  versions: Endpoint["versions"] = ["v3"],
): Endpoint {
  return { ...endpoint(name, run, versions), isOpen: true };
}
