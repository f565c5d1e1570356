import test from "ava";
import { caller, chatHub } from "../../testing/chat-hub.ts";

test("a client's mistake gets a clear answer, never a 500", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = (await ann.call("POST", "/createRoom", { room_alias_name: "taken" })).body.room_id;
  const send = `/rooms/${room}/send/m.room.message/1`;
  const table: [string, string, unknown, string][] = [
    ["PUT", send, "{", "400 M_NOT_JSON"],
    ["PUT", send, "", "400 M_NOT_JSON"],
    ["PUT", send, "[]", "400 M_BAD_JSON"],
    ["PUT", send, "null", "400 M_BAD_JSON"],
    ["PUT", send, { n: 1.5 }, "400 M_BAD_JSON"],
    ["PUT", send, { n: 2 ** 60 }, "400 M_BAD_JSON"],
    ["PUT", send, { body: "x".repeat(70_000) }, "413 M_TOO_LARGE"],
    ["PUT", send, { body: "x".repeat(2_000_000) }, "413 M_TOO_LARGE"],
    ["PUT", `/rooms/${room}/send/${"x".repeat(300)}/1`, {}, "413 M_TOO_LARGE"],
    ["PUT", `/rooms/${room}/send/a%00b/1`, {}, "400 M_INVALID_PARAM"],
    ["PUT", `/rooms/${room}/state/x/a%00b`, {}, "400 M_INVALID_PARAM"],
    ["PUT", "/rooms/!none:hub.test/send/m.room.message/1", {}, "403 M_FORBIDDEN"],
    ["PUT", `/rooms/${room}/redact/$none/1`, {}, "404 M_NOT_FOUND"],
    ["PUT", `/rooms/${room}/state/m.room.member/${ann.userId}`, { membership: 1 }, "400 M_BAD_JSON"],
    ["PUT", `/rooms/${room}/state/m.room.power_levels`, { users: { x: 1 } }, "400 M_BAD_JSON"],
    ["PUT", `/rooms/${room}/state/m.room.power_levels`, { ban: "50" }, "400 M_BAD_JSON"],
    ["PUT", `/rooms/${room}/state/m.room.canonical_alias`, { alias: "#no:hub.test" }, "400 M_BAD_ALIAS"],
    ["POST", "/createRoom", { preset: "x" }, "400 M_INVALID_PARAM"],
    ["POST", "/createRoom", { name: 1 }, "400 M_BAD_JSON"],
    ["POST", "/createRoom", { invite: "x" }, "400 M_BAD_JSON"],
    ["POST", "/createRoom", { invite: ["x"] }, "400 M_BAD_JSON"],
    ["POST", "/createRoom", { invite: ["@none:hub.test"] }, "404 M_NOT_FOUND"],
    ["POST", "/createRoom", { room_version: "99" }, "400 M_UNSUPPORTED_ROOM_VERSION"],
    ["POST", "/createRoom", { room_alias_name: "taken" }, "400 M_ROOM_IN_USE"],
    ["POST", "/createRoom", { room_alias_name: "a b" }, "400 M_INVALID_PARAM"],
    ["POST", "/createRoom", { initial_state: [1] }, "400 M_BAD_JSON"],
    ["POST", "/createRoom", { power_level_content_override: { ban: {} } }, "400 M_BAD_JSON"],
    ["POST", "/join/nothing", {}, "400 M_INVALID_PARAM"],
    ["POST", "/join/%23none:hub.test", {}, "404 M_NOT_FOUND"],
    ["POST", `/rooms/${room}/invite`, {}, "400 M_MISSING_PARAM"],
    ["POST", `/rooms/${room}/invite`, { user_id: 5 }, "400 M_BAD_JSON"],
    ["GET", `/rooms/${room}/messages?dir=x`, undefined, "400 M_INVALID_PARAM"],
    ["GET", `/rooms/${room}/messages?from=x`, undefined, "400 M_INVALID_PARAM"],
    ["GET", `/rooms/${room}/messages?limit=-1`, undefined, "400 M_INVALID_PARAM"],
    ["GET", `/rooms/${room}/messages?filter=x`, undefined, "400 M_BAD_JSON"],
    ["GET", `/rooms/${room}/event/$none`, undefined, "404 M_NOT_FOUND"],
    ["GET", `/rooms/${room}/state/none`, undefined, "404 M_NOT_FOUND"],
    ["GET", "/sync?since=x", undefined, "400 M_INVALID_PARAM"],
    ["GET", "/sync?filter={", undefined, "400 M_BAD_JSON"],
    ["GET", "/sync?filter=none", undefined, "400 M_INVALID_PARAM"],
    ["GET", "/sync?timeout=x", undefined, "400 M_INVALID_PARAM"],
    ["POST", `/user/${ann.userId}/filter`, { room: 1 }, "400 M_BAD_JSON"],
    ["POST", `/user/${ann.userId}/filter`, { room: { timeline: { types: "x" } } }, "400 M_BAD_JSON"],
    ["GET", `/user/${ann.userId}/filter/none`, undefined, "404 M_NOT_FOUND"],
    ["POST", `/rooms/${room}/receipt/x/$e`, {}, "400 M_INVALID_PARAM"],
    ["POST", `/rooms/${room}/receipt/m.read/$none`, {}, "404 M_NOT_FOUND"],
    ["PUT", `/rooms/${room}/typing/${ann.userId}`, {}, "400 M_BAD_JSON"],
    ["PUT", `/user/${ann.userId}/account_data/m.push_rules`, {}, "405 M_BAD_JSON"],
    ["PUT", `/user/${ann.userId}/rooms/${room}/tags/x`, { order: "1" }, "400 M_BAD_JSON"],
    ["GET", "/profile/@none:hub.test", undefined, "404 M_NOT_FOUND"],
    ["PUT", `/profile/${ann.userId}/displayname`, { displayname: {} }, "400 M_BAD_JSON"],
    ["PUT", `/profile/${ann.userId}/avatar_url`, { avatar_url: "javascript:x" }, "400 M_INVALID_PARAM"],
    ["POST", "/search", { search_categories: { room_events: {} } }, "400 M_MISSING_PARAM"],
    ["POST", "/user_directory/search", {}, "400 M_MISSING_PARAM"],
    ["POST", "/login", {}, "400 M_MISSING_PARAM"],
    ["POST", "/login", { type: "m.login.none" }, "400 M_UNKNOWN"],
    ["POST", "/login", { type: "m.login.password", user: "ann" }, "400 M_MISSING_PARAM"],
    ["POST", "/login", { type: "m.login.password", user: "ann", password: "x" }, "403 M_FORBIDDEN"],
    ["POST", "/register", { username: "x" }, "403 M_FORBIDDEN"],
    ["POST", "/register?kind=guest", {}, "403 M_GUEST_ACCESS_FORBIDDEN"],
    ["PUT", `/rooms/${room}/send/m.room.message/a%00b`, {}, "400 M_INVALID_PARAM"],
    ["PUT", `/profile/${ann.userId}/displayname`, { displayname: "a\0b" }, "400 M_INVALID_PARAM"],
    ["PUT", `/user/${ann.userId}/account_data/a%00b`, {}, "400 M_INVALID_PARAM"],
    ["POST", "/user_directory/search", { search_term: "\0" }, "400 M_INVALID_PARAM"],
    ["POST", "/search", { search_categories: { room_events: { search_term: "\0" } } }, "400 M_INVALID_PARAM"],
    ["POST", "/login", { type: "m.login.password", user: "a\0", password: "x" }, "400 M_INVALID_PARAM"],
    ["PUT", send, `{"x":${"[".repeat(300_000)}${"]".repeat(300_000)}}`, "413 M_TOO_LARGE"],
    ["PUT", send, `{"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "400 M_BAD_JSON"],
    ["GET", "/nothing", undefined, "404 M_UNRECOGNIZED"],
    ["DELETE", "/sync", undefined, "405 M_UNRECOGNIZED"],
    ["PATCH", "/createRoom", undefined, "405 M_UNRECOGNIZED"],
    [
      "GET",
      "/_matrix/client/v1/media/download/hub.test/..%2F..%2Fetc%2Fpasswd",
      undefined,
      "404 M_NOT_FOUND",
    ],
    ["GET", "/_matrix/client/v1/media/download/other.test/abc", undefined, "404 M_NOT_FOUND"],
    ["GET", "/_matrix/client/v1/media/thumbnail/hub.test/abc", undefined, "400 M_INVALID_PARAM"],
  ];
  for (const [method, path, body, expected] of table) {
    const answer = await ann.call(method, path, body);
    t.is(
      `${answer.status} ${answer.body.errcode}`,
      expected,
      `${method} ${path.slice(0, 100)} ${JSON.stringify(body)?.slice(0, 80)}`,
    );
    t.is(answer.headers.get("access-control-allow-origin"), "*", path);
  }
});

test("without a token, and with a wrong one, nothing opens", async (t) => {
  const hub = await chatHub(t);
  const { userId } = await hub.person("ann");
  t.like(await caller(hub.url, "wrong")("GET", "/sync"), {
    status: 401,
    body: { errcode: "M_UNKNOWN_TOKEN" },
  });
  const missing = await fetch(`${hub.url}/_matrix/client/v3/sync`);
  t.is((await missing.json()).errcode, "M_MISSING_TOKEN");
  const { token } = await hub.identity.issueToken({ userId, kind: "embed", seconds: 60, record: "R-1" });
  t.is((await caller(hub.url, token)("GET", "/sync")).status, 403);
});

test("a browser from anywhere may ask", async (t) => {
  const hub = await chatHub(t);
  for (const path of ["/_matrix/client/v3/sync", "/_matrix/client/v3/nothing", "/_matrix/media/v3/upload"]) {
    const response = await fetch(hub.url + path, { method: "OPTIONS" });
    t.is(response.status, 200);
    t.regex(response.headers.get("access-control-allow-headers") ?? "", /Authorization/);
  }
  const known = await fetch(`${hub.url}/.well-known/matrix/client`);
  t.deepEqual(await known.json(), { "m.homeserver": { base_url: hub.url } });
  t.is(known.headers.get("access-control-allow-origin"), "*");
});

test("an upload over the limit is refused, announced or not", async (t) => {
  const hub = await chatHub(t, { maxUpload: 1000 });
  const ann = await hub.person("ann");
  const upload = (body: BodyInit) =>
    fetch(`${hub.url}/_matrix/media/v3/upload`, {
      method: "POST",
      headers: { authorization: `Bearer ${ann.token}`, "content-type": "text/html; x=<script>" },
      body,
      ...(typeof body !== "string" && { duplex: "half" }),
    });
  const big = "x".repeat(2000);
  t.is((await upload(big)).status, 413);
  t.is((await upload(new Blob([big]).stream())).status, 413);
  t.deepEqual((await hub.pool.query("select from chat.media")).rowCount, 0);
  const { content_uri: uri } = (await (await upload("<script>alert(1)</script>")).json()) as {
    content_uri: string;
  };
  const file = await fetch(
    `${hub.url}/_matrix/client/v1/media/download/${uri.slice("mxc://".length)}/a"b.html`,
    {
      headers: { authorization: `Bearer ${ann.token}` },
    },
  );
  t.is(file.headers.get("content-type"), "application/octet-stream");
  t.regex(file.headers.get("content-disposition") ?? "", /^attachment; filename\*=utf-8''a%22b\.html$/);
});
