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
 * @returns a function that keeps items and answers the ids of those not kept before
 * @throws TryAgain when the hub cannot take them now: the other side must send them again
 */
export function keeper(hub: Hub, log: WorkerLog): (items: Items) => Promise<ReadonlySet<string>> {
  const patient = withPatience(hub);
  return async (items) => {
    const storable = items.map(({ body, ...item }) => ({ ...item, body: clean(body) }));
    const fresh = new Set<string>();
    for (let from = 0; from < storable.length; from += atOnce)
      for (const id of await keep(patient, storable.slice(from, from + atOnce), log)) fresh.add(id);
    return fresh;
  };
}

/** One item that the hub can never take must not hold up those after it: it is dropped, and that is logged. */
async function keep(hub: Hub, items: Items, log: WorkerLog): Promise<readonly string[]> {
  try {
    return (await hub(takeIn, { items })).fresh;
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    if (error.status === 401 || error.status === 403)
      throw new TryAgain(`The hub does not know the bots: ${error.message}`);
    if (items.length > 1) return oneByOne(hub, items, log);
    log.error({ err: error, id: items[0]?.id }, "what was heard cannot be kept; it is dropped");
    return [];
  }
}

async function oneByOne(hub: Hub, items: Items, log: WorkerLog): Promise<string[]> {
  const fresh: string[] = [];
  for (const item of items) fresh.push(...(await keep(hub, [item], log)));
  return fresh;
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair in JSON; both become the replacement character. */
export function clean(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\ufffd").toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
