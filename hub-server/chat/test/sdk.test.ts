import test from "ava";
import {
  createClient,
  EventType,
  MsgType,
  RelationType,
  RoomEvent,
  RoomMemberEvent,
  type MatrixClient,
  type Room,
} from "matrix-js-sdk";
import { chatHub } from "../../testing/chat-hub.ts";
import { matrixClient, until } from "../../testing/matrix-client.ts";

const bodies = (room: Room | null) =>
  (room?.getLiveTimeline().getEvents() ?? []).flatMap(
    (e) => (e.getType() === "m.room.message" && e.getContent().body) || [],
  );

async function say(client: MatrixClient, roomId: string, body: string): Promise<string> {
  return (await client.sendMessage(roomId, { msgtype: MsgType.Text, body })).event_id;
}

test("matrix-js-sdk signs in with a password, starts and learns who it is", async (t) => {
  const hub = await chatHub(t);
  await hub.identity.createAccount({ localpart: "ann", password: "correct horse", displayName: "Ann" });
  const login = await createClient({ baseUrl: hub.url }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "ann" },
    password: "correct horse",
  });
  const who = { userId: login.user_id, deviceId: login.device_id, token: login.access_token };
  const client = await matrixClient(t, hub.url, who);
  t.is((await client.whoami()).user_id, "@ann:hub.test");
  t.is((await client.getProfileInfo("@ann:hub.test")).displayname, "Ann");
  await client.logout();
  const error = await t.throwsAsync(client.whoami());
  t.regex(error.message, /unknown, expired or revoked/);
});

test("two people talk: invite, join, messages, edit, reaction, redaction, receipts, typing", async (t) => {
  const hub = await chatHub(t);
  const [annWho, benWho] = [await hub.person("ann"), await hub.person("ben")];
  const ann = await matrixClient(t, hub.url, annWho);
  const ben = await matrixClient(t, hub.url, benWho);
  const { room_id: id } = await ann.createRoom({ name: "Kitchen", invite: [benWho.userId] });
  await until(() => ben.getRoom(id)?.getMyMembership() === "invite", "the invitation");
  await ben.joinRoom(id);
  await until(() => ann.getRoom(id)?.getMember(benWho.userId)?.membership === "join", "ben to be joined");

  const hello = await say(ann, id, "hello");
  await until(() => bodies(ben.getRoom(id)).includes("hello"), "the message");
  await ben.sendEvent(id, EventType.Reaction, {
    "m.relates_to": { rel_type: RelationType.Annotation, event_id: hello, key: "👍" },
  });
  await until(
    () =>
      ann.getRoom(id)?.relations.getChildEventsForEvent(hello, "m.annotation", "m.reaction")?.getRelations()
        .length,
    "the reaction",
  );

  await ann.sendEvent(id, EventType.RoomMessage, {
    msgtype: MsgType.Text,
    body: "* hello all",
    "m.new_content": { msgtype: MsgType.Text, body: "hello all" },
    "m.relates_to": { rel_type: RelationType.Replace, event_id: hello },
  });
  await until(() => ben.getRoom(id)?.findEventById(hello)?.getContent().body === "hello all", "the edit");

  const room = await until(() => ben.getRoom(id));
  await ben.sendReadReceipt(room.findEventById(hello)!);
  await until(() => ann.getRoom(id)?.getEventReadUpTo(benWho.userId), "the receipt");

  const typing = new Promise((resolve) =>
    ann.on(RoomMemberEvent.Typing, (_event, member) => resolve(member.userId)),
  );
  await ben.sendTyping(id, true, 5000);
  t.is(await typing, benWho.userId);

  const secret = await say(ann, id, "oops");
  await until(() => bodies(ben.getRoom(id)).includes("oops"));
  const gone = new Promise((resolve) => ben.on(RoomEvent.Redaction, (event) => resolve(event.event.redacts)));
  await ann.redactEvent(id, secret);
  t.is(await gone, secret);
  t.deepEqual(ben.getRoom(id)?.findEventById(secret)?.getContent(), {});
  t.deepEqual(Object.keys((await ben.getJoinedRoomMembers(id)).joined).toSorted(), [
    annWho.userId,
    benWho.userId,
  ]);
});

test("unread counts rise with messages and mentions, and fall with the receipt", async (t) => {
  const hub = await chatHub(t);
  const [annWho, benWho] = [await hub.person("ann"), await hub.person("ben")];
  const ann = await matrixClient(t, hub.url, annWho);
  const id = await hub.chat.rooms.create({ creator: annWho.userId, members: [benWho.userId] });
  const ben = await matrixClient(t, hub.url, benWho);
  await say(ann, id, "one");
  await ann.sendEvent(id, EventType.RoomMessage, {
    msgtype: MsgType.Text,
    body: "ben: two",
    "m.mentions": { user_ids: [benWho.userId] },
  });
  const room = await until(() => bodies(ben.getRoom(id)).length === 2 && ben.getRoom(id));
  await until(() => room.getUnreadNotificationCount("total" as never) === 2, "two unread");
  t.is(room.getUnreadNotificationCount("highlight" as never), 1);
  await ben.sendReadReceipt(room.getLiveTimeline().getEvents().at(-1)!);
  await until(() => room.getUnreadNotificationCount("total" as never) === 0, "none unread");
});

test("scrolling back gives every message once", async (t) => {
  const hub = await chatHub(t);
  const who = await hub.person("ann");
  const id = await hub.chat.rooms.create({ creator: who.userId });
  for (let n = 0; n < 120; n++)
    await hub.chat.speak.send({
      roomId: id,
      sender: who.userId,
      type: "m.room.message",
      content: { msgtype: "m.text", body: `${n}` },
    });
  const client = await matrixClient(t, hub.url, who);
  const room = await until(() => client.getRoom(id));
  t.is(bodies(room).length, 20);
  while (room.oldState.paginationToken) await client.scrollback(room, 30);
  t.deepEqual(
    bodies(room),
    Array.from({ length: 120 }, (_, n) => `${n}`),
  );
});

test("a client that was away gets what it missed, once", async (t) => {
  const hub = await chatHub(t);
  const who = await hub.person("ann");
  const other = await hub.person("ben");
  const id = await hub.chat.rooms.create({ creator: who.userId, members: [other.userId] });
  const first = await who.call("GET", "/sync");
  for (let n = 0; n < 30; n++)
    await other.call("PUT", `/rooms/${id}/send/m.room.message/${n}`, { msgtype: "m.text", body: `${n}` });
  const seen: string[] = [];
  let since = first.body.next_batch;
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 50 } } }));
  for (let round = 0; round < 2; round++) {
    const { body } = await who.call("GET", `/sync?since=${since}&filter=${filter}`);
    since = body.next_batch;
    for (const event of body.rooms.join[id]?.timeline.events ?? []) seen.push(event.content.body);
  }
  t.deepEqual(
    seen,
    Array.from({ length: 30 }, (_, n) => `${n}`),
  );
});

test("a file goes up and comes down as it was", async (t) => {
  const hub = await chatHub(t);
  const who = await hub.person("ann");
  const client = await matrixClient(t, hub.url, who);
  const bytes = Buffer.from("0123456789");
  const { content_uri: uri } = await client.uploadContent(bytes, {
    type: "image/png",
    name: "ü.png",
  });
  const url = client.mxcUrlToHttp(uri, undefined, undefined, undefined, false, true, true)!;
  t.regex(url, /_matrix\/client\/v1\/media\/download/);
  const response = await fetch(url, { headers: { authorization: `Bearer ${who.token}` } });
  t.is(await response.text(), "0123456789");
  t.is(response.headers.get("x-content-type-options"), "nosniff");
  t.regex(response.headers.get("content-security-policy") ?? "", /sandbox/);
  t.is((await fetch(url)).status, 401);
});

test("a thread has a summary, and its replies can be listed", async (t) => {
  const hub = await chatHub(t);
  const who = await hub.person("ann");
  const client = await matrixClient(t, hub.url, who);
  const id = await hub.chat.rooms.create({ creator: who.userId });
  await until(() => client.getRoom(id));
  const root = await say(client, id, "root");
  for (const body of ["a", "b"])
    await client.sendEvent(id, root, EventType.RoomMessage, { msgtype: MsgType.Text, body });
  const threads = await who.call("GET", `/_matrix/client/v1/rooms/${id}/threads`);
  const summary = threads.body.chunk[0].unsigned["m.relations"]["m.thread"];
  t.is(summary.count, 2);
  t.is(summary.latest_event.content.body, "b");
  t.true(summary.current_user_participated);
  const replies = await client.relations(id, root, "m.thread", null);
  t.is(replies.events.length, 2);
});
