/** Events that relate to another one, and the threads of a room. */
import { eventJson, type ChatEvent } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { oneOf, queryFlag, queryNumber } from "../http/read.ts";
import { notFound } from "../refusals.ts";
import { openReads } from "../rooms/reads.ts";
import { bundles } from "../rooms/relations.ts";
import { seerOf } from "../rooms/seer.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "../rooms/select.ts";
import { eventIn, roomOf } from "../rooms/speak.ts";
import { readPlace, writeSeq } from "../sync/token.ts";
import { eventsJson } from "./history.ts";

const paths = ["", "/:relType", "/:relType/:eventType"] as const;

export const relationEndpoints = [
  ...paths.map((rest) =>
    endpoint(`GET /rooms/:roomId/relations/:eventId${rest}`, relations, ["v1", "unstable"]),
  ),
  endpoint("GET /rooms/:roomId/threads", threads, ["v1"]),
];

async function relations({ core, person, params, query }: Call): Promise<string> {
  const dir = oneOf(query.dir ?? "b", "dir", ["b", "f"]);
  const limit = Math.max(1, queryNumber(query.limit, "limit", 20, 500));
  const room = await roomOf(core, params.roomId!);
  const seer = await seerOf(core.pool, room, person.userId);
  const parent = await eventIn(core, room, params.eventId!);
  if (!parent || !seer.sees(parent)) throw notFound("There is no such event that you can see.");
  const from = query.from ? readPlace(query.from, "from").seq : undefined;
  const to = query.to ? readPlace(query.to, "to").seq : undefined;
  const [low, high] = dir === "b" ? [to, from] : [from, to];
  const { rows } = await core.pool.query<EventRow>({
    name: `chat-relations-${dir}`,
    text: `with recursive child as (
        select seq, event_id, 1 as depth from chat.event
        where relates_to = $1 and room = $2 and ($3::text is null or rel_type = $3) and ($4::text is null or type = $4)
        union
        select e.seq, e.event_id, c.depth + 1 from child c join chat.event e on e.relates_to = c.event_id
        where $5 and c.depth < 3 and e.room = $2 and ($3::text is null or e.rel_type = $3) and ($4::text is null or e.type = $4)
      )
      select ${eventColumns} from (select distinct seq from child) c join chat.event e on e.seq = c.seq ${eventJoins}
      where e.seq > $6 and e.seq <= $7 order by e.seq ${dir === "b" ? "desc" : "asc"} limit $8`,
    values: [
      parent.eventId,
      room.id,
      params.relType ?? null,
      params.eventType ?? null,
      queryFlag(query.recurse),
      low ?? 0,
      high ?? core.writer.head(),
      limit + 1,
    ],
  });
  const events = rows.slice(0, limit).map(eventOf).filter(seer.sees).map(seer.as);
  // The last one that was looked at, seen or not: behind it goes the next page.
  const last = Number(rows[limit - 1]?.seq);
  const next = rows.length > limit ? `,"next_batch":"${writeSeq(dir === "b" ? last - 1 : last)}"` : "";
  const prev = query.from ? `,"prev_batch":"${writeSeq(from!)}"` : "";
  const depth = queryFlag(query.recurse) ? `,"recursion_depth":3` : "";
  return `{"chunk":[${await eventsJson({ core, person }, room, events, seer)}]${next}${prev}${depth}}`;
}

/** Threads by their latest reply, newest first. */
async function threads({ core, person, params, query }: Call): Promise<string> {
  const include = oneOf(query.include ?? "all", "include", ["all", "participated"]);
  const limit = Math.max(1, queryNumber(query.limit, "limit", 20, 100));
  const room = await roomOf(core, params.roomId!);
  const seer = await seerOf(core.pool, room, person.userId);
  const before = query.from ? readPlace(query.from, "from").seq : core.writer.head();
  const { rows } = await core.pool.query<EventRow & { latest: string }>({
    name: "chat-threads",
    text: `select ${eventColumns}, t.latest from (
        select relates_to, max(seq) as latest, bool_or(sender = $4) as mine from chat.event
        where room = $1 and rel_type = 'm.thread' group by relates_to
      ) t join chat.event e on e.event_id = t.relates_to ${eventJoins}
      where e.room = $1 and t.latest <= $2 and ($3 or t.mine or e.sender = $4) order by t.latest desc limit $5`,
    values: [room.id, before, include === "all", person.userId, limit + 1],
  });
  const shown = rows.slice(0, limit);
  const roots = shown.map(eventOf).filter(seer.sees).map(seer.as);
  const relations = await bundles(openReads(core.pool), room, roots, person.userId);
  const json = (event: ChatEvent) => {
    const bundle = relations.get(event.eventId);
    return eventJson(event, { device: person.device, ...(bundle && { relations: bundle }) });
  };
  const next = rows.length > limit ? `,"next_batch":"${writeSeq(Number(shown.at(-1)!.latest) - 1)}"` : "";
  return `{"chunk":[${roots.map(json).join(",")}]${next}}`;
}
