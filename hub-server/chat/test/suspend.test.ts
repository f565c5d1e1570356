import test from "ava";
import { caller, chatHub } from "../../testing/chat-hub.ts";
import { fakeAppService } from "../../testing/fake-appservice.ts";
import { endpoints } from "../endpoints/index.ts";
import { stillAllowed } from "../http/suspended.ts";

const at = (userId: string) => `/_matrix/client/v1/admin/suspend/${userId}`;

const message = { msgtype: "m.text", body: "x" };

test("a suspended person reads, leaves and takes back their own words, and says nothing until it is lifted", async (t) => {
  const hub = await chatHub(t, { presence: true });
  const [ann, ben, eve] = [await hub.person("ann"), await hub.person("ben"), await hub.person("eve")];
  await hub.identity.setAdmin(ann.userId, true);
  const room = (await eve.call("POST", "/createRoom", { preset: "public_chat" })).body.room_id;
  await ben.call("POST", `/join/${room}`, {});
  const [own, other] = await Promise.all(
    [eve, ben].map(
      async (who) => (await who.call("PUT", `/rooms/${room}/send/m.room.message/1`, message)).body.event_id,
    ),
  );
  const invited = await hub.chat.rooms.create({ creator: ben.userId, invite: [eve.userId] });
  const { next_batch: since } = (await eve.call("GET", "/sync")).body;

  t.deepEqual((await ann.call("GET", at(eve.userId))).body, { suspended: false });
  t.deepEqual((await ann.call("PUT", at(eve.userId), { suspended: true })).body, { suspended: true });
  t.deepEqual((await ann.call("GET", at(eve.userId))).body, { suspended: true });
  const second = await hub.identity.openSession(eve.userId);
  const elsewhere = caller(hub.url, second.token);

  const refused: [string, string, object?][] = [
    ["PUT", `/rooms/${room}/send/m.room.message/2`, message],
    ["PUT", `/rooms/${room}/state/m.room.name`, { name: "x" }],
    ["PUT", `/rooms/${room}/redact/${other}/3`, {}],
    ["PUT", `/rooms/${room}/typing/${eve.userId}`, { typing: true }],
    ["POST", `/rooms/${room}/invite`, { user_id: ann.userId }],
    ["POST", `/rooms/${room}/kick`, { user_id: ben.userId }],
    ["POST", `/join/${invited}`, {}],
    ["POST", `/rooms/${invited}/join`, {}],
    ["POST", `/knock/${invited}`, {}],
    ["POST", "/createRoom", {}],
    ["PUT", `/profile/${eve.userId}/displayname`, { displayname: "x" }],
    ["DELETE", `/profile/${eve.userId}/displayname`],
    ["PUT", `/presence/${eve.userId}/status`, { presence: "online" }],
    ["PUT", "/directory/room/%23x:hub.test", { room_id: room }],
    ["POST", `/user/${eve.userId}/openid/request_token`, {}],
    ["POST", "/_matrix/media/v3/upload", {}],
    ["POST", "/_matrix/media/v1/create", {}],
  ];
  for (const who of [eve.call, elsewhere])
    for (const [method, path, body] of refused)
      t.like(await who(method, path, body), { status: 403, body: { errcode: "M_USER_SUSPENDED" } }, path);

  await ben.call("PUT", `/rooms/${room}/send/m.room.message/2`, { msgtype: "m.text", body: "still heard" });
  const news = (await eve.call("GET", `/sync?since=${since}`)).body;
  t.is(news.rooms.join[room].timeline.events.at(-1).content.body, "still heard");
  const allowed: [string, string, object?][] = [
    ["GET", `/rooms/${room}/messages?dir=b`],
    ["POST", `/rooms/${room}/receipt/m.read/${other}`, {}],
    ["PUT", `/rooms/${room}/redact/${own}/4`, {}],
    ["PUT", `/user/${eve.userId}/account_data/x`, {}],
    ["POST", "/keys/query", { device_keys: {} }],
    ["POST", `/rooms/${invited}/leave`, {}],
    ["POST", `/rooms/${room}/report`, {}],
  ];
  for (const [method, path, body] of allowed) t.is((await eve.call(method, path, body)).status, 200, path);

  await ann.call("PUT", at(eve.userId), { suspended: false });
  t.is((await eve.call("PUT", `/rooms/${room}/send/m.room.message/5`, message)).status, 200);
  t.is((await elsewhere("POST", "/logout", {})).status, 200);
});

test("only administrators suspend, and no administrator, nobody of another server, nobody gone is suspended", async (t) => {
  const service = await fakeAppService(t);
  const hub = await chatHub(t, { appservices: [service.registration] });
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  await hub.identity.setAdmin(ann.userId, true);
  const capabilities = async (who: typeof ann) =>
    (await who.call("GET", "/capabilities")).body.capabilities["m.account_moderation"];
  t.deepEqual(await capabilities(ann), { suspend: true, lock: false });
  t.is(await capabilities(ben), undefined);
  const answer = async (who: typeof ann, userId: string, body: object = { suspended: true }) => {
    const { status, body: said } = await who.call("PUT", at(userId), body);
    return `${status} ${said.errcode}`;
  };
  t.is(await answer(ben, cat.userId), "403 M_FORBIDDEN");
  t.is(await answer(ben, "@nobody:hub.test"), "403 M_FORBIDDEN", "who asks is judged first");
  t.is((await ben.call("GET", at(cat.userId))).status, 403);
  t.is(await answer(ann, ann.userId), "403 M_FORBIDDEN");
  t.is(await answer(ann, "@nobody:hub.test"), "404 M_NOT_FOUND");
  t.is(await answer(ann, "@cat:other.test"), "400 M_INVALID_PARAM");
  t.is(await answer(ann, cat.userId, {}), "400 M_MISSING_PARAM");
  t.is(await answer(ann, cat.userId, { suspended: "yes" }), "400 M_BAD_JSON");
  const robot = `@${service.registration.sender_localpart}:hub.test`;
  t.is(await answer(ann, robot), "400 M_INVALID_PARAM");
  await hub.identity.setAdmin(ben.userId, true);
  t.is(await answer(ann, ben.userId), "403 M_FORBIDDEN");
  await hub.chat.people.depart(cat.userId, false);
  t.is(await answer(ann, cat.userId), "404 M_NOT_FOUND");
});

test("whatever suspended people may do is the beginning of an endpoint", (t) => {
  const names = endpoints.map(({ method, path }) => `${method} ${path}`);
  t.deepEqual(
    stillAllowed.filter((beginning) => !names.some((name) => name.startsWith(beginning))),
    [],
  );
});
