/** A hub with accounts and chat only, over a database of its own, listening on a free port. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import Fastify, { type FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { openChat, serverOptions, type Chat, type ChatOptions } from "../chat/index.ts";
import { systemClock } from "../clock.ts";
import { openIdentity, type Identity, type Registration } from "../identity/index.ts";
import { testDatabase } from "./database.ts";
import { matrixOracle, type Oracle } from "./matrix-oracle.ts";

export interface ChatHub {
  readonly url: string;
  readonly serverName: string;
  readonly app: FastifyInstance;
  readonly pool: Pool;
  readonly identity: Identity;
  readonly chat: Chat;
  readonly oracle: Oracle | undefined;
  /** Makes an account and signs it in. */
  readonly person: (localpart: string) => Promise<TestPerson>;
  readonly stop: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

export interface TestPerson {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
  /** Path below `/_matrix/client/v3`, unless it begins with `/_`. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

export interface ChatHubOptions extends Partial<
  Pick<
    ChatOptions,
    | "clock"
    | "fault"
    | "guests"
    | "directory"
    | "presence"
    | "urlPreviews"
    | "casUrl"
    | "privateGateways"
    | "maxUpload"
    | "log"
    | "registration"
    | "rateLimits"
  >
> {
  readonly serverName?: string;
  readonly appservices?: readonly Registration[];
  /** Another hub's database and folder, to start a second hub over them. */
  readonly over?: { pool: Pool; folder?: string };
  readonly port?: number;
  /** Instead of the address at which it listens. */
  readonly publicUrl?: string;
}

/** Stops with the test, and fails it when an answer does not fit the specification. */
export async function chatHub(t: ExecutionContext, options: ChatHubOptions = {}): Promise<ChatHub> {
  const pool = options.over?.pool ?? (await testDatabase(t)).pool;
  const folder = options.over?.folder ?? mkdtempSync(join(tmpdir(), "hub-chat-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const hub = await startChatHub(pool, folder, options);
  t.teardown(async () => {
    await hub.stop();
    if (hub.oracle?.complaints.length) throw new Error(hub.oracle.complaints.join("\n"));
  });
  if (!hub.oracle) t.log("../shared is absent: answers are not checked against the specification.");
  return hub;
}

/** The same outside of AVA. */
export async function startChatHub(
  pool: Pool,
  folder: string,
  options: ChatHubOptions = {},
): Promise<ChatHub> {
  const { clock = systemClock, appservices = [], serverName = "hub.test" } = options;
  const identity = await openIdentity({ pool, serverName, clock, appservices });
  const app = Fastify({ ...serverOptions, forceCloseConnections: true });
  const oracle = matrixOracle(app);
  let url = "";
  const chat = await openChat({
    rateLimits: false,
    ...options,
    pool,
    identity,
    serverName,
    clock,
    publicUrl: () => options.publicUrl ?? url,
    mediaFolder: folder,
  });
  await app.register(chat.routes);
  await chat.start();
  url = await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  let stopped: Promise<void> | undefined;
  const end = async () => {
    await chat.stop();
    await app.close();
  };
  return {
    url,
    serverName,
    app,
    pool,
    identity,
    chat,
    oracle,
    stop: () => (stopped ??= end()),
    person: async (localpart) => {
      const { userId } = await identity.ensureAccount({ localpart });
      const { token, deviceId } = await identity.openSession(userId);
      return { userId, deviceId, token, call: caller(url, token) };
    },
  };
}

/** Speaks HTTP as the holder of this token. */
export function caller(url: string, token: string): TestPerson["call"] {
  return async (method, path, body) => {
    const response = await fetch(url + (path.startsWith("/_") ? path : `/_matrix/client/v3${path}`), {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers };
  };
}
