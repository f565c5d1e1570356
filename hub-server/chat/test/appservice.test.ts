import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { caller, chatHub, type ChatHub } from "../../testing/chat-hub.ts";
import { fakeAppService } from "../../testing/fake-appservice.ts";
import { testDatabase } from "../../testing/index.ts";
import { until } from "../../testing/matrix-client.ts";

const message = (body: string) => ({ type: "m.room.message", content: { msgtype: "m.text", body } });

async function roomWithRobot(hub: ChatHub): Promise<{ roomId: string; sender: string }> {
  const { userId: sender } = await hub.identity.ensureAccount({ localpart: "ann" });
  const roomId = await hub.chat.rooms.create({ creator: sender, members: ["@robot:hub.test"] });
  return { roomId, sender };
}

async function say(
  hub: ChatHub,
  place: { roomId: string; sender: string },
  count: number,
): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, n) => hub.chat.speak.send({ ...place, ...message(`${n}`) })),
  );
}

async function setUp(t: ExecutionContext) {
  const service = await fakeAppService(t);
  const hub = await chatHub(t, { appservices: [service.registration] });
  return { service, hub };
}

test("an application service hears the rooms it is in, once and in order, and no other room", async (t) => {
  const { service, hub } = await setUp(t);
  const place = await roomWithRobot(hub);
  const other = await hub.chat.rooms.create({ creator: place.sender });
  const ids = await say(hub, place, 250);
  await say(hub, { ...place, roomId: other }, 5);
  await until(() => service.eventIds().includes(ids.at(-1)!), "the last event");
  t.deepEqual(service.eventIds().slice(-250), ids);
  t.is(new Set(service.eventIds()).size, service.eventIds().length);
  t.true([...service.taken.values()].every((body) => JSON.parse(body).events.length <= 100));
  t.false(JSON.stringify([...service.taken]).includes(other));
  t.is(service.requests[0]!.authorization, "Bearer hs-secret");
});

test("what happens while the service is down arrives afterwards; a retry has the same id and content", async (t) => {
  const { service, hub } = await setUp(t);
  const place = await roomWithRobot(hub);
  await until(() => service.taken.size);
  service.status = 500;
  const ids = await say(hub, place, 3);
  await until(() => service.requests.length > service.taken.size + 1, "two tries");
  const more = await say(hub, place, 3);
  service.status = 200;
  await until(() => service.eventIds().includes(more.at(-1)!), "everything");
  t.deepEqual(service.eventIds().slice(-6), [...ids, ...more]);
  const byPath = new Map<string, Set<string>>();
  for (const { path, body } of service.requests) byPath.set(path, (byPath.get(path) ?? new Set()).add(body));
  t.true([...byPath.values()].every((bodies) => bodies.size === 1));
});

test("a restart of the hub loses and repeats nothing, and keeps the transaction in flight word for word", async (t) => {
  const { pool } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), "hub-chat-"));
  const service = await fakeAppService(t);
  const options = { appservices: [service.registration], over: { pool, folder } };
  const first = await chatHub(t, options);
  const place = await roomWithRobot(first);
  await until(() => service.taken.size);
  await service.close();
  const ids = await say(first, place, 150);
  await until(async () => (await pool.query("select from chat.as_txn")).rowCount, "a transaction in flight");
  const inFlight = (await pool.query("select txn_id, body from chat.as_txn")).rows[0];
  await first.stop();
  await service.listen();
  const second = await chatHub(t, options);
  const more = await say(second, place, 1);
  await until(() => service.eventIds().includes(more[0]!), "the message after the restart");
  t.deepEqual(service.eventIds().slice(-151), [...ids, ...more]);
  t.is(service.taken.get(inFlight.txn_id), inFlight.body);
  t.is(new Set(service.eventIds()).size, service.eventIds().length);
});

test("a service speaks as users of its namespace that it registered, and as nobody else", async (t) => {
  const { hub } = await setUp(t);
  const { roomId, sender } = await roomWithRobot(hub);
  const robot = caller(hub.url, "as-secret");
  const register = (username: string) =>
    robot("POST", "/register", { type: "m.login.application_service", username });
  t.is((await register("_robot_1")).body.user_id, "@_robot_1:hub.test");
  t.is((await register("someone")).body.errcode, "M_EXCLUSIVE");
  await hub.chat.rooms.join(roomId, ["@_robot_1:hub.test"]);
  const send = (userId: string) =>
    robot(
      "PUT",
      `/rooms/${roomId}/send/m.room.message/${userId}?user_id=${encodeURIComponent(userId)}&ts=1000`,
      message("x").content,
    );
  const sent = await send("@_robot_1:hub.test");
  t.is(sent.status, 200);
  const event = await hub.chat.rooms.event(roomId, sent.body.event_id);
  t.like(event, { sender: "@_robot_1:hub.test", origin_server_ts: 1000 });
  t.is((await send(sender)).body.errcode, "M_FORBIDDEN");
  t.is((await send("@_robot_2:hub.test")).body.errcode, "M_FORBIDDEN");
  t.is((await robot("GET", "/account/whoami?user_id=@_robot_1:hub.test")).body.user_id, "@_robot_1:hub.test");
});

test("a ping goes round, and ends a pause between tries", async (t) => {
  const { service, hub } = await setUp(t);
  const robot = caller(hub.url, "as-secret");
  const { status, body } = await robot("POST", "/_matrix/client/v1/appservice/fake/ping", {
    transaction_id: "p1",
  });
  t.is(status, 200);
  t.is(typeof body.duration_ms, "number");
  t.deepEqual(JSON.parse(service.requests.find((r) => r.path.endsWith("/ping"))!.body), {
    transaction_id: "p1",
  });
  const ann = await hub.person("ann");
  t.is((await ann.call("POST", "/_matrix/client/v1/appservice/fake/ping", {})).status, 403);
  await service.close();
  t.is(
    (await robot("POST", "/_matrix/client/v1/appservice/fake/ping", {})).body.errcode,
    "M_CONNECTION_FAILED",
  );
});
