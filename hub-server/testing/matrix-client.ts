/** The real matrix-js-sdk, unmodified, as the client of a test. */
import type { ExecutionContext } from "ava";
import {
  ClientEvent,
  createClient,
  type MatrixClient,
  SyncState,
  type ICreateClientOpts,
} from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";

// Sessions of MatrixRTC log through loggers of their own, which take over how this one writes.
const root = logger as unknown as { methodFactory: () => () => void; rebuild: () => void };
root.methodFactory = () => () => {};
root.rebuild();

const quiet = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  getChild: () => quiet,
};

export interface Who {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

/** A client that syncs until the test ends. */
export async function matrixClient(
  t: Pick<ExecutionContext, "teardown">,
  baseUrl: string,
  who: Who,
  options: Partial<ICreateClientOpts> = {},
): Promise<MatrixClient> {
  const client = createClient({
    baseUrl,
    userId: who.userId,
    deviceId: who.deviceId,
    accessToken: who.token,
    logger: quiet,
    disableVoip: true,
    ...options,
  });
  t.teardown(() => client.stopClient());
  const ready = new Promise<void>((resolve) => {
    const listen = (state: SyncState) => {
      if (state !== SyncState.Prepared) return;
      client.off(ClientEvent.Sync, listen);
      resolve();
    };
    client.on(ClientEvent.Sync, listen);
  });
  await client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true, threadSupport: true });
  await ready;
  return client;
}

/** Waits until `look` finds something; looks again after each turn. @throws after twenty seconds */
export async function until<T>(
  look: () => T | undefined | false | null | 0 | Promise<T | undefined | false | null | 0>,
  what = "what was expected",
): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited 20 s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
