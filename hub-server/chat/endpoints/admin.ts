/**
 * For administrators, with the paths and answers of Synapse's admin API, so that the tools people have fit: what was reported,
 * and tokens with which one can register.
 */
import { endpoint, type Call } from "../http/endpoint.ts";
import { queryNumber } from "../http/read.ts";
import { badJson, forbidden, invalidParam, notFound } from "../refusals.ts";
import type { Content } from "../types.ts";

const month = 30 * 24 * 3600;
const year = 366 * 24 * 3600;

/** Below `/_synapse/admin`. */
export const adminEndpoints = [
  endpoint("GET /event_reports", reports, ["v1"]),
  endpoint(
    "DELETE /event_reports/:reportId",
    async (call) => {
      needAdmin(call);
      const { core, person, params } = call;
      const id = queryNumber(params.reportId, "the number of a report", 0, Number.MAX_SAFE_INTEGER);
      const { rowCount } = await core.pool.query(
        "update chat.report set settled_at = $2, settled_by = $3 where id = $1 and settled_at is null",
        [id, core.clock(), person.userId],
      );
      if (!rowCount) throw notFound("There is no open report with this number.");
      return {};
    },
    ["v1"],
  ),
  endpoint("POST /registration_tokens/new", newToken, ["v1"]),
];

/** @throws MatrixError M_FORBIDDEN */
export function needAdmin({ person }: Pick<Call, "person">): void {
  if (!person.principal.admin) throw forbidden("Only administrators may do this.");
}

interface Report {
  id: string;
  created_at: Date;
  reporter: string;
  room_id: string | null;
  event_id: string | null;
  user_id: string | null;
  reason: string;
  score: number | null;
  total: string;
}

/** Open ones, the newest first. */
async function reports(call: Call): Promise<object> {
  needAdmin(call);
  const { core, query } = call;
  const limit = queryNumber(query.limit, "limit", 100, 1000);
  const from = queryNumber(query.from, "from", 0, 1_000_000);
  const { rows } = await core.pool.query<Report>(
    `select p.id, p.created_at, p.reporter, r.room_id, p.event_id, p.user_id, p.reason, p.score, count(*) over () as total
     from chat.report p left join chat.room r on r.id = p.room where p.settled_at is null
     order by p.id desc limit $1 offset $2`,
    [limit, from],
  );
  const total = Number(rows[0]?.total ?? 0);
  return {
    event_reports: rows.map((row) => ({
      id: Number(row.id),
      received_ts: row.created_at.getTime(),
      user_id: row.reporter,
      room_id: row.room_id,
      event_id: row.event_id,
      sender: row.user_id,
      reason: row.reason,
      score: row.score,
    })),
    total,
    ...(total > from + rows.length && { next_token: from + rows.length }),
  };
}

/** Only a hash of the token is kept: it is shown this once. */
async function newToken(call: Call): Promise<object> {
  needAdmin(call);
  const { core, body } = call;
  const now = core.clock().getTime();
  if (body.token !== undefined) throw invalidParam("The hub makes the token itself; leave token out.");
  const uses = wholeNumber(body, "uses_allowed") ?? 1;
  const until = wholeNumber(body, "expiry_time") ?? now + month * 1000;
  const seconds = Math.ceil((until - now) / 1000);
  if (uses < 1 || uses > 10_000) throw invalidParam("uses_allowed must be from 1 to 10000.");
  if (seconds < 1 || seconds > year)
    throw invalidParam("expiry_time must be milliseconds since 1970, within the coming year.");
  const token = await core.identity.invite({ uses, seconds });
  return { token, uses_allowed: uses, pending: 0, completed: 0, expiry_time: until };
}

function wholeNumber(body: Content, key: string): number | undefined {
  const { [key]: value } = body;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    throw badJson(`${key} must be a whole number.`);
  return value;
}
