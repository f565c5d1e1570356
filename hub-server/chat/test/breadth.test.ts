import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";

/** The oracle judges each of these answers against the specification; here only that they are given. */
test("every endpoint answers as the specification says", async (t) => {
  const hub = await chatHub(t, { registration: "open" });
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const ok = async (who: typeof ann, method: string, path: string, body?: object) => {
    const answer = await who.call(method, path, body);
    t.is(answer.status, 200, `${method} ${path} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const room = (
    await ok(ann, "POST", "/createRoom", {
      name: "Kitchen",
      topic: "Food",
      visibility: "public",
      preset: "public_chat",
      room_alias_name: "kitchen",
      power_level_content_override: { events_default: 0 },
      initial_state: [{ type: "x.y", content: { z: 1 } }],
    })
  ).room_id;
  const alias = encodeURIComponent("#kitchen:hub.test");
  const at = `/rooms/${room}`;
  const me = `/user/${ann.userId}`;
  await ok(ben, "POST", `/join/${alias}`, {});
  const message = (
    await ok(ann, "PUT", `${at}/send/m.room.message/1`, { msgtype: "m.text", body: "soup of the day" })
  ).event_id;
  await ok(ben, "PUT", `${at}/send/m.room.message/2`, {
    msgtype: "m.text",
    body: "more soup",
    "m.relates_to": { rel_type: "m.thread", event_id: message },
  });
  await ok(ann, "PUT", `${at}/send/m.room.message/3`, {
    msgtype: "m.text",
    body: "* stew",
    "m.new_content": { msgtype: "m.text", body: "stew" },
    "m.relates_to": { rel_type: "m.replace", event_id: message },
  });
  await ok(ben, "PUT", `${at}/send/m.reaction/4`, {
    "m.relates_to": { rel_type: "m.annotation", event_id: message, key: "x" },
  });
  const twice = await ben.call("PUT", `${at}/send/m.reaction/5`, {
    "m.relates_to": { rel_type: "m.annotation", event_id: message, key: "x" },
  });
  t.is(twice.body.errcode, "M_DUPLICATE_ANNOTATION");
  await ok(ann, "GET", "/sync");

  const event = await ok(ann, "GET", `${at}/event/${message}`);
  t.is(event.unsigned["m.relations"]["m.replace"].content.body, "* stew");
  t.is(event.unsigned["m.relations"]["m.thread"].count, 1);
  for (const path of [
    "/account/whoami",
    "/capabilities",
    "/login",
    "/pushrules/",
    "/pushrules/global/override/.m.rule.master",
    "/voip/turnServer",
    "/thirdparty/protocols",
    "/pushers",
    "/devices",
    `/devices/${ann.deviceId}`,
    "/joined_rooms",
    "/publicRooms",
    "/keys/changes?from=s0&to=s1",
    `/profile/${ann.userId}`,
    `/profile/${ann.userId}/displayname`,
    `/presence/${ben.userId}/status`,
    `${at}/state`,
    `${at}/state/x.y`,
    `${at}/members`,
    `${at}/members?membership=join`,
    `${at}/joined_members`,
    `${at}/messages?dir=f`,
    `${at}/context/${message}?limit=4`,
    `${at}/aliases`,
    `/directory/room/${alias}`,
    `/directory/list/room/${room}`,
    `/register/available?username=new`,
    "/_matrix/client/versions",
    "/_matrix/client/v1/media/config",
    "/_matrix/media/v3/config",
    `/_matrix/client/v1${at}/threads`,
    `/_matrix/client/v1${at}/relations/${message}`,
    `/_matrix/client/v1${at}/relations/${message}/m.thread?limit=1`,
    `/_matrix/client/v1${at}/relations/${message}/m.annotation/m.reaction?recurse=true&dir=f`,
  ])
    await ok(ann, "GET", path);
  t.is((await ann.call("GET", "/room_keys/version")).status, 404);

  const { filter_id: filter } = await ok(ann, "POST", `${me}/filter`, { room: { timeline: { limit: 5 } } });
  await ok(ann, "GET", `${me}/filter/${filter}`);
  await ok(ann, "GET", `/sync?filter=${filter}&full_state=true`);
  await ok(ann, "PUT", `${me}/account_data/m.direct`, { [ben.userId]: [room] });
  await ok(ann, "GET", `${me}/account_data/m.direct`);
  await ok(ann, "PUT", `${me}/rooms/${room}/account_data/x`, { y: 1.5 });
  await ok(ann, "GET", `${me}/rooms/${room}/account_data/x`);
  await ok(ann, "PUT", `${me}/rooms/${room}/tags/u.work`, { order: 0.1 });
  t.deepEqual((await ok(ann, "GET", `${me}/rooms/${room}/tags`)).tags, { "u.work": { order: 0.1 } });
  await ok(ann, "DELETE", `${me}/rooms/${room}/tags/u.work`);
  await ok(ann, "PUT", `/profile/${ann.userId}/displayname`, { displayname: "Ann" });
  await ok(ann, "PUT", `/profile/${ann.userId}/avatar_url`, { avatar_url: "mxc://hub.test/abc" });
  t.is((await ok(ben, "GET", `${at}/state/m.room.member/${ann.userId}`)).displayname, "Ann");
  await ok(ann, "PUT", `/presence/${ann.userId}/status`, { presence: "online" });
  await ok(ann, "PUT", `/devices/${ann.deviceId}`, { display_name: "Laptop" });
  await ok(ann, "POST", `${at}/read_markers`, { "m.fully_read": message, "m.read": message });
  await ok(ann, "POST", "/keys/upload", {});
  await ok(ann, "POST", "/keys/query", { device_keys: {} });
  await ok(ann, "POST", "/keys/claim", { one_time_keys: {} });
  t.is(
    (await ok(ann, "POST", "/user_directory/search", { search_term: "be" })).results[0].user_id,
    ben.userId,
  );
  t.is(
    (await ok(ann, "POST", "/publicRooms", { filter: { generic_search_term: "kitch" } })).chunk[0].room_id,
    room,
  );
  const found = await ok(ann, "POST", "/search", {
    search_categories: {
      room_events: {
        search_term: "soup",
        event_context: { before_limit: 1, after_limit: 1 },
        order_by: "recent",
      },
    },
  });
  t.is(found.search_categories.room_events.results.length, 2);
  await ok(ann, "PUT", `${at}/redact/${message}/9`, { reason: "salt" });
  const gone = await ok(ann, "POST", "/search", {
    search_categories: { room_events: { search_term: "day" } },
  });
  t.is(gone.search_categories.room_events.results.length, 0);

  const other = `#other:hub.test`;
  await ok(ann, "PUT", `/directory/room/${encodeURIComponent(other)}`, { room_id: room });
  t.is((await ben.call("DELETE", `/directory/room/${encodeURIComponent(other)}`)).status, 403);
  await ok(ann, "DELETE", `/directory/room/${encodeURIComponent(other)}`);
  await ok(ann, "PUT", `/directory/list/room/${room}`, { visibility: "private" });
  await ok(ann, "POST", `${at}/kick`, { user_id: ben.userId, reason: "late" });
  await ok(ann, "POST", `${at}/invite`, { user_id: ben.userId });
  await ok(ben, "POST", `/rooms/${room}/join`, {});
  await ok(ann, "POST", `${at}/ban`, { user_id: ben.userId });
  await ok(ann, "POST", `${at}/unban`, { user_id: ben.userId });
  await ok(ben, "POST", `${at}/forget`, {});
  await ok(ann, "POST", `${at}/leave`, {});
  await ok(ann, "POST", `${at}/leave`, {});

  for (const [method, path, status] of [
    ["GET", "/_matrix/client/v1/auth_metadata", 404],
    ["GET", "/login/sso/redirect/cas?redirectUrl=https://app.test", 404],
    ["DELETE", "/room_keys/keys?version=1", 404],
    ["DELETE", `/room_keys/keys/${room}?version=1`, 404],
    ["POST", "/account/3pid", 403],
    ["POST", "/account/3pid/bind", 403],
    ["POST", "/register/email/requestToken", 403],
    ["POST", "/register/msisdn/requestToken", 403],
    ["GET", "/thirdparty/location?alias=%23x:hub.test", 200],
    ["GET", "/_matrix/client/v1/rtc/transports", 200],
    ["GET", "/_matrix/client/v1/media/download/hub.test/none/x.png", 404],
    ["GET", "/_matrix/media/v3/download/hub.test/none", 404],
    ["GET", "/_matrix/media/v3/download/hub.test/none/x.png", 404],
    ["GET", "/_matrix/media/v3/thumbnail/hub.test/none?width=10&height=10", 404],
  ] as const)
    t.is((await ann.call(method, path, method === "POST" ? {} : undefined)).status, status, path);

  const asked = await ann.call("POST", "/register", { username: "New", password: "a long one" });
  t.is(asked.status, 401);
  const made = await ok(ann, "POST", "/register", {
    username: "New",
    password: "a long one",
    auth: { type: "m.login.dummy", session: asked.body.session },
  });
  t.is(made.user_id, "@new:hub.test");
  const cat = await hub.person("new");
  t.is((await cat.call("POST", "/account/password", { new_password: "another one" })).status, 401);
  const auth = {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "new" },
    password: "a long one",
  };
  await ok(cat, "POST", "/account/password", { new_password: "another one", auth });
  await ok(cat, "POST", "/logout/all", {});
  await ok(ann, "POST", "/logout", {});
  t.log(`${new Set([...(hub.oracle?.seen ?? [])].map((name) => name.split(" ")[0])).size} operations judged`);
});
