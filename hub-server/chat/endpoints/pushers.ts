/** Where a user's phones are told, and what they were told. */
import { eventJson } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalFlag, optionalObject, optionalText, queryNumber, text } from "../http/read.ts";
import type { PusherRow } from "../push/pusher-store.ts";
import { compiledRules, ignoredUsers } from "../push/rule-set.ts";
import { webPushKinds } from "../push/web-push.ts";
import { badJson, forbidden, invalidParam, missingParam, tooLarge } from "../refusals.ts";
import { receiptKey, type Room } from "../rooms/room.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "../rooms/select.ts";
import { readPlace, writeSeq } from "../sync/token.ts";
import type { Content } from "../types.ts";

export const pusherEndpoints = [
  endpoint("GET /pushers", ({ core, person }) => ({ pushers: core.pushers.of(person.userId).map(present) })),
  endpoint("POST /pushers/set", setPusher),
  endpoint("GET /notifications", notifications),
];

const present = ({ appId, pushkey, format }: PusherRow) => ({ app_id: appId, pushkey, ...format });

async function setPusher({ core, person, body }: Call): Promise<object> {
  const key = { userId: person.userId, appId: text(body, "app_id"), pushkey: text(body, "pushkey") };
  if (key.appId.length > 64) throw tooLarge("app_id", 64, key.appId.length);
  if (Buffer.byteLength(key.pushkey) > 512) throw tooLarge("pushkey", 512, Buffer.byteLength(key.pushkey));
  if (body.kind === undefined) throw missingParam("kind");
  if (body.kind === null) {
    await core.pushers.remove(key);
    return {};
  }
  const format = formatOf(body);
  const { kind, deviceId } = person.principal;
  // Revoked tokens and closed sessions take their pushers along; a pusher of no session would be told for ever.
  if (kind !== "session") throw forbidden("Pushes are for a device that is signed in; this token has none.");
  await core.pushers.set({ ...key, deviceId, format }, optionalFlag(body, "append") === true);
  return {};
}

const longestName = 255;
const largestData = 4096;

/** @throws MatrixError M_TOO_LARGE */
function name(body: Content, field: string): string {
  const value = text(body, field);
  if (value.length > longestName) throw tooLarge(field, longestName, value.length);
  return value;
}

/** What the client says of itself and of where it is told. @throws MatrixError */
function formatOf(body: Content): Content {
  const kind = text(body, "kind");
  if (kind !== "http" && !webPushKinds.includes(kind))
    throw invalidParam("kind must be http, webpush or null; mail is not sent from here.");
  const data = optionalObject(body, "data");
  if (!data) throw missingParam("data");
  if (kind === "http") checkGateway(data);
  else checkSubscription(body, data);
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > largestData) throw tooLarge("data", largestData, bytes);
  return {
    kind,
    app_display_name: name(body, "app_display_name"),
    device_display_name: name(body, "device_display_name"),
    lang: name(body, "lang"),
    ...(optionalText(body, "profile_tag") !== undefined && { profile_tag: name(body, "profile_tag") }),
    data,
  };
}

function checkGateway(data: Content): void {
  const url = URL.parse(text(data, "url"));
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/_matrix/push/v1/notify")
    throw invalidParam("data.url must be an http(s) address that ends with /_matrix/push/v1/notify.");
}

/** As a browser gives them: an address, a point on P-256 and 16 bytes. */
function checkSubscription(body: Content, data: Content): void {
  const url = URL.parse(text(data, "url"));
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > 2000)
    throw invalidParam("data.url must be the address of a push subscription.");
  const bytes = (value: string) => (/^[\w-]+=*$/.test(value) ? Buffer.from(value, "base64url") : undefined);
  const key = bytes(text(body, "pushkey"));
  if (key?.length !== 65 || key[0] !== 4)
    throw invalidParam("pushkey must be the subscription's p256dh key in base64url.");
  if (bytes(text(data, "auth"))?.length !== 16)
    throw invalidParam("data.auth must be the subscription's auth secret in base64url.");
}

/** Events read per page; what is left comes with the next one. */
const reach = 200;

/** What notified the user, newest first: judged again by the rules of today, because nothing is stored per recipient. */
async function notifications({ core, person, query }: Call): Promise<string> {
  const limit = Math.max(1, queryNumber(query.limit, "limit", 20, 100));
  if (query.only !== undefined && query.only !== "highlight") throw badJson("only must be highlight.");
  const from = query.from ? readPlace(query.from, "from").seq : core.writer.head();
  const stream = await core.streams.get(person.userId);
  const joined = [...stream.memberships.values()].filter((entry) => entry.membership === "join");
  const rooms = await core.rooms.byNumbers(joined.map((entry) => entry.room));
  const rules = compiledRules(stream);
  const { rows } = await core.pool.query<EventRow>({
    name: "chat-notifications",
    text: `select ${eventColumns} from chat.event e ${eventJoins}
      where e.room = any($1) and e.seq <= $2 and e.sender <> $3 and (e.notify > 0 or $4) order by e.seq desc limit ${reach}`,
    values: [[...rooms.keys()], from, person.userId, rules.isOwn],
  });
  const ignored = ignoredUsers(stream);
  const found: string[] = [];
  let last = from;
  for (const event of rows.map(eventOf)) {
    if (found.length === limit) break;
    last = event.seq;
    const room = rooms.get(event.fields.room)!;
    const since = stream.memberships.get(room.id)!.seq;
    const verdict = rules.judge(event, { userId: person.userId, room });
    const isWanted = verdict.notify && (query.only === undefined || verdict.highlight);
    if (!isWanted || event.seq < since || ignored.has(event.sender)) continue;
    const read = event.seq <= readUpTo(room, person.userId, event.thread ?? "main");
    found.push(
      `{"room_id":"${room.roomId}","profile_tag":"","actions":${JSON.stringify(verdict.actions)},"read":${read},"ts":${event.fields.ts},"event":${eventJson(event)}}`,
    );
  }
  const more = found.length === limit || rows.length === reach ? `,"next_token":"${writeSeq(last - 1)}"` : "";
  return `{"notifications":[${found.join(",")}]${more}}`;
}

function readUpTo(room: Room, userId: string, thread: string): number {
  const seqs = ["", thread].flatMap((name) =>
    ["m.read", "m.read.private"].map(
      (kind) => room.receipts.get(receiptKey(kind, userId, name))?.eventSeq ?? 0,
    ),
  );
  return Math.max(...seqs);
}
