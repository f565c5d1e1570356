/** Simplified sliding sync (MSC4186), under its coming name and under the one that apps use today. */
import { endpoint, type Call } from "../http/endpoint.ts";
import { goneSignal } from "../http/gone.ts";
import { readRequest, type SlidingRequest } from "../sliding-sync/request.ts";
import { slidingSync, type Reader } from "../sliding-sync/sliding-sync.ts";

/** In `unstable_features` of /versions: Element X looks for it before it lets anybody sign in. */
export const slidingSyncFeature = "org.matrix.simplified_msc3575";

export const slidingSyncEndpoints = [
  endpoint("POST /sync", (call) => answer(call, "v4"), ["v4"]),
  endpoint(`POST /${slidingSyncFeature}/sync`, (call) => answer(call, "unstable"), ["unstable"]),
];

async function answer(call: Call, words: SlidingRequest["words"]): Promise<string> {
  const { core, person, query, body, reply, outflow } = call;
  const { userId, device } = person;
  const request = readRequest({ userId, query, body, words });
  const gone = goneSignal(reply);
  const reader: Reader = { userId, device, gone, turn: (work) => outflow.make(userId, work, gone) };
  return slidingSync(core, reader, request);
}
