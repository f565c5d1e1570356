import test from "ava";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

interface Event {
  readonly type: string;
  readonly state_key?: string;
  readonly sender: string;
  readonly content: Record<string, unknown>;
}

const text = (body: string) => ({ msgtype: "m.text", body });

const say = (who: TestPerson, room: string, body: string) =>
  who.call("PUT", `/rooms/${room}/send/m.room.message/${body}`, text(body));

const name = (who: TestPerson, room: string, value: string) =>
  who.call("PUT", `/rooms/${room}/state/m.room.name`, { name: value });

const sync = async (who: TestPerson, since?: string, filter: object = {}, more = "") => {
  const query = `filter=${encodeURIComponent(JSON.stringify(filter))}${since ? `&since=${since}` : ""}${more}`;
  return (await who.call("GET", `/sync?${query}`)).body;
};

const small = { room: { timeline: { limit: 3 } } };

test("a gap leaves out events, says so, brings the state from within it, and leads back to what is missing", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "old" });
  const { next_batch: since } = await sync(ann);
  await name(ann, room, "new");
  for (let n = 0; n < 5; n++) await say(ann, room, `${n}`);
  const joined = (await sync(ann, since, small)).rooms.join[room];
  t.true(joined.timeline.limited);
  t.deepEqual(
    joined.timeline.events.map((e: Event) => e.content.body),
    ["2", "3", "4"],
  );
  t.deepEqual(
    joined.state.events.map((e: Event) => e.content),
    [{ name: "new" }],
  );
  const page = await ann.call(
    "GET",
    `/rooms/${room}/messages?dir=b&from=${joined.timeline.prev_batch}&to=${since}`,
  );
  t.deepEqual(
    page.body.chunk.map((e: Event) => e.content.body ?? e.type),
    ["1", "0", "m.room.name"],
  );
});

test("a gap that is longer than what is in memory is read from the database, with the same result", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "old" });
  const { next_batch: since } = await sync(ann);
  await name(ann, room, "new");
  await Promise.all(
    Array.from({ length: 450 }, (_, n) =>
      hub.chat.speak.send({
        roomId: room,
        sender: ann.userId,
        type: "m.room.message",
        content: text(`${n}`),
      }),
    ),
  );
  const joined = (await sync(ann, since, small)).rooms.join[room];
  t.true(joined.timeline.limited);
  t.deepEqual(
    joined.timeline.events.map((e: Event) => e.content.body),
    ["447", "448", "449"],
  );
  t.deepEqual(
    joined.state.events.map((e: Event) => e.content),
    [{ name: "new" }],
  );
  t.is(joined.unread_notifications.notification_count, 0);
});

test("a first sync gives the state at the start of the timeline; with state_after, at its end", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "old" });
  for (const value of ["new", "newer"]) {
    await name(ann, room, value);
    await say(ann, room, value);
  }
  const names = (section: { events: Event[] }) =>
    section.events.filter((e) => e.type === "m.room.name").map((e) => e.content.name);
  t.deepEqual(names((await sync(ann, undefined, small)).rooms.join[room].state), ["new"]);
  t.deepEqual(
    names((await sync(ann, undefined, { room: { timeline: { limit: 4 } } })).rooms.join[room].state),
    ["old"],
  );
  const after = (await sync(ann, undefined, small, "&use_state_after=true")).rooms.join[room];
  t.deepEqual(names(after.state_after), ["newer"]);
  t.is(after.state, undefined);
});

test("state that a filter hides from the timeline is in the state section, first and later", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "old" });
  const only = { room: { timeline: { types: ["m.room.message"] }, state: { types: ["m.room.name"] } } };
  const names = (body: { rooms: { join: Record<string, { state: { events: Event[] } }> } }) =>
    body.rooms.join[room]!.state.events.map((e) => e.content.name);
  const first = await sync(ann, undefined, only);
  t.deepEqual(names(first), ["old"]);
  await name(ann, room, "new");
  await say(ann, room, "x");
  t.deepEqual(names(await sync(ann, first.next_batch, only)), ["new"]);
});

test("lazy members: only who speaks is sent, and once", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const others = await Promise.all(Array.from({ length: 5 }, (_, n) => hub.person(`p${n}`)));
  const room = await hub.chat.rooms.create({
    creator: ann.userId,
    members: [ben.userId, ...others.map((o) => o.userId)],
  });
  for (let n = 0; n < 12; n++) await say(ben, room, `${n}`);
  const lazy = { room: { state: { lazy_load_members: true } } };
  const members = (joined: { state: { events: Event[] } }) =>
    joined.state.events.filter((e) => e.type === "m.room.member").map((e) => e.state_key ?? "");
  const first = await sync(ann, undefined, lazy);
  t.deepEqual(members(first.rooms.join[room]).toSorted(), [ann.userId, ben.userId]);
  t.is(first.rooms.join[room].summary["m.joined_member_count"], 7);
  await say(others[0]!, room, "x");
  const second = await sync(ann, first.next_batch, lazy);
  t.deepEqual(members(second.rooms.join[room]), [others[0]!.userId]);
  await say(others[0]!, room, "y");
  const third = await sync(ann, second.next_batch, lazy);
  t.deepEqual(members(third.rooms.join[room]), []);
});

test("a long poll answers as soon as something comes, and is empty when nothing does", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const { next_batch: since } = await sync(ann);
  const empty = await sync(ann, since, {}, "&timeout=50");
  t.deepEqual(empty.rooms.join, {});
  for (const happen of [
    () => say(ben, room, "now"),
    () => ben.call("PUT", `/rooms/${room}/typing/${ben.userId}`, { typing: true, timeout: 5000 }),
    () => ann.call("PUT", `/user/${ann.userId}/account_data/m.direct`, { a: [room] }),
    () => hub.chat.rooms.create({ creator: ben.userId, invite: [ann.userId] }),
  ]) {
    const from = (await sync(ann)).next_batch;
    // Longer than a test may take: it does not end by itself.
    const waiting = sync(ann, from, {}, "&timeout=600000");
    await happen();
    const { rooms, account_data: data } = await waiting;
    t.is(Object.keys(rooms.join).length + Object.keys(rooms.invite).length + data.events.length, 1);
  }
});

test("an invitation shows the room before one is in it, and goes when it is declined", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "Kitchen", invite: [ben.userId] });
  const first = await sync(ben);
  const shown = first.rooms.invite[room].invite_state.events as Event[];
  t.is(shown.find((e) => e.type === "m.room.name")?.content.name, "Kitchen");
  t.is(
    shown.find((e) => e.type === "m.room.member" && e.state_key === ben.userId)?.content.membership,
    "invite",
  );
  await ben.call("POST", `/rooms/${room}/leave`, {});
  const second = await sync(ben, first.next_batch);
  t.deepEqual(Object.keys(second.rooms.leave), [room]);
  t.deepEqual((await sync(ben)).rooms.invite, {});
});

test("filters choose types, senders and rooms", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const other = await hub.chat.rooms.create({ creator: ann.userId });
  await say(ann, room, "a");
  await say(ben, room, "b");
  const seen = async (filter: object) =>
    (await sync(ann, undefined, { room: { timeline: filter } })).rooms.join[room].timeline.events.map(
      (e: Event) => e.content.body,
    );
  t.deepEqual(await seen({ types: ["m.room.mess*"] }), ["a", "b"]);
  t.deepEqual(await seen({ types: ["m.room.message"], not_senders: [ben.userId] }), ["a"]);
  t.deepEqual(await seen({ types: ["m.room.message"], senders: [ben.userId] }), ["b"]);
  t.deepEqual(await seen({ types: [] }), []);
  const only = await sync(ann, undefined, { room: { rooms: [other] } });
  t.deepEqual(Object.keys(only.rooms.join), [other]);
});

test("private receipts are for their owner alone; receipts of threads count per thread", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const root = (await say(ann, room, "root")).body.event_id;
  const { body: reply } = await ann.call("PUT", `/rooms/${room}/send/m.room.message/r`, {
    ...text("reply"),
    "m.relates_to": { rel_type: "m.thread", event_id: root },
  });
  const counts = async () => {
    const joined = (await sync(ben, undefined, { room: { timeline: { unread_thread_notifications: true } } }))
      .rooms.join[room];
    return [
      joined.unread_notifications.notification_count,
      joined.unread_thread_notifications[root]?.notification_count ?? 0,
    ];
  };
  t.deepEqual(await counts(), [1, 1]);
  await ben.call("POST", `/rooms/${room}/receipt/m.read.private/${root}`, { thread_id: "main" });
  t.deepEqual(await counts(), [0, 1]);
  await ben.call("POST", `/rooms/${room}/receipt/m.read/${reply.event_id}`, { thread_id: root });
  t.deepEqual(await counts(), [0, 0]);
  const seen = JSON.stringify((await sync(ann)).rooms.join[room].ephemeral);
  t.false(seen.includes("m.read.private"));
  t.true(seen.includes(reply.event_id));
});
