import test from "ava";
import { chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";

const hello = { msgtype: "m.text", body: "hello" };

async function people(hub: ChatHub): Promise<[TestPerson, TestPerson, TestPerson]> {
  return [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
}

const create = async (who: TestPerson, body: object = {}): Promise<string> =>
  (await who.call("POST", "/createRoom", body)).body.room_id;

const say = async (who: TestPerson, room: string, txn: string): Promise<string> =>
  (await who.call("PUT", `/rooms/${room}/send/m.room.message/${txn}`, { ...hello, body: txn })).body.event_id;

test("who is not in a room can neither read it nor write in it", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = await people(hub);
  const room = await create(ann);
  const event = await say(ann, room, "1");
  const asked: [string, string, object?][] = [
    ["PUT", `/rooms/${room}/send/m.room.message/1`, hello],
    ["PUT", `/rooms/${room}/state/m.room.name`, { name: "mine" }],
    ["PUT", `/rooms/${room}/redact/${event}/1`, {}],
    ["GET", `/rooms/${room}/messages`],
    ["GET", `/rooms/${room}/state`],
    ["GET", `/rooms/${room}/state/m.room.name`],
    ["GET", `/rooms/${room}/members`],
    ["GET", `/rooms/${room}/joined_members`],
    ["GET", `/rooms/${room}/context/${event}`],
    ["GET", `/_matrix/client/v1/rooms/${room}/relations/${event}`],
    ["GET", `/_matrix/client/v1/rooms/${room}/threads`],
    ["GET", `/rooms/${room}/aliases`],
    ["POST", `/rooms/${room}/receipt/m.read/${event}`, {}],
    ["PUT", `/rooms/${room}/typing/${ben.userId}`, { typing: true }],
    ["POST", `/rooms/${room}/invite`, { user_id: "@cat:hub.test" }],
    ["POST", `/rooms/${room}/join`, {}],
    ["POST", `/rooms/${room}/kick`, { user_id: ann.userId }],
    ["PUT", `/user/${ben.userId}/rooms/${room}/account_data/x`, {}],
  ];
  for (const [method, path, body] of asked) {
    const { status, body: answer } = await ben.call(method, path, body);
    t.is(`${status} ${answer.errcode}`, "403 M_FORBIDDEN", `${method} ${path}`);
  }
  t.is((await ben.call("GET", `/rooms/${room}/event/${event}`)).status, 404);
  t.deepEqual((await ben.call("GET", "/sync")).body.rooms.join, {});
});

test("a person's own things are closed to others", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = await people(hub);
  for (const [method, path, body] of [
    ["PUT", `/profile/${ann.userId}/displayname`, { displayname: "x" }],
    ["PUT", `/user/${ann.userId}/account_data/x`, {}],
    ["GET", `/user/${ann.userId}/account_data/x`],
    ["POST", `/user/${ann.userId}/filter`, {}],
  ] as const)
    t.is((await ben.call(method, path, body)).body.errcode, "M_FORBIDDEN", path);
});

test("shared history is for those who join later; joined history is not", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = await people(hub);
  for (const [visibility, expected] of [
    ["shared", ["early", "late"]],
    ["joined", ["late"]],
    ["invited", ["late"]],
  ] as const) {
    const room = await create(ann, {
      preset: "public_chat",
      initial_state: [{ type: "m.room.history_visibility", content: { history_visibility: visibility } }],
    });
    const early = await say(ann, room, "early");
    await ben.call("POST", `/join/${room}`, {});
    await say(ann, room, "late");
    const page = await ben.call("GET", `/rooms/${room}/messages?dir=f&limit=50`);
    const seen = page.body.chunk.filter((e: { type: string }) => e.type === "m.room.message");
    t.deepEqual(
      seen.map((e: { content: { body: string } }) => e.content.body),
      expected,
      visibility,
    );
    const sync = await ben.call("GET", "/sync");
    const synced = sync.body.rooms.join[room].timeline.events.filter(
      (e: { type: string }) => e.type === "m.room.message",
    );
    t.deepEqual(
      synced.map((e: { content: { body: string } }) => e.content.body),
      expected,
      `${visibility} in sync`,
    );
    t.is(
      (await ben.call("GET", `/rooms/${room}/event/${early}`)).status,
      visibility === "shared" ? 200 : 404,
    );
  }
});

test("who left sees what was before, and nothing after", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = await people(hub);
  const room = await create(ann, { preset: "public_chat" });
  await ben.call("POST", `/join/${room}`, {});
  const since = (await ben.call("GET", "/sync")).body.next_batch;
  await say(ann, room, "before");
  await ben.call("POST", `/rooms/${room}/leave`, {});
  const after = await say(ann, room, "after");
  await ann.call("PUT", `/rooms/${room}/state/m.room.name`, { name: "later" });
  const page = await ben.call("GET", `/rooms/${room}/messages?dir=b&limit=50`);
  const bodies = page.body.chunk.flatMap((e: { content: { body?: string } }) => e.content.body ?? []);
  t.deepEqual(bodies, ["before"]);
  t.is((await ben.call("GET", `/rooms/${room}/event/${after}`)).status, 404);
  t.is((await ben.call("GET", `/rooms/${room}/state/m.room.name`)).status, 404);
  const left = (await ben.call("GET", `/sync?since=${since}`)).body.rooms.leave[room];
  t.is(left.timeline.events.at(-1).content.membership, "leave");
  await ben.call("POST", `/rooms/${room}/forget`, {});
  const filter = encodeURIComponent(JSON.stringify({ room: { include_leave: true } }));
  t.deepEqual((await ben.call("GET", `/sync?filter=${filter}`)).body.rooms.leave, {});
});

test("power decides: names, kicks, bans, redactions, and power itself", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = await people(hub);
  const room = await create(ann, { preset: "public_chat" });
  for (const who of [ben, cat]) await who.call("POST", `/join/${room}`, {});
  const byAnn = await say(ann, room, "1");
  const byBen = await say(ben, room, "2");
  const denied = async (who: TestPerson, method: string, path: string, body: object) =>
    t.is((await who.call(method, path, body)).body.errcode, "M_FORBIDDEN", path);
  const granted = async (who: TestPerson, method: string, path: string, body: object) =>
    t.is((await who.call(method, path, body)).status, 200, path);
  await denied(ben, "PUT", `/rooms/${room}/state/m.room.name`, { name: "x" });
  await denied(ben, "POST", `/rooms/${room}/kick`, { user_id: cat.userId });
  await denied(ben, "POST", `/rooms/${room}/ban`, { user_id: cat.userId });
  await denied(ben, "PUT", `/rooms/${room}/redact/${byAnn}/1`, {});
  await denied(ben, "PUT", `/rooms/${room}/state/x/${encodeURIComponent(ann.userId)}`, {});
  await denied(ben, "PUT", `/rooms/${room}/state/m.room.power_levels`, { users: { [ben.userId]: 100 } });
  await granted(ben, "PUT", `/rooms/${room}/redact/${byBen}/2`, {});
  const levels = (await ann.call("GET", `/rooms/${room}/state/m.room.power_levels`)).body;
  const next = { ...levels, users: { ...levels.users, [ben.userId]: 50 } };
  await granted(ann, "PUT", `/rooms/${room}/state/m.room.power_levels`, next);
  await denied(ben, "POST", `/rooms/${room}/kick`, { user_id: ann.userId });
  await granted(ben, "POST", `/rooms/${room}/ban`, { user_id: cat.userId });
  await denied(cat, "POST", `/join/${room}`, {});
  await granted(ben, "POST", `/rooms/${room}/unban`, { user_id: cat.userId });
  await granted(cat, "POST", `/join/${room}`, {});
});

test("in a governed room only the server decides who is there", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = await people(hub);
  await hub.identity.ensureAccount({ localpart: "hub" });
  const room = await hub.chat.rooms.create({
    creator: "@hub:hub.test",
    governed: true,
    members: [ann.userId],
  });
  t.is((await ann.call("POST", `/rooms/${room}/invite`, { user_id: ben.userId })).status, 403);
  t.is((await ben.call("POST", `/join/${room}`, {})).status, 403);
  await hub.chat.rooms.join(room, [ben.userId, ann.userId]);
  t.deepEqual((await hub.chat.rooms.members(room)).toSorted(), [ann.userId, ben.userId, "@hub:hub.test"]);
  t.is((await ann.call("POST", `/rooms/${room}/kick`, { user_id: ben.userId })).status, 403);
  t.is((await say(ben, room, "1")).slice(0, 1), "$");
  await hub.chat.rooms.remove(room, [ben.userId, cat.userId], "no longer needed");
  t.is(await hub.chat.rooms.membership(room, ben.userId), "leave");
  t.is((await ben.call("POST", `/join/${room}`, {})).status, 403);
});

test("redaction keeps what version 11 keeps and says why the rest is gone", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = await people(hub);
  const room = await create(ann, { preset: "public_chat" });
  await ben.call("PUT", `/profile/${ben.userId}/displayname`, { displayname: "Ben" });
  await ben.call("POST", `/join/${room}`, {});
  const member = (await ann.call("GET", `/rooms/${room}/state/m.room.member/${ben.userId}?format=event`))
    .body;
  t.is(member.content.displayname, "Ben");
  const redaction = (await ann.call("PUT", `/rooms/${room}/redact/${member.event_id}/1`, { reason: "rude" }))
    .body;
  const event = (await ann.call("GET", `/rooms/${room}/event/${member.event_id}`)).body;
  t.deepEqual(event.content, { membership: "join" });
  t.like(event.unsigned.redacted_because, {
    event_id: redaction.event_id,
    content: { redacts: member.event_id, reason: "rude" },
  });
  t.deepEqual((await ann.call("GET", `/rooms/${room}/state/m.room.member/${ben.userId}`)).body, {
    membership: "join",
  });
});
