/** From a moment to an event ("Finding events by timestamp"). */
import { endpoint, type Call } from "../http/endpoint.ts";
import { oneOf } from "../http/read.ts";
import { invalidParam, missingParam, notFound } from "../refusals.ts";
import { seerOf } from "../rooms/seer.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "../rooms/select.ts";
import { roomOf } from "../rooms/speak.ts";

/** So many events next to the moment are looked at for one that the reader may see. */
const reach = 100;

export const timestampEndpoints = [endpoint("GET /rooms/:roomId/timestamp_to_event", nearest, ["v1"])];

async function nearest({ core, person, params, query }: Call): Promise<object> {
  if (query.ts === undefined) throw missingParam("ts");
  const ts = Number(query.ts);
  if (!Number.isSafeInteger(ts)) throw invalidParam("ts must be milliseconds since 1970.");
  const dir = oneOf(query.dir ?? "f", "dir", ["f", "b"]);
  const room = await roomOf(core, params.roomId!);
  const seer = await seerOf(core.pool, room, person.userId);
  const { rows } = await core.pool.query<EventRow>({
    name: `chat-nearest-${dir}`,
    text: `select ${eventColumns} from chat.event e ${eventJoins} where e.room = $1 and e.ts ${dir === "f" ? ">=" : "<="} $2
      order by e.ts ${dir === "f" ? "" : "desc"}, e.seq ${dir === "f" ? "" : "desc"} limit ${reach}`,
    values: [room.id, ts],
  });
  const event = rows.map(eventOf).find((one) => one.seq <= seer.end && seer.sees(one));
  if (!event) throw notFound("There is no event on this side of that moment that you can see.");
  return { event_id: event.eventId, origin_server_ts: event.fields.ts };
}
