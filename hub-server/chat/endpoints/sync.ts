/** Filters and /sync. */
import { endpoint, type Call } from "../http/endpoint.ts";
import { goneSignal } from "../http/gone.ts";
import { oneOf, queryFlag, queryNumber } from "../http/read.ts";
import { forbidden } from "../refusals.ts";
import type { View } from "../sync/joined-room.ts";
import { presenceKinds } from "../presence/presence.ts";
import { sync, type SyncRequest } from "../sync/sync.ts";
import { readPlace } from "../sync/token.ts";

/** Longer waits run into the time limits of proxies. */
const longestWait = 120_000;

export const syncEndpoints = [
  endpoint("POST /user/:userId/filter", async (call) => {
    needSelf(call);
    return { filter_id: await call.core.filters.save(call.person.userId, call.body) };
  }),
  endpoint("GET /user/:userId/filter/:filterId", (call) => {
    needSelf(call);
    return call.core.filters.text(call.person.userId, call.params.filterId!);
  }),
  endpoint("GET /sync", async ({ core, person, query, reply, outflow }) => {
    const { set_presence: kind } = query;
    const wanted = kind ? oneOf(kind, "set_presence", presenceKinds) : undefined;
    const gone = goneSignal(reply);
    const request: SyncRequest = {
      userId: person.userId,
      device: person.device,
      filter: await core.filters.read(person.userId, query.filter),
      since: query.since ? readPlace(query.since, "since") : undefined,
      fullState: queryFlag(query.full_state),
      stateField: stateField(query),
      timeout: queryNumber(query.timeout, "timeout", 0, longestWait),
      gone,
      turn: (work) => outflow.make(person.userId, work, gone),
    };
    if (!core.presence.isOn) return sync(core, request);
    const noLonger = core.presence.listens(await core.streams.get(person.userId), wanted);
    return sync(core, request).finally(noLonger);
  }),
];

/** @throws MatrixError when the user in the path is somebody else */
export function needSelf({ person, params }: Pick<Call, "person" | "params">): void {
  if (params.userId !== person.userId)
    throw forbidden(`This belongs to ${params.userId!.slice(0, 255)} alone.`);
}

function stateField(query: Call["query"]): View["stateField"] {
  if (queryFlag(query.use_state_after)) return "state_after";
  return queryFlag(query["org.matrix.msc4222.use_state_after"]) ? "org.matrix.msc4222.state_after" : "state";
}
