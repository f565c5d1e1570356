import test from "ava";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

const ok = async (who: TestPerson, method: string, path: string, body?: object) => {
  const { status, body: answer } = await who.call(method, path, body);
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
};

const v1 = "/_matrix/client/v1";
const child = (who: TestPerson, space: string, room: string, content: object = {}) =>
  ok(who, "PUT", `/rooms/${space}/state/m.space.child/${room}`, { via: ["hub.test"], ...content });

test("a space shows its rooms from the top down, in their order, and only to whom it may", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const make = async (body: object) => (await ok(ann, "POST", "/createRoom", body)).room_id;
  const space = (name: string) =>
    make({ name, preset: "public_chat", creation_content: { type: "m.space" } });
  const top = await space("top");
  const sub = await space("sub");
  const [open, closed, inner] = [
    await make({ name: "open", preset: "public_chat" }),
    await make({ name: "closed" }),
    await make({ name: "inner", preset: "public_chat" }),
  ];
  const restricted = await make({
    name: "restricted",
    initial_state: [
      {
        type: "m.room.join_rules",
        content: { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: top }] },
      },
    ],
  });
  await child(ann, top, open, { suggested: true });
  await child(ann, top, closed);
  await child(ann, top, sub, { order: "a" });
  await child(ann, top, restricted);
  await child(ann, sub, inner);
  await child(ann, sub, top);
  await ok(ann, "PUT", `/rooms/${top}/state/m.space.child/!gone:hub.test`, {});
  const walk = async (who: TestPerson, query = "") =>
    (await ok(who, "GET", `${v1}/rooms/${top}/hierarchy${query}`)).rooms.map(
      (room: { name: string }) => room.name,
    );
  t.deepEqual(await walk(ann), ["top", "sub", "inner", "open", "closed", "restricted"]);
  t.deepEqual(await walk(ben), ["top", "sub", "inner", "open"]);
  await ok(ben, "POST", `/join/${top}`, {});
  t.deepEqual(await walk(ben), ["top", "sub", "inner", "open", "restricted"]);
  t.deepEqual(await walk(ann, "?max_depth=1"), ["top", "sub", "open", "closed", "restricted"]);
  t.deepEqual(await walk(ann, "?suggested_only=true"), ["top", "open"]);
  const first = await ok(ann, "GET", `${v1}/rooms/${top}/hierarchy?limit=4`);
  t.is(first.rooms.length, 4);
  t.deepEqual(await walk(ann, `?limit=4&from=${first.next_batch}`), ["closed", "restricted"]);
  t.is(first.rooms[0].children_state.length, 4);
  t.is((await ben.call("GET", `${v1}/rooms/${closed}/hierarchy`)).status, 403);
  t.is((await ben.call("GET", `${v1}/rooms/${top}/hierarchy?from=x`)).status, 400);

  const summary = await ok(ben, "GET", `${v1}/room_summary/${restricted}`);
  t.like(summary, {
    name: "restricted",
    join_rule: "restricted",
    room_version: "11",
    allowed_room_ids: [top],
  });
  t.is((await ok(ben, "GET", `${v1}/room_summary/${top}`)).membership, "join");
  t.is((await ben.call("GET", `${v1}/room_summary/${closed}`)).status, 404);
  t.deepEqual(await ok(ann, "GET", `${v1}/mutual_rooms?user_id=${ben.userId}`), { joined: [top], count: 1 });
});

test("who knocks waits for somebody inside to open; where one cannot knock nobody does", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  const knockable = { type: "m.room.join_rules", content: { join_rule: "knock" } };
  const room = (await ok(ann, "POST", "/createRoom", { name: "Kitchen", initial_state: [knockable] }))
    .room_id;
  const closed = (await ok(ann, "POST", "/createRoom", {})).room_id;
  t.is((await ben.call("POST", `/knock/${closed}`, {})).status, 403);
  t.is((await ben.call("POST", `/join/${room}`, {})).status, 403);
  await ok(ben, "POST", `/knock/${room}`, { reason: "soup" });
  const { rooms } = await ok(ben, "GET", "/sync");
  const shown = rooms.knock[room].knock_state.events.map((event: { type: string }) => event.type);
  t.true(shown.includes("m.room.name") && shown.includes("m.room.member"));
  const seen = await ok(ann, "GET", `/rooms/${room}/state/m.room.member/${ben.userId}`);
  t.deepEqual([seen.membership, seen.reason], ["knock", "soup"]);
  await ok(cat, "POST", `/knock/${room}`, {});
  await ok(ann, "POST", `/rooms/${room}/kick`, { user_id: cat.userId });
  t.is((await ok(ann, "GET", `/rooms/${room}/state/m.room.member/${cat.userId}`)).membership, "leave");
  await ok(ann, "POST", `/rooms/${room}/invite`, { user_id: ben.userId });
  await ok(ben, "POST", `/join/${room}`, {});
  t.is((await ben.call("POST", `/knock/${room}`, {})).status, 403);
  await ok(ann, "POST", `/rooms/${room}/ban`, { user_id: cat.userId });
  t.is((await cat.call("POST", `/knock/${room}`, {})).status, 403);
});

test("a moment leads to the event next to it that one may see", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = (await ok(ann, "POST", "/createRoom", {})).room_id;
  const { event_id: id } = await ok(ann, "PUT", `/rooms/${room}/send/m.room.message/1`, {
    msgtype: "m.text",
    body: "x",
  });
  const { origin_server_ts: ts } = await ok(ann, "GET", `/rooms/${room}/event/${id}`);
  const at = (time: number, dir: string) => `${v1}/rooms/${room}/timestamp_to_event?ts=${time}&dir=${dir}`;
  t.is((await ok(ann, "GET", at(ts + 1000, "b"))).event_id, id);
  t.is((await ok(ann, "GET", at(ts, "f"))).origin_server_ts, ts);
  t.is((await ann.call("GET", at(ts + 1000, "f"))).status, 404);
  t.is((await ann.call("GET", at(ts, "x"))).status, 400);
  t.is((await ben.call("GET", at(ts, "f"))).status, 403);
});

test("a session looks into an open room without being in it, until the room is closed", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = (await ok(ann, "POST", "/createRoom", {})).room_id;
  t.is((await ben.call("POST", `/peek/${room}`, {})).status, 403);
  await ok(ann, "PUT", `/rooms/${room}/state/m.room.history_visibility`, {
    history_visibility: "world_readable",
  });
  const before = await ok(ben, "GET", "/sync");
  await ok(ben, "POST", `/peek/${room}`, {});
  const first = await ok(ben, "GET", `/sync?since=${before.next_batch}`);
  t.is(first.rooms.peek[room].timeline.events[0].type, "m.room.create");
  t.deepEqual(first.rooms.join, {});
  const quiet = await ok(ben, "GET", `/sync?since=${first.next_batch}`);
  t.is(quiet.rooms.peek, undefined);
  const waiting = ok(ben, "GET", `/sync?timeout=30000&since=${quiet.next_batch}`);
  await ok(ann, "PUT", `/rooms/${room}/send/m.room.message/1`, { msgtype: "m.text", body: "x" });
  const news = await waiting;
  t.is(news.rooms.peek[room].timeline.events.at(-1).content.body, "x");
  await ok(ann, "PUT", `/rooms/${room}/state/m.room.history_visibility`, { history_visibility: "shared" });
  await ok(ann, "PUT", `/rooms/${room}/send/m.room.message/2`, { msgtype: "m.text", body: "secret" });
  t.is((await ok(ben, "GET", `/sync?since=${news.next_batch}`)).rooms.peek, undefined);
});
