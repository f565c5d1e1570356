import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { until } from "../../testing/matrix-client.ts";
import { pushService, type PushService } from "./testing/push-service.ts";
import { vapidKeys } from "./vapid.ts";

async function browser(t: ExecutionContext, who: TestPerson): Promise<PushService> {
  const { body } = await who.call("GET", "/capabilities");
  t.true(body.capabilities["m.webpush"].enabled);
  const service = await pushService(body.capabilities["m.webpush"].vapid);
  t.teardown(service.stop);
  return service;
}

const pusher = ({ subscription: { url, p256dh, auth } }: PushService, data: object = {}) => ({
  kind: "webpush",
  app_id: "org.example.web",
  app_display_name: "Web",
  device_display_name: "Browser",
  lang: "en",
  pushkey: p256dh,
  data: { url, auth, ...data },
});

let txn = 0;
const say = async (who: TestPerson, room: string, body: string) =>
  (await who.call("PUT", `/rooms/${room}/send/m.room.message/w${++txn}`, { msgtype: "m.text", body })).body
    .event_id;

test("a browser is told who, where and how many, sealed for it alone and signed by this hub; never what", async (t) => {
  const hub = await chatHub(t, { privateGateways: true });
  const [ann, ben, carl] = [await hub.person("ann"), await hub.person("ben"), await hub.person("carl")];
  const room = await hub.chat.rooms.create({
    creator: ann.userId,
    name: "Kitchen",
    members: [ben.userId, carl.userId],
  });
  await ann.call("PUT", `/rooms/${room}/state/m.room.member/${ann.userId}`, {
    membership: "join",
    displayname: "Ann",
  });
  const service = await browser(t, ben);
  t.is((await ben.call("POST", "/pushers/set", pusher(service))).status, 200);
  t.is((await ben.call("GET", "/pushers")).body.pushers[0].kind, "webpush");
  const event = await say(ann, room, "the secret word is swordfish");
  const [{ headers, payload, claims }] = (await until(() => service.pushed.length && service.pushed)) as [
    PushService["pushed"][0],
  ];
  t.like(payload, {
    event_id: event,
    room_id: room,
    room_name: "Kitchen",
    sender: ann.userId,
    sender_display_name: "Ann",
    unread: 1,
  });
  t.false(JSON.stringify(payload).includes("swordfish"));
  t.deepEqual([payload.content, payload.devices], [undefined, undefined]);
  t.is(claims.aud, new URL(service.subscription.url).origin);
  t.is(claims.sub, "mailto:postmaster@hub.test");
  t.true(claims.exp * 1000 > Date.now() && claims.exp * 1000 < Date.now() + 25 * 3600_000);
  t.deepEqual([headers["content-encoding"], headers.urgency, headers.ttl], ["aes128gcm", "normal", "86400"]);
  t.regex(String(headers.topic), /^[\w-]{32}$/);
  await say(ann, room, "ben: come");
  const second = await until(() => service.pushed[1]);
  t.deepEqual(
    [second.headers.urgency, second.headers.topic, second.payload.unread],
    ["high", headers.topic, 2],
  );
  // A number alone is not pushed: a browser would have to show something for it.
  await ben.call("POST", `/rooms/${room}/receipt/m.read/${event}`, {});
  await say(ann, room, "third");
  t.is((await until(() => service.pushed[2])).payload.prio, "low");
});

test("a passing failure is tried again in order; a subscription that is gone is forgotten", async (t) => {
  const hub = await chatHub(t, { privateGateways: true });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const service = await browser(t, ben);
  await ben.call("POST", "/pushers/set", pusher(service, { format: "event_id_only" }));
  service.answers.push(500);
  const events = [await say(ann, room, "one"), await say(ann, room, "two")];
  await until(() => service.pushed.length === 3, "three attempts");
  t.deepEqual(
    service.pushed.map(({ payload }) => payload.event_id),
    [events[0], ...events],
  );
  t.deepEqual(Object.keys(service.pushed[0]!.payload).toSorted(), ["event_id", "prio", "room_id", "unread"]);
  service.answers.push(410);
  await say(ann, room, "three");
  await until(
    async () => (await ben.call("GET", "/pushers")).body.pushers.length === 0,
    "the subscription to be gone",
  );
});

test("a subscription must look like one, and does not lead into the hub's own network", async (t) => {
  const hub = await chatHub(t);
  const ben = await hub.person("ben");
  const service = await browser(t, ben);
  const good = pusher(service);
  const wrong = [
    { ...good, pushkey: "short" },
    { ...good, pushkey: "A".repeat(87) },
    { ...good, data: { url: good.data.url } },
    { ...good, data: { ...good.data, auth: "x" } },
    { ...good, data: { ...good.data, url: "file:///etc/passwd" } },
    { ...good, kind: "email" },
  ];
  for (const body of wrong)
    t.is((await ben.call("POST", "/pushers/set", body)).status, 400, JSON.stringify(body));
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  await ben.call("POST", "/pushers/set", good);
  await say(ann, room, "hello");
  await say(ann, room, "again");
  t.is(service.pushed.length, 0);
});

test("the keys are made once, for the hub's eyes only", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hub-vapid-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [first, second] = await Promise.all([vapidKeys(folder), vapidKeys(folder)]);
  t.deepEqual(first, second);
  t.is(Buffer.from(first.privateKey, "base64url").length, 32);
  t.is(statSync(join(folder, "web-push.json")).mode & 0o777, 0o600);
});
