import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";
import { bodies, list, say, slide, unstable, v4, type Event } from "./testing/slide.ts";

test("extensions: messages to devices, keys, account data, receipts, typing, threads", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const root = await say(ann, room, "root");
  await ben.call("PUT", `/user/${ben.userId}/account_data/a`, { n: 1 });
  await ben.call("PUT", `/user/${ben.userId}/rooms/${room}/account_data/b`, { n: 2 });
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${root}`, {});
  const on = { enabled: true };
  const asked = (since?: string) => ({
    ...list(),
    extensions: {
      to_device: { ...on, ...(since && { since }) },
      e2ee: on,
      account_data: on,
      receipts: on,
      typing: on,
      threads: { ...on, include_roots: true },
    },
  });
  const first = await slide(ben, asked());
  const { extensions } = first;
  t.deepEqual(extensions.to_device.events, []);
  t.is(extensions.e2ee.device_lists, undefined);
  t.deepEqual(extensions.e2ee.device_unused_fallback_key_types, []);
  const types = (events: Event[]) => events.map((e) => e.type).toSorted();
  t.deepEqual(types(extensions.account_data.global), ["a", "m.push_rules"]);
  t.deepEqual(types(extensions.account_data.rooms[room]), ["b"]);
  t.truthy(extensions.receipts.rooms[room].content[root]["m.read"][ann.userId]);
  t.deepEqual(extensions.typing.rooms, {});
  t.deepEqual(extensions.threads.updates, {});

  const waiting = slide(ben, asked(extensions.to_device.next_batch), first.pos, "timeout=30000");
  await ann.call("PUT", "/sendToDevice/m.test/1", { messages: { [ben.userId]: { "*": { n: 3 } } } });
  const second = await waiting;
  t.deepEqual(second.extensions.to_device.events[0].content, { n: 3 });
  t.deepEqual(second.extensions.account_data, { global: [], rooms: {} });
  // Until it says that it has them, a device gets its messages again.
  const repeated = await slide(ben, asked(extensions.to_device.next_batch), second.pos);
  t.is(repeated.extensions.to_device.events.length, 1);

  await ann.call("PUT", `/rooms/${room}/typing/${ann.userId}`, { typing: true });
  const reply = await say(ann, room, "reply", { "m.relates_to": { rel_type: "m.thread", event_id: root } });
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${reply}`, { thread_id: root });
  const third = await slide(ben, asked(second.extensions.to_device.next_batch), repeated.pos);
  t.deepEqual(third.extensions.to_device.events, []);
  t.deepEqual(third.extensions.typing.rooms[room].content.user_ids, [ann.userId]);
  t.truthy(third.extensions.receipts.rooms[room].content[reply]["m.read"][ann.userId]);
  const thread = third.extensions.threads.updates[room][root];
  t.is(thread.thread_root.unsigned["m.relations"]["m.thread"].count, 1);
  const fourth = await slide(ben, { ...asked(), extensions: { typing: on } }, third.pos);
  t.deepEqual(fourth.extensions, { typing: { rooms: {} } });
});

test("a long poll waits for something, and is empty when nothing comes", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const first = await slide(ben, list());
  const empty = await slide(ben, list(), first.pos, "timeout=30");
  t.deepEqual([empty.rooms, empty.lists.all.count], [{}, 1]);
  const waiting = slide(ben, list(), empty.pos, "timeout=30000");
  await say(ann, room, "now");
  const answer = await waiting;
  t.deepEqual(bodies(answer.rooms[room].timeline), ["now"]);
  const read = slide(ben, list(), answer.pos, "timeout=30000");
  await ben.call("POST", `/rooms/${room}/receipt/m.read/${answer.rooms[room].timeline[0].event_id}`, {});
  t.is((await read).rooms[room].notification_count, 0);
});

test("what a request costs in statements does not grow with the number of rooms", async (t) => {
  const database = await testDatabase(t);
  const { pool, during } = countingPool(database.pool);
  const hub = await chatHub(t, { over: { pool } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const make = async (count: number) => {
    for (let n = 0; n < count; n++)
      await say(
        ann,
        await hub.chat.rooms.create({
          creator: ann.userId,
          members: [ben.userId],
          initialState: [
            {
              type: "m.room.history_visibility",
              state_key: "",
              content: { history_visibility: n % 2 ? "joined" : "shared" },
            },
          ],
        }),
        `${n}`,
      );
  };
  await make(2);
  const all = {
    ...list({ ranges: [[0, 99]], timeline_limit: 20 }),
    extensions: { account_data: { enabled: true }, receipts: { enabled: true } },
  };
  await slide(ben, all);
  const few = await during(() => slide(ben, all));
  t.deepEqual(few, ["chat-memberships-of"]);
  await make(12);
  t.deepEqual(await during(() => slide(ben, all)), few);
  const { pos } = await slide(ben, all);
  t.deepEqual(await during(() => slide(ben, all, pos)), few);
});

test("what is not as it should be is refused in words", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const wrong: object[] = [
    { lists: [] },
    { lists: { a: 1 } },
    list({ timeline_limit: -1 }),
    list({ timeline_limit: "many" }),
    list({ ranges: [[3, 1]] }),
    list({ ranges: [[0, 1, 2]] }),
    list({ range: "all" }),
    list({ required_state: [["m.room.name"]] }),
    list({ required_state: { include: [{ type: 1 }] } }),
    list({ required_state: { lazy_members: "yes" } }),
    { lists: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`l${n}`, list().lists.all])) },
    { room_subscriptions: { "!r:hub.test": null } },
    { extensions: { typing: true } },
    { extensions: 1 },
    { conn_id: 1 },
    { timeout: -1 },
    { timeout: "soon" },
  ];
  for (const body of wrong)
    for (const path of [unstable, v4]) {
      const { status, body: answer } = await ann.call("POST", path, body);
      t.is(status, 400, JSON.stringify(body));
      t.regex(answer.errcode, /^M_(BAD_JSON|INVALID_PARAM)$/);
    }
  t.true(
    (await ann.call("GET", "/_matrix/client/versions")).body.unstable_features[
      "org.matrix.simplified_msc3575"
    ],
  );
  t.deepEqual((await slide(ann, {})).rooms, {});
});

test("a device keeps ten connections, and a lot of them cost no more", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const places: string[] = [];
  for (let n = 0; n < 12; n++) places.push((await slide(ann, { ...list(), conn_id: `c${n}` })).pos);
  const known = await Promise.all(
    places.map((pos, n) => ann.call("POST", `${unstable}?pos=${pos}`, { ...list(), conn_id: `c${n}` })),
  );
  t.deepEqual(
    known.map(({ status }) => status),
    [400, 400, ...Array.from({ length: 10 }, () => 200)],
  );
});
