/** What people report, and where an account is signed in ("Reporting Content", "Server Administration"). */
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalText } from "../http/read.ts";
import { takeTurn } from "../http/take-turn.ts";
import { badJson, forbidden, invalidParam, notFound } from "../refusals.ts";
import { seerFor } from "../rooms/seer.ts";
import { eventIn } from "../rooms/speak.ts";

const longestReason = 2000;

interface About {
  readonly room?: number;
  readonly eventId?: string;
  readonly userId?: string;
}

export const moderationEndpoints = [
  endpoint("POST /rooms/:roomId/report/:eventId", async (call) => {
    const { core, person, params } = call;
    const room = await core.rooms.byId(params.roomId!);
    const event = room && (await eventIn(core, room, params.eventId!));
    const seer = event && (await seerFor(core.pool, room, person.userId));
    if (!seer?.sees(event!)) throw notFound("There is no such event that you can see.");
    await report(call, { room: room!.id, eventId: event!.eventId, userId: event!.sender });
    return {};
  }),
  endpoint("POST /rooms/:roomId/report", async (call) => {
    const room = await call.core.rooms.byId(call.params.roomId!);
    if (!room) throw notFound("There is no such room.");
    await report(call, { room: room.id });
    return {};
  }),
  endpoint("POST /users/:userId/report", async (call) => {
    if (!(await call.core.identity.account(call.params.userId!))) throw notFound("There is no such user.");
    await report(call, { userId: call.params.userId! });
    return {};
  }),
  endpoint("GET /admin/whois/:userId", whois),
];

async function report({ core, person, body }: Call, { room, eventId, userId }: About): Promise<void> {
  takeTurn({ core, person }, "report");
  const reason = optionalText(body, "reason") ?? "";
  if (reason.length > longestReason) throw invalidParam(`A reason has at most ${longestReason} characters.`);
  const { score } = body;
  if (score !== undefined && score !== null && !Number.isSafeInteger(score))
    throw badJson("score must be a whole number from -100 to 0.");
  await core.pool.query(
    `insert into chat.report (reporter, room, event_id, user_id, reason, score, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      person.userId,
      room ?? null,
      eventId ?? null,
      userId ?? null,
      reason,
      typeof score === "number" ? Math.max(-100, Math.min(0, score)) : null,
      core.clock(),
    ],
  );
}

async function whois({ core, person, params }: Call): Promise<object> {
  const userId = params.userId!;
  if (userId !== person.userId && !person.principal.admin)
    throw forbidden("Only administrators see where others are signed in.");
  if (!(await core.identity.account(userId))) throw notFound("There is no such user.");
  const devices = await core.identity.devices(userId);
  const sessions = devices.map(({ deviceId }) => [
    deviceId,
    { sessions: [{ connections: core.connections.of(userId, deviceId) }] },
  ]);
  return { user_id: userId, devices: Object.fromEntries(sessions) as object };
}
