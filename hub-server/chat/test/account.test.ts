import test from "ava";
import { caller, chatHub, type ChatHub } from "../../testing/chat-hub.ts";
import { defaultLimits } from "../account/limits.ts";

const auth = (user: string, password: string, session?: string) => ({
  auth: {
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    ...(session && { session }),
  },
});

async function withPassword(hub: ChatHub, name: string) {
  const person = await hub.person(name);
  await hub.identity.setPassword(person.userId, `${name}'s own`, "all");
  return person;
}

const nobody = (hub: ChatHub) => caller(hub.url, "");

test("a device is removed only by its owner's password, for the very operation that was asked for", async (t) => {
  const hub = await chatHub(t);
  const ann = await withPassword(hub, "ann");
  await withPassword(hub, "eve");
  const other = await hub.identity.openSession(ann.userId, { deviceId: "OTHER" });
  await hub.identity.openSession(ann.userId, { deviceId: "THIRD" });
  const asked = await ann.call("DELETE", "/devices/OTHER", {});
  t.is(asked.status, 401);
  const wrong = await ann.call("DELETE", "/devices/OTHER", auth("ann", "guess"));
  t.like(wrong, { status: 401, body: { errcode: "M_FORBIDDEN" } });
  t.is((await ann.call("DELETE", "/devices/OTHER", auth("eve", "eve's own"))).status, 403);
  const { session } = asked.body;
  t.is((await ann.call("DELETE", "/devices/THIRD", auth("ann", "ann's own", session))).status, 403);
  t.is((await ann.call("DELETE", "/devices/OTHER", auth("ann", "ann's own", session))).status, 200);
  t.is((await caller(hub.url, other.token)("GET", "/account/whoami")).status, 401);
  const many = await ann.call("POST", "/delete_devices", { devices: ["THIRD"], ...auth("ann", "ann's own") });
  t.is(many.status, 200);
  t.deepEqual(
    (await ann.call("GET", "/devices")).body.devices.map((d: { device_id: string }) => d.device_id),
    [ann.deviceId],
  );
});

test("a proof serves whom it was given by, and once", async (t) => {
  const hub = await chatHub(t);
  const ann = await withPassword(hub, "ann");
  const eve = await withPassword(hub, "eve");
  const ways = ["/account/password", "/_matrix/client/v1/login/get_token", "/account/deactivate"];
  const wanted = { new_password: "eve's choice" };
  for (const path of ways) {
    const body = path === ways[0] ? wanted : {};
    // Begun and finished by one, then shown by the holder of another's token.
    const { session } = (await eve.call("POST", path, body)).body;
    const stolen = { ...body, auth: { session } };
    t.is((await ann.call("POST", path, stolen)).status, 403, `${path}, while it is open`);
    t.is((await eve.call("POST", path, { ...body, ...auth("eve", "eve's own", session) })).status, 200);
    t.is((await ann.call("POST", path, stolen)).status, 401, `${path}, when it is over`);
    if (path === ways[0]) await hub.identity.setPassword(eve.userId, "eve's own", "all");
  }
  const path = "/_matrix/client/v1/login/get_token";
  const { session } = (await ann.call("POST", path, {})).body;
  t.is((await ann.call("POST", path, auth("ann", "ann's own", session))).status, 200);
  t.is((await ann.call("POST", path, { auth: { session } })).status, 401, "one's own proof too");
  t.is((await ann.call("GET", "/account/whoami")).status, 200);
});

test("a refreshable session is renewed; the refresh token opens nothing else, and dies with the device", async (t) => {
  const hub = await chatHub(t);
  const ann = await withPassword(hub, "ann");
  const { body } = await nobody(hub)("POST", "/login", {
    ...auth("ann", "ann's own").auth,
    refresh_token: true,
  });
  t.is(body.expires_in_ms, 3_600_000);
  t.is((await caller(hub.url, body.refresh_token)("GET", "/account/whoami")).status, 401);
  const renew = (token: string) => nobody(hub)("POST", "/refresh", { refresh_token: token });
  const next = (await renew(body.refresh_token)).body;
  t.is((await caller(hub.url, next.access_token)("GET", "/account/whoami")).body.device_id, body.device_id);
  await hub.identity.removeDevice(ann.userId, body.device_id);
  t.like(await renew(next.refresh_token), { status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } });
  t.is((await renew("hub_r_guessed")).status, 401);
});

test("a signed-in device signs in another one, with the password and once", async (t) => {
  const hub = await chatHub(t);
  const ann = await withPassword(hub, "ann");
  const path = "/_matrix/client/v1/login/get_token";
  t.is((await ann.call("POST", path, {})).status, 401);
  const { body } = await ann.call("POST", path, auth("ann", "ann's own"));
  const login = () => nobody(hub)("POST", "/login", { type: "m.login.token", token: body.login_token });
  t.is((await login()).body.user_id, ann.userId);
  t.is((await login()).status, 403);
});

test("who deactivates their account is out of every room, and forgotten when they wish", async (t) => {
  const hub = await chatHub(t);
  const ann = await withPassword(hub, "ann");
  const ben = await hub.person("ben");
  await hub.identity.setDisplayName(ann.userId, "Ann");
  const room = await hub.chat.rooms.create({ creator: ben.userId, members: [ann.userId] });
  t.is((await ann.call("POST", "/account/deactivate", {})).status, 401);
  const done = await ann.call("POST", "/account/deactivate", { erase: true, ...auth("ann", "ann's own") });
  t.is(done.status, 200);
  t.is((await ann.call("GET", "/account/whoami")).status, 401);
  t.deepEqual(await hub.chat.rooms.members(room), [ben.userId]);
  t.like(await hub.identity.account(ann.userId), { deactivated: true, erased: true, displayName: null });
});

test("who asks too fast is told how long to wait", async (t) => {
  let now = Date.now();
  const slow = { perSecond: 0.5, burst: 2 };
  const hub = await chatHub(t, {
    clock: () => new Date(now),
    rateLimits: { ...defaultLimits, message: slow, create: slow },
  });
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const send = (who: typeof ann, n: number) => who.call("PUT", `/rooms/${room}/send/x/${n}`, {});
  t.is((await send(ann, 1)).status, 200);
  t.is((await send(ann, 2)).status, 200);
  const refused = await send(ann, 3);
  t.like(refused, { status: 429, body: { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 2000 } });
  t.is(refused.headers.get("retry-after"), "2");
  t.is((await send(ben, 1)).status, 200, "one person's haste is not another's");
  now += 2000;
  t.is((await send(ann, 3)).status, 200);
  const deeds: [string, string][] = [
    ["PUT", `/rooms/${room}/state/x/y`],
    ["POST", `/rooms/${room}/send/x`],
    ["PUT", `/rooms/${room}/redact/$x/1`],
  ];
  for (const [method, path] of deeds) t.is((await ann.call(method, path, {})).status, 429, path);
  const made = [];
  for (let n = 0; n < 3; n++) made.push((await ann.call("POST", "/createRoom", {})).status);
  t.deepEqual(made, [200, 200, 429]);
});

test("a profile holds whatever its owner says of themselves, up to a limit", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const at = `/profile/${ann.userId}`;
  t.is((await ann.call("PUT", `${at}/m.tz`, { "m.tz": "Europe/Vienna" })).status, 200);
  t.is((await ben.call("PUT", `${at}/m.tz`, { "m.tz": "UTC" })).status, 403);
  t.is((await ann.call("PUT", `${at}/x`, {})).status, 400);
  t.is((await ann.call("PUT", `${at}/x`, { x: "y".repeat(70_000) })).status, 413);
  t.is((await ann.call("PUT", `${at}/Upper`, { Upper: 1 })).status, 400);
  t.deepEqual((await ben.call("GET", `${at}/m.tz`)).body, { "m.tz": "Europe/Vienna" });
  t.is((await ben.call("GET", at)).body["m.tz"], "Europe/Vienna");
  t.is((await ann.call("DELETE", `${at}/m.tz`)).status, 200);
  t.is((await ben.call("GET", `${at}/m.tz`)).status, 404);
});

test("an OpenID token says who somebody is until its hour is over, and opens nothing else", async (t) => {
  let now = Date.now();
  const hub = await chatHub(t, { clock: () => new Date(now) });
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const { body } = await ann.call("POST", `/user/${ann.userId}/openid/request_token`, {});
  t.is((await ben.call("POST", `/user/${ann.userId}/openid/request_token`, {})).status, 403);
  const ask = (token: string) =>
    nobody(hub)("GET", `/_matrix/federation/v1/openid/userinfo?access_token=${token}`);
  t.deepEqual((await ask(body.access_token)).body, { sub: ann.userId });
  t.is((await ask("guessed")).status, 401);
  t.is((await caller(hub.url, body.access_token)("GET", "/account/whoami")).status, 401);
  now += 3_601_000;
  t.is((await ask(body.access_token)).status, 401);
});

test("the first version's event stream and initial sync show what /sync shows, and no more", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const room = await hub.chat.rooms.create({ creator: ann.userId });
  const { body: now } = await ann.call("GET", "/events?timeout=0");
  const waiting = ann.call("GET", `/events?from=${now.end}&timeout=10000`);
  await ann.call("PUT", `/rooms/${room}/send/m.room.message/1`, { msgtype: "m.text", body: "hello" });
  t.like((await waiting).body.chunk[0], { room_id: room, content: { body: "hello" } });
  t.is((await ben.call("GET", `/events?room_id=${room}&timeout=0`)).status, 403);
  t.is((await ben.call("GET", `/rooms/${room}/initialSync`)).status, 403);
  const own = (await ann.call("GET", `/rooms/${room}/initialSync`)).body;
  t.like(own, { room_id: room, membership: "join", visibility: "private" });
  t.is(own.messages.chunk.at(-1).content.body, "hello");
  const all = (await ann.call("GET", "/initialSync")).body;
  t.deepEqual(
    all.rooms.map((one: { room_id: string }) => one.room_id),
    [room],
  );
  await ann.call("PUT", `/rooms/${room}/state/m.room.history_visibility`, {
    history_visibility: "world_readable",
  });
  t.is((await ben.call("GET", `/events?room_id=${room}&timeout=0`)).status, 200);
});
