/** Names that clients choose, and that mean something to JavaScript: they are refused, or are names like any other. */
import test, { type ExecutionContext } from "ava";
import { caller, chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { readJson } from "../http/json.ts";

/** Fails when the objects of the whole process have got something that they did not have. */
function prototypesAreKept(t: ExecutionContext): void {
  const before = Object.getOwnPropertyNames(Object.prototype);
  t.teardown(() => {
    const added = Object.getOwnPropertyNames(Object.prototype).filter((name) => !before.includes(name));
    for (const name of added) delete (Object.prototype as Record<string, unknown>)[name];
    if (added.length) throw new Error(`Object.prototype got ${added.join(", ")}.`);
  });
}

const oneTime = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { key: "a", signatures: {} }]));

/** A device of this name, as one was made before names were refused. */
async function deviceCalled(hub: ChatHub, who: TestPerson, deviceId: string): Promise<TestPerson["call"]> {
  const { token } = await hub.identity.openSession(who.userId, { deviceId });
  return caller(hub.url, token);
}

test.serial("no body has a key __proto__, however it is written and however deep it stands", async (t) => {
  prototypesAreKept(t);
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  for (const body of [
    '{"__proto__":{"get":{}}}',
    '{"__proto__":{"polluted":{}}}',
    String.raw`{"\u005f_proto__":{"polluted":{}}}`,
    '{"@ann:hub.test":[{"x":{"__proto__":null}}]}',
  ]) {
    const refused = await ann.call("POST", "/keys/signatures/upload", body);
    t.like(refused, { status: 400, body: { errcode: "M_BAD_JSON" } }, body);
  }
  t.is(({} as Record<string, unknown>).polluted, undefined);
  const room = await hub.chat.rooms.create({ creator: ann.userId });
  const content = { body: 'of "__proto__" one may speak', constructor: { prototype: "é\u0007" } };
  const sent = await ann.call("PUT", `/rooms/${room}/send/m.room.message/1`, content);
  const { body } = await ann.call("GET", `/rooms/${room}/event/${sent.body.event_id}`);
  t.deepEqual(body.content, content);
});

test("a name is found in JSON wherever it stands, and only as a name", (t) => {
  t.deepEqual(readJson('{"a":["__proto__",null]}'), { a: ["__proto__", null] });
  t.throws(() => readJson('[[{"a":{"__proto__":1}}]]'), { message: /__proto__/ });
  t.throws(() => readJson(String.raw`{"__prot\u006F__":1}`), { message: /__proto__/ });
  const long = JSON.stringify([Array.from({ length: 300_000 }, () => 0), "__proto__"]);
  t.notThrows(() => readJson(long), "a long list is no deep one");
  t.throws(() => readJson("{"), { instanceOf: SyntaxError });
});

test.serial("failures and keys are told by names of any kind", async (t) => {
  prototypesAreKept(t);
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const { failures } = (await ann.call("POST", "/keys/signatures/upload", { constructor: { toString: {} } }))
    .body;
  t.is(failures.constructor.toString.errcode, "M_NOT_FOUND");
  for (const deviceId of ["__proto__", "constructor"]) {
    const there = await deviceCalled(hub, ann, deviceId);
    const keys = oneTime(["@eve:hub", "__proto__:x"]);
    const uploaded = await there("POST", "/keys/upload", { one_time_keys: keys });
    t.like(uploaded.body.one_time_key_counts, { "@eve": 1, signed_curve25519: 0 });
    const device = { user_id: ann.userId, device_id: deviceId, algorithms: [], keys: {}, signatures: {} };
    t.is((await there("POST", "/keys/upload", { device_keys: device })).status, 200);
    const asked = await ann.call("POST", "/keys/query", { device_keys: { [ann.userId]: [deviceId] } });
    t.deepEqual(Object.keys(asked.body.device_keys[ann.userId]), [deviceId]);
  }
  const wanted = { one_time_keys: { [ann.userId]: { constructor: "@eve" } } };
  const claimed = (await ann.call("POST", "/keys/claim", wanted)).body.one_time_keys[ann.userId];
  t.deepEqual(Object.keys(claimed.constructor), ["@eve:hub"]);
  const { rows } = await hub.pool.query("select 1 from chat.one_time_key where device_id = 'constructor'");
  t.is(rows.length, 1, "only what was claimed is gone");
});

test("a device has a name of visible letters that is no word of the language", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  await hub.identity.setPassword(ann.userId, "ann's own", "all");
  const login = (device_id: string) =>
    caller(hub.url, "")("POST", "/login", {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: "ann" },
      password: "ann's own",
      device_id,
    });
  for (const name of ["__proto__", "a\0b", "a\nb", "é", "\u202e", "x".repeat(256), ""])
    t.like(await login(name), { status: 400, body: { errcode: "M_INVALID_PARAM" } }, JSON.stringify(name));
  for (const name of ["PHONE", "Ann's phone (2)", "a+b/c=d:e@f~g-h_i.j", "x".repeat(255)])
    t.like(await login(name), { status: 200, body: { device_id: name } });
});

test("what is asked for by a name that all objects have is not there, or is what was put there", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  t.is((await ann.call("GET", "/thirdparty/protocol/constructor")).status, 404);
  const own = `/profile/${ann.userId}/constructor`;
  t.is((await ann.call("GET", own)).status, 404);
  t.is((await ann.call("PUT", own, {})).status, 400);
  t.is((await ann.call("PUT", own, { constructor: "Brunel" })).status, 200);
  t.deepEqual((await ann.call("GET", own)).body, { constructor: "Brunel" });
  await ann.call("POST", "/room_keys/version", { algorithm: "x", auth_data: {} });
  const key = { first_message_index: 0, forwarded_count: 0, is_verified: true, session_data: {} };
  for (const name of ["constructor", "__proto__", "toString"]) {
    const put = await ann.call("PUT", `/room_keys/keys/${name}/${name}?version=1`, key);
    t.is(put.status, 200);
    const { sessions } = (await ann.call("GET", `/room_keys/keys/${name}?version=1`)).body;
    t.deepEqual(Object.entries(sessions), [[name, key]]);
  }
  const { rooms } = (await ann.call("GET", "/room_keys/keys?version=1")).body;
  t.deepEqual(Object.keys(rooms).toSorted(), ["__proto__", "constructor", "toString"]);
  const none = (await ann.call("GET", "/room_keys/keys/valueOf?version=1")).body;
  t.deepEqual(none, { sessions: {} });
});

test("an event of a type that all objects have is redacted and searched like any other", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId });
  const { event_id: id } = (await ann.call("PUT", `/rooms/${room}/send/constructor/1`, { body: "x" })).body;
  t.is((await ann.call("PUT", `/rooms/${room}/redact/${id}/2`, {})).status, 200);
  t.deepEqual((await ann.call("GET", `/rooms/${room}/event/${id}`)).body.content, {});
  const term = { search_term: "x", keys: ["constructor", "toString"] };
  const found = await ann.call("POST", "/search", { search_categories: { room_events: term } });
  t.is(found.status, 200);
  t.is(found.body.search_categories.room_events.count, 0);
});
