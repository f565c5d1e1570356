/** Who looks into rooms without being in them: how long the hub remembers it, and what it costs. */
import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";
import { Room } from "../rooms/room.ts";
import { openPeeks } from "../sync/peeks.ts";

const roomWith = (id: number) =>
  new Room({ id, roomId: `!${id}:hub.test`, version: "11", creator: "@ann:hub.test", governed: false });

const world = [
  { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "world_readable" } },
];

test("followers of a room are those who follow it now", (t) => {
  const peeks = openPeeks(2);
  const [one, two] = [roomWith(1), roomWith(2)];
  peeks.begin("@a:b", "D1", one, 1);
  peeks.begin("@a:b", "D1", one, 2);
  peeks.begin("@a:b", "D2", one, 3);
  t.deepEqual([...peeks.followers(1)], [["@a:b", 2]]);
  peeks.end("@a:b", "D1", 1);
  peeks.end("@a:b", "D1", 1);
  t.deepEqual([...peeks.followers(1)], [["@a:b", 1]]);
  peeks.forget("@a:b", "D2");
  t.is(peeks.followers(1).size, 0);
  peeks.begin("@a:b", "D1", two, 4);
  peeks.begin("@c:b", "D1", two, 5);
  peeks.begin("@d:b", "D1", two, 6);
  t.deepEqual([...peeks.followers(2).keys()], ["@c:b", "@d:b"], "the oldest session was forgotten");
  for (let n = 0; n < 60; n++) peeks.begin("@c:b", "D1", roomWith(100 + n), n);
  t.is(peeks.of("@c:b", "D1").size, 50);
  t.is(peeks.followers(100).size, 0);
  t.is(peeks.followers(159).size, 1);
});

test("a session that ends follows nothing any more; who unpeeks is not woken", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, initialState: world });
  const say = (body: string) =>
    hub.chat.speak.send({
      roomId: room,
      sender: ann.userId,
      type: "m.room.message",
      content: { msgtype: "m.text", body },
    });
  const since = (await ben.call("GET", "/sync")).body.next_batch;
  await ben.call("POST", `/peek/${room}`, {});
  const first = (await ben.call("GET", `/sync?since=${since}`)).body;
  t.truthy(first.rooms.peek[room]);
  const waiting = ben.call("GET", `/sync?since=${first.next_batch}&timeout=10000`);
  await say("woken");
  t.is((await waiting).body.rooms.peek[room].timeline.events[0].content.body, "woken");
  await ben.call("POST", `/rooms/${room}/unpeek`, {});
  await say("unheard");
  t.is((await ben.call("GET", `/sync?since=${first.next_batch}`)).body.rooms.peek, undefined);
});

test("who waits at /events costs no statement, and on a hub where something always happens gets an answer", async (t) => {
  const database = await testDatabase(t);
  let busy: (() => Promise<unknown>) | undefined;
  const pool = new Proxy(database.pool, {
    get: (inner, key) => {
      const value: unknown = Reflect.get(inner, key);
      if (key !== "query") return typeof value === "function" ? (value.bind(inner) as unknown) : value;
      return async (...args: [{ name?: string }]) => {
        if (args[0].name === "chat-memberships-of") await busy?.();
        return inner.query(...(args as unknown as [string]));
      };
    },
  });
  const counting = countingPool(pool);
  const hub = await chatHub(t, { over: { pool: counting.pool } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, initialState: world });
  let said = 0;
  const say = () =>
    hub.chat.speak.send({ roomId: room, sender: ann.userId, type: "m.test", content: { n: ++said } });
  const peek = (from: string, timeout: number) =>
    ben.call("GET", `/events?room_id=${room}&timeout=${timeout}${from && `&from=${from}`}`);
  const { end } = (await peek("", 0)).body;
  t.deepEqual(await counting.during(() => peek(end, 450)), []);
  await say();
  busy = say;
  const { body } = await peek(end, 0);
  t.deepEqual(
    body.chunk.map((event: { content: { n: number } }) => event.content.n),
    [1],
  );
  busy = undefined;
  const next = (await peek(body.end, 0)).body;
  t.deepEqual(
    next.chunk.map((event: { content: { n: number } }) => event.content.n),
    [2],
    "what came meanwhile is not lost",
  );
});
