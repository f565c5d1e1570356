import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import { caller, chatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";
import { until } from "../../testing/matrix-client.ts";
import { isInside } from "../http/public-address.ts";
import { postJson } from "../push/gateway.ts";

const text = (body: string, more: object = {}) => ({ msgtype: "m.text", body, ...more });

let txn = 0;
const say = async (who: TestPerson, room: string, content: object) =>
  (await who.call("PUT", `/rooms/${room}/send/m.room.message/${++txn}`, content)).body.event_id as string;

interface Pushed {
  readonly event_id?: string;
  readonly content?: { readonly body?: string };
  readonly counts: { readonly unread: number };
  readonly devices: { readonly pushkey: string; readonly tweaks: object }[];
}

/** A push gateway that notes what it is told, and answers as it is told to. */
async function gateway(t: ExecutionContext) {
  const told: Pushed[] = [];
  const answers: { status: number; body: object }[] = [];
  const hear = async (request: IncomingMessage, response: ServerResponse) => {
    told.push((JSON.parse(await read(request)) as { notification: Pushed }).notification);
    const { status, body } = answers.shift() ?? { status: 200, body: { rejected: [] } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void hear(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_matrix/push/v1/notify`;
  return { told, answers, url };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const pusher = (url: string, pushkey = "phone", data: object = {}) => ({
  kind: "http",
  app_id: "org.example.app",
  app_display_name: "App",
  device_display_name: "Phone",
  lang: "en",
  pushkey,
  data: { url, ...data },
});

test("rules have bounds: how many, how long, how large", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const put = async (kind: string, id: string, body: object) =>
    (await ann.call("PUT", `/pushrules/global/${kind}/${id}`, { actions: [], ...body })).status;
  const match = (pattern: string) => ({ kind: "event_match", key: "content.body", pattern });
  t.is(await put("content", "long", { pattern: "x".repeat(256) }), 400);
  t.is(await put("content", "y".repeat(256), { pattern: "x" }), 400);
  t.is(await put("override", "long", { conditions: [match("?".repeat(256))] }), 400);
  t.is(await put("override", "many", { conditions: Array.from({ length: 21 }, () => match("x")) }), 400);
  t.is(await put("override", "most", { conditions: Array.from({ length: 20 }, () => match("x")) }), 200);
  const large = { set_tweak: "x", value: "y".repeat(64_000) };
  t.is(await put("room", "!r:hub.test", { actions: [large] }), 413);
  t.is(await put("override", ".m.rule.master/actions", { actions: [large] }), 413);
  for (let n = 0; n < 200; n += 20)
    await Promise.all(Array.from({ length: 20 }, (_, k) => put("content", `${n + k}`, { pattern: "x" })));
  t.is(await put("content", "one-more", { pattern: "x" }), 400);
  t.is(await put("content", "1", { pattern: "y" }), 200, "another one may be changed");
  t.is(await put("room", "!s:hub.test", {}), 200);
});

test("a person's own rules decide what counts; the predefined ones can be changed and not removed", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const counts = async () =>
    (await ann.call("GET", "/sync?full_state=true&since=s1")).body.rooms.join[room].unread_notifications;
  await say(ben, room, text("soup"));
  t.deepEqual(await counts(), { notification_count: 1, highlight_count: 0 });
  const rule = (kind: string, id: string, body: object, query = "") =>
    ann.call("PUT", `/pushrules/global/${kind}/${id}${query}`, body);
  t.is(
    (await rule("content", "soup", { pattern: "soup", actions: ["notify", { set_tweak: "highlight" }] }))
      .status,
    200,
  );
  t.deepEqual(await counts(), { notification_count: 1, highlight_count: 1 }, "counted again by the new rule");
  t.is((await rule("room", room, { actions: [] })).status, 200);
  await say(ben, room, text("only words"));
  t.deepEqual(await counts(), { notification_count: 1, highlight_count: 1 });
  t.is((await ann.call("DELETE", `/pushrules/global/room/${room}`)).status, 200);
  t.is(
    (await ann.call("PUT", "/pushrules/global/override/.m.rule.master/enabled", { enabled: true })).status,
    200,
  );
  t.deepEqual(await counts(), { notification_count: 0, highlight_count: 0 });
  const master = (await ann.call("GET", "/pushrules/global/override/.m.rule.master")).body;
  t.like(master, { default: true, enabled: true });
  t.is((await ann.call("DELETE", "/pushrules/global/override/.m.rule.master")).status, 400);
  t.is((await rule("override", ".m.rule.mine", { conditions: [], actions: [] })).status, 400);
  t.is((await rule("sender", ben.userId, { actions: ["shout"] })).status, 400);
  t.is((await rule("sender", ben.userId, { actions: [] }, "?before=missing")).status, 404);
  t.is((await ann.call("GET", "/pushrules/device/")).status, 400);
  t.is((await ben.call("GET", "/pushrules/global/content/soup")).status, 404, "rules are one's own");
});

test("changes of rules at the same moment are all kept, and come down the sync", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const since = (await ann.call("GET", "/sync")).body.next_batch;
  const ids = Array.from({ length: 10 }, (_, n) => `!r${n}:hub.test`);
  await Promise.all(ids.map((id) => ann.call("PUT", `/pushrules/global/room/${id}`, { actions: [] })));
  const { body } = await ann.call("GET", `/sync?since=${since}`);
  const [datum] = body.account_data.events;
  t.is(datum.type, "m.push_rules");
  t.deepEqual(
    datum.content.global.room.map((rule: { rule_id: string }) => rule.rule_id).toSorted(),
    ids.toSorted(),
  );
});

test("a name in the text calls, unless the client says whom it mentions", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const cat = await hub.person("cat");
  const members = [ben.userId, cat.userId];
  await hub.identity.setDisplayName(ann.userId, "Ann (Sales)");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members });
  await say(ben, room, text("has ANN (sales) seen it?"));
  await say(ben, room, text("ann: ?"));
  await say(ben, room, text("ann (sales), quietly", { "m.mentions": {} }));
  await say(ben, room, text("you", { "m.mentions": { user_ids: [ann.userId] } }));
  const { body } = await ann.call("GET", "/sync");
  t.deepEqual(body.rooms.join[room].unread_notifications, { notification_count: 4, highlight_count: 3 });
  const seen = (await ann.call("GET", "/notifications?only=highlight&limit=2")).body;
  t.is(seen.notifications.length, 2);
  t.is(seen.notifications[0].event.content.body, "you");
  t.false(seen.notifications[0].read);
  const rest = (await ann.call("GET", `/notifications?only=highlight&from=${seen.next_token}`)).body;
  t.is(rest.notifications.length, 1);
  await ann.call("PUT", `/user/${ann.userId}/account_data/m.ignored_user_list`, {
    ignored_users: { [ben.userId]: {} },
  });
  t.deepEqual((await ann.call("GET", "/notifications")).body.notifications, []);
  const { timeline } = (await ann.call("GET", "/sync")).body.rooms.join[room];
  t.false(timeline.events.some((event: { content: { body?: string } }) => event.content.body !== undefined));
});

test("a phone is told once, in order, also after failures and a restart; then how many are left unread", async (t) => {
  const { pool } = await testDatabase(t);
  const { told, answers, url } = await gateway(t);
  const first = await chatHub(t, { over: { pool }, privateGateways: true });
  const ann = await first.person("ann");
  const ben = await first.person("ben");
  const room = await first.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  t.is((await ann.call("POST", "/pushers/set", pusher(url))).status, 200);
  answers.push({ status: 502, body: {} });
  const ids = [await say(ben, room, text("one")), await say(ben, room, text("two"))];
  await until(() => told.length >= 3, "two notifications, one of them tried twice");
  t.deepEqual(
    told.map((one) => one.event_id),
    [ids[0], ids[0], ids[1]],
  );
  t.deepEqual(told[0]!.devices[0], {
    app_id: "org.example.app",
    pushkey: "phone",
    data: {},
    tweaks: { sound: "default" },
    pushkey_ts: (told[0]!.devices[0] as unknown as { pushkey_ts: number }).pushkey_ts,
  } as Pushed["devices"][0]);
  await say(ann, room, text("my own"));
  const three = await say(ben, room, text("three"));
  await until(() => told.length >= 4);
  t.like(told[3]!, { event_id: three, counts: { unread: 1 } });
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${three}`, {});
  await until(() => told.length >= 5);
  t.deepEqual(told[4]!.counts, { unread: 0 });
  await first.stop();
  const second = await chatHub(t, { over: { pool }, privateGateways: true });
  const four = await say(await second.person("ben"), room, text("four"));
  await until(() => told.length >= 6);
  t.is(told[5]!.event_id, four, "what was pushed is not pushed again");
});

test("a pushkey that the gateway rejects is gone; event_id_only says no more than that; the device takes its pusher with it", async (t) => {
  const { told, answers, url } = await gateway(t);
  const hub = await chatHub(t, { privateGateways: true });
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const pushers = async (who = ann) => (await who.call("GET", "/pushers")).body.pushers;
  await ann.call("POST", "/pushers/set", pusher(url, "old"));
  answers.push({ status: 200, body: { rejected: ["old"] } });
  await say(ben, room, text("one"));
  await until(async () => !(await pushers()).length, "the rejected pusher to be gone");
  await ann.call("POST", "/pushers/set", pusher(url, "new", { format: "event_id_only" }));
  const id = await say(ben, room, text("secret"));
  await until(() => told.length >= 2);
  t.deepEqual(Object.keys(told[1]!).toSorted(), ["counts", "devices", "event_id", "prio", "room_id"]);
  t.is(told[1]!.event_id, id);
  await ben.call("POST", "/pushers/set", pusher(url, "new"));
  t.deepEqual(await pushers(), [], "the phone belongs to who signed in on it last");
  t.is((await pushers(ben)).length, 1);
  const { deviceId } = ben;
  await hub.identity.openSession(ben.userId, { deviceId: "OTHER" });
  await hub.identity.removeDevice(ben.userId, deviceId);
  const { rowCount } = await hub.pool.query("select from chat.pusher");
  t.is(rowCount, 0);
});

test("a pusher is of a device that is signed in; a person has some, of a certain size", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const address = "https://push.example.org/_matrix/push/v1/notify";
  const { token } = await hub.identity.issueToken({ userId: ann.userId, kind: "api", seconds: 60 });
  const bySecret = caller(hub.url, token);
  t.is((await bySecret("POST", "/pushers/set", pusher(address))).status, 403);
  t.is((await ann.call("POST", "/pushers/set", pusher(address))).status, 200);
  t.is((await bySecret("POST", "/pushers/set", { ...pusher(address), kind: null })).status, 200);
  t.deepEqual((await ann.call("GET", "/pushers")).body.pushers, []);
  const set = async (n: number, more: object = {}) =>
    (await ann.call("POST", "/pushers/set", { ...pusher(address, `${n}`), ...more })).status;
  for (const field of ["app_display_name", "device_display_name", "lang", "profile_tag"])
    t.is(await set(0, { [field]: "x".repeat(256) }), 413, field);
  t.is(await set(0, { data: { url: address, more: "x".repeat(5000) } }), 413);
  const many = await Promise.all(Array.from({ length: 25 }, (_, n) => set(n)));
  t.is(many.filter((status) => status === 200).length, 20);
  t.is(await set(many.indexOf(200)), 200, "one that is there may be changed");
});

test("a gateway is an address outside, at the one path that gateways have", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const set = (body: object) => ann.call("POST", "/pushers/set", body);
  t.is((await set(pusher("https://push.example.org/other"))).status, 400);
  t.is((await set(pusher("file:///_matrix/push/v1/notify"))).status, 400);
  t.is(
    (await set({ ...pusher("https://push.example.org/_matrix/push/v1/notify"), kind: "email" })).status,
    400,
  );
  t.is(
    (await set({ ...pusher("https://push.example.org/_matrix/push/v1/notify"), pushkey: "x".repeat(600) }))
      .status,
    413,
  );
  for (const address of ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1"])
    t.true(isInside(address), address);
  for (const address of ["1.1.1.1", "2606:4700::1111"]) t.false(isInside(address), address);
  const never = new AbortController().signal;
  for (const host of ["127.0.0.1:1", "[::1]:1", "localhost:1"])
    await t.throwsAsync(postJson(`http://${host}/_matrix/push/v1/notify`, "{}", false, never), {
      message: /private/,
    });
});
