/** What is done now and then: messages whose time is over, and notes that nobody needs any more. */
import type { Core } from "./core.ts";
import { finishForgetting } from "./rooms/forget-person.ts";
import { purgeExpired } from "./rooms/retention.ts";

const every = 10 * 60_000;

/** A client that repeats a message to devices does so within minutes; the specification asks for no more. */
const transactionsKept = 24 * 3600_000;

/** A device that did not come for so long has missed more than this. */
const toDeviceKept = 90 * 24 * 3600_000;

/** Once through. */
export async function keepHouse(core: Core): Promise<void> {
  const now = core.clock().getTime();
  await core.pool.query("delete from chat.to_device_txn where at < $1", [new Date(now - transactionsKept)]);
  await core.pool.query("delete from chat.to_device where at < $1", [new Date(now - toDeviceKept)]);
  await core.pool.query("delete from chat.openid_token where expires_at < $1", [new Date(now)]);
  await finishForgetting(core);
  const purged = await purgeExpired(core);
  if (purged) core.log.info({ purged }, "Messages were older than their rooms keep them.");
}

/** @returns ends it; resolves when nothing is under way any more */
export function startHousekeeping(core: Core): () => Promise<void> {
  let under: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    under = keepHouse(core).catch((error: Error) =>
      core.log.warn({ error: error.message }, "Housekeeping did not come to its end; it tries again."),
    );
  }, every).unref();
  return () => {
    clearInterval(timer);
    return under;
  };
}
