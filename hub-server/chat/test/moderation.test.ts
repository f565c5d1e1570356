import test from "ava";
import { fakeClock } from "../../clock.ts";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

const ok = async (who: TestPerson, method: string, path: string, body?: object) => {
  const { status, body: answer } = await who.call(method, path, body);
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
};

const say = async (who: TestPerson, room: string, text: string): Promise<string> =>
  (await ok(who, "PUT", `/rooms/${room}/send/m.room.message/${text}`, { msgtype: "m.text", body: text }))
    .event_id;

const bodies = (chunk: { content: { body?: string } }[]) =>
  chunk.flatMap(({ content }) => content.body ?? []);

test("what is reported waits for administrators, who settle it; others neither see nor settle it", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, mal] = [await hub.person("ann"), await hub.person("ben"), await hub.person("mal")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const event = await say(ben, room, "rude");
  await ok(ann, "POST", `/rooms/${room}/report/${event}`, { reason: "rude", score: -100 });
  await ok(ann, "POST", `/rooms/${room}/report`, { reason: "loud" });
  await ok(ann, "POST", `/users/${ben.userId}/report`, { reason: "both" });
  const refused = [
    await mal.call("POST", `/rooms/${room}/report/${event}`, {}),
    await ann.call("POST", `/rooms/${room}/report/$none`, {}),
    await ann.call("POST", "/rooms/!none:hub.test/report", {}),
    await ann.call("POST", "/users/@none:hub.test/report", {}),
    await ann.call("POST", `/rooms/${room}/report/${event}`, { reason: 5 }),
    await ann.call("GET", "/_synapse/admin/v1/event_reports"),
  ];
  t.deepEqual(
    refused.map(({ status }) => status),
    [404, 404, 404, 404, 400, 403],
  );
  await hub.identity.setAdmin(ann.userId, true);
  const list = await ok(ann, "GET", "/_synapse/admin/v1/event_reports");
  t.is(list.total, 3);
  t.like(list.event_reports[2], {
    user_id: ann.userId,
    room_id: room,
    event_id: event,
    sender: ben.userId,
    reason: "rude",
    score: -100,
  });
  await ok(ann, "DELETE", `/_synapse/admin/v1/event_reports/${list.event_reports[0].id}`);
  t.is(
    (await ann.call("DELETE", `/_synapse/admin/v1/event_reports/${list.event_reports[0].id}`)).status,
    404,
  );
  t.is((await ok(ann, "GET", "/_synapse/admin/v1/event_reports?limit=1")).next_token, 1);
  t.is((await ann.call("GET", "/_synapse/admin/v1/none")).body.errcode, "M_UNRECOGNIZED");

  const { devices } = await ok(ann, "GET", `/admin/whois/${ben.userId}`);
  t.is(devices[ben.deviceId].sessions[0].connections[0].ip, "127.0.0.1");
  t.is((await ben.call("GET", `/admin/whois/${ann.userId}`)).status, 403);
});

test("a token that an administrator makes lets as many people register as it says", async (t) => {
  const hub = await chatHub(t, { registration: "invitation" });
  const ann = await hub.person("ann");
  const path = "/_synapse/admin/v1/registration_tokens/new";
  t.is((await ann.call("POST", path, {})).status, 403);
  await hub.identity.setAdmin(ann.userId, true);
  t.is((await ann.call("POST", path, { uses_allowed: 0 })).status, 400);
  const { token } = await ok(ann, "POST", path, { uses_allowed: 1 });
  const register = (username: string) =>
    ann.call("POST", "/register", {
      username,
      password: "correct horse battery",
      auth: { type: "m.login.registration_token", token },
    });
  t.is((await register("dan")).status, 200);
  t.is((await register("eve")).status, 401);
});

test("a room forgets messages as old as it says, keeps its state, and is read as before", async (t) => {
  const clock = fakeClock("2026-03-01T08:00:00Z");
  const hub = await chatHub(t, { clock });
  const ann = await hub.person("ann");
  const room = (await ok(ann, "POST", "/createRoom", { name: "Kitchen" })).room_id;
  const kept = (await ok(ann, "POST", "/createRoom", {})).room_id;
  await ok(ann, "PUT", `/rooms/${room}/state/m.room.retention`, { max_lifetime: 86_400_000 });
  for (const place of [room, kept]) await say(ann, place, "soup");
  await ok(ann, "POST", "/search", { search_categories: { room_events: { search_term: "soup" } } });
  clock.advance(2 * 86_400_000);
  await say(ann, room, "stew");
  await hub.chat.keepHouse();
  const messages = await ok(ann, "GET", `/rooms/${room}/messages?dir=b&limit=50`);
  t.deepEqual(bodies(messages.chunk), ["stew"]);
  t.is((await ok(ann, "GET", `/rooms/${room}/state/m.room.name`)).name, "Kitchen");
  const { rooms } = await ok(ann, "GET", "/sync");
  t.deepEqual(bodies(rooms.join[room].timeline.events), ["stew"]);
  t.deepEqual(bodies(rooms.join[kept].timeline.events), ["soup"]);
  const found = await ok(ann, "POST", "/search", {
    search_categories: { room_events: { search_term: "soup" } },
  });
  t.deepEqual(
    found.search_categories.room_events.results.map(
      (one: { result: { room_id: string } }) => one.result.room_id,
    ),
    [kept],
  );
});

test("who asks to be forgotten keeps their words with those who heard them; newcomers read the rest of the room", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  await hub.identity.setDisplayName(ann.userId, "Ann Smith");
  const room = await hub.chat.rooms.create({ creator: ben.userId, members: [ann.userId] });
  const first = await say(ann, room, "secret");
  await ok(ann, "PUT", `/rooms/${room}/send/m.room.message/e`, {
    msgtype: "m.text",
    body: "* secret too",
    "m.new_content": { msgtype: "m.text", body: "secret too" },
    "m.relates_to": { rel_type: "m.replace", event_id: first },
  });
  await say(ben, room, "answer");
  await hub.chat.rooms.join(room, [cat.userId]);
  await hub.identity.setPassword(ann.userId, "correct horse battery", "all");
  await ok(ann, "POST", "/account/deactivate", {
    erase: true,
    auth: { type: "m.login.password", user: ann.userId, password: "correct horse battery" },
  });
  const read = async (who: TestPerson) =>
    JSON.stringify((await ok(who, "GET", `/rooms/${room}/messages?dir=b`)).chunk);
  t.true((await read(ben)).includes('"body":"secret"'));
  const later = await read(cat);
  t.false(/secret|Ann Smith/.test(later), later);
  t.true(later.includes('"body":"answer"'));
  t.false(/secret/.test(JSON.stringify(await ok(cat, "GET", "/sync"))));
  t.false(/secret/.test(JSON.stringify(await ok(cat, "GET", `/rooms/${room}/event/${first}`))));
  t.false(/secret/.test(JSON.stringify(await ok(cat, "GET", `/rooms/${room}/context/${first}`))));
  const relations = await ok(cat, "GET", `/_matrix/client/v1/rooms/${room}/relations/${first}`);
  t.false(/secret/.test(JSON.stringify(relations)));
  t.deepEqual(await ok(ben, "GET", `/profile/${ann.userId}`), {});
});
