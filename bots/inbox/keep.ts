/** Keeping: what concerns us is written down by the hub before the other side gets its answer. */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import { takeIn, type Input } from "@singularity/hub-server/contract";
import { TryAgain } from "../errors.ts";
import { withPatience } from "../conversation/converse.ts";
import type { WorkerLog } from "./worker.ts";

type Items = Input<typeof takeIn>["items"];

/** Most items that the hub takes at once. */
const atOnce = 100;

/**
 * @returns a function that keeps items; those kept before are left alone
 * @throws TryAgain when the hub cannot take them now: the other side must send them again
 */
export function keeper(hub: Hub, log: WorkerLog): (items: Items) => Promise<void> {
  const patient = withPatience(hub);
  return async (items) => {
    const storable = items.map(({ body, ...item }) => ({ ...item, body: clean(body) }));
    for (let from = 0; from < storable.length; from += atOnce)
      await keep(patient, storable.slice(from, from + atOnce), log);
  };
}

/** One item that the hub can never take must not hold up those after it: it is dropped, and that is logged. */
async function keep(hub: Hub, items: Items, log: WorkerLog): Promise<void> {
  try {
    await hub(takeIn, { items });
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    if (error.status === 401 || error.status === 403)
      throw new TryAgain(`The hub does not know the bots: ${error.message}`);
    if (items.length > 1) for (const item of items) await keep(hub, [item], log);
    else log.error({ err: error, id: items[0]?.id }, "what was heard cannot be kept; it is dropped");
  }
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair in JSON; both become the replacement character. */
export function clean(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\ufffd").toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
