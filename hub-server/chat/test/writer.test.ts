import test, { type ExecutionContext } from "ava";
import { Client } from "pg";
import { chatHub, startChatHub } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";
import { until } from "../../testing/matrix-client.ts";

const text = (body: string) => ({ msgtype: "m.text", body });

async function warmRoom(t: ExecutionContext) {
  const database = await testDatabase(t);
  const { pool, during } = countingPool(database.pool);
  const hub = await chatHub(t, { over: { pool } });
  const ann = await hub.person("ann");
  const ben = await hub.person("ben");
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  await ann.call("PUT", `/rooms/${room}/send/m.room.message/0`, text("warm"));
  const since = (await ben.call("GET", "/sync")).body.next_batch;
  return { hub, ann, ben, room, since, during, owner: () => asOwner(t, database.ownerUrl) };
}

/** Speaks to the database as the one who owns the tables. */
async function asOwner(t: ExecutionContext, connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

test("sending costs one statement, an idle sync none, a live sync none, a recent page none", async (t) => {
  const { hub, ann, ben, room, since, during } = await warmRoom(t);
  const send = () => ann.call("PUT", `/rooms/${room}/send/m.room.message/1`, text("x"));
  const idle = () => ben.call("GET", `/sync?since=${since}&timeout=20`);
  const live = () => ben.call("GET", `/sync?since=${since}`);
  const page = () => ben.call("GET", `/rooms/${room}/messages?limit=5`);
  t.deepEqual(await during(idle), []);
  t.deepEqual(await during(send), ["chat-write-events"]);
  t.deepEqual(await during(live), []);
  t.deepEqual(await during(page), []);
  t.deepEqual(await during(() => ben.call("GET", "/sync")), []);
  for (let n = 0; n < 400; n++)
    await hub.chat.speak.send({ roomId: room, sender: ann.userId, type: "x", content: {} });
  const old = () => ben.call("GET", `/rooms/${room}/messages?limit=5&from=${since}`);
  t.deepEqual(await during(old), ["chat-backward", "chat-bundles"]);
});

test("a sync costs the same statements however many rooms there are, whoever may see their history", async (t) => {
  const database = await testDatabase(t);
  const { pool, during } = countingPool(database.pool);
  const hub = await chatHub(t, { over: { pool } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const make = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const visibility = { history_visibility: n % 2 ? "joined" : "shared" };
      const room = await hub.chat.rooms.create({
        creator: ann.userId,
        members: [ben.userId],
        initialState: [{ type: "m.room.history_visibility", state_key: "", content: visibility }],
      });
      for (let m = 0; m < 12; m++)
        await hub.chat.speak.send({
          roomId: room,
          sender: ann.userId,
          type: "m.room.message",
          content: text(`${m}`),
        });
    }
  };
  const first = () => ben.call("GET", "/sync");
  await make(2);
  const since = (await first()).body.next_batch;
  const few = await during(first);
  t.deepEqual(few, ["chat-memberships-of"]);
  await make(10);
  await first();
  t.deepEqual(await during(first), few);
  t.deepEqual(await during(() => ben.call("GET", `/sync?since=${since}`)), few);
});

test("nor does it cost more when memory holds too little of each room, or the timeline tells state", async (t) => {
  const database = await testDatabase(t);
  const { pool, during } = countingPool(database.pool);
  const hub = await chatHub(t, { over: { pool } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const make = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId], name: "first" });
      const send = (type: string, more: object) =>
        hub.chat.speak.send({ roomId: room, sender: ann.userId, type, content: text(`${n}`), ...more });
      for (let m = 0; m < 3; m++) await send("m.room.message", {});
      // What the filter does not want fills what memory holds.
      await Promise.all(Array.from({ length: 210 }, () => send("m.noise", {})));
      await ann.call("PUT", `/rooms/${room}/state/m.room.name`, { name: "second" });
      await ann.call("PUT", `/rooms/${room}/state/m.room.name`, { name: "third" });
      if (n % 2) await ben.call("POST", `/rooms/${room}/leave`, {});
    }
  };
  const read = (limit: number) =>
    encodeURIComponent(
      JSON.stringify({ room: { include_leave: true, timeline: { limit, not_types: ["m.noise"] } } }),
    );
  const first = (limit = 6) => ben.call("GET", `/sync?filter=${read(limit)}`);
  await make(2);
  const since = (await first()).body.next_batch;
  const few = await during(() => first(7));
  t.deepEqual(few.toSorted(byName), [
    "chat-backward",
    "chat-events-by-seq",
    "chat-memberships-of",
    "chat-state-of-rooms",
  ]);
  await make(6);
  await first();
  const all = await first(8);
  t.is(Object.keys(all.body.rooms.join).length, 4);
  t.is(Object.keys(all.body.rooms.leave).length, 4);
  t.deepEqual((await during(() => first(9))).toSorted(byName), few.toSorted(byName));
  const later = await during(() => ben.call("GET", `/sync?since=${since}&filter=${read(6)}`));
  t.true(later.length <= 6, `${later.length}: ${later.join()}`);
});

const byName = (a: string, b: string) => a.localeCompare(b);

test("what is said at once is stored in few commits, each event once, in one order for everybody", async (t) => {
  const { hub, ann, ben, room, since } = await warmRoom(t);
  const sends = Array.from({ length: 300 }, (_, n) =>
    hub.chat.speak.send({
      roomId: room,
      sender: n % 2 ? ann.userId : ben.userId,
      type: "m.room.message",
      content: text(`${n}`),
    }),
  );
  const ids = await Promise.all(sends);
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 500 } } }));
  const seen: string[] = [];
  const { body } = await ben.call("GET", `/sync?since=${since}&filter=${filter}`);
  for (const event of body.rooms.join[room].timeline.events) seen.push(event.event_id);
  t.deepEqual(seen, ids);
  const { rows } = await hub.pool.query(
    "select count(*)::int as n, count(distinct xmin::text)::int as commits from chat.event where event_id = any($1)",
    [ids],
  );
  t.is(rows[0].n, 300);
  t.true(rows[0].commits <= 5, `${rows[0].commits} commits`);
});

test("the same transaction id twice at the same moment is one event", async (t) => {
  const { hub, ann, room } = await warmRoom(t);
  const same = await Promise.all(
    Array.from({ length: 10 }, () => ann.call("PUT", `/rooms/${room}/send/m.room.message/same`, text("x"))),
  );
  t.is(new Set(same.map((answer) => answer.body.event_id)).size, 1);
  const message = {
    roomId: room,
    sender: ann.userId,
    type: "m.room.message",
    content: text("y"),
    txnId: "job-1",
  };
  const first = await hub.chat.speak.send(message);
  t.is(await hub.chat.speak.send(message), first);
});

test("one row that the database refuses does not take its neighbours with it", async (t) => {
  const { hub, ann, room, owner } = await warmRoom(t);
  await (await owner()).query("alter table chat.event add check (type <> 'bad')");
  const send = (type: string) =>
    hub.chat.speak.send({ roomId: room, sender: ann.userId, type, content: text(type) });
  const settled = await Promise.allSettled(["good", "bad", "fine"].map(send));
  t.deepEqual(
    settled.map((one) => one.status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  const { body } = await ann.call("GET", `/rooms/${room}/messages?limit=2`);
  t.deepEqual(
    body.chunk.map((e: { type: string }) => e.type),
    ["fine", "good"],
  );
});

test("a second hub on the same database is refused with one sentence", async (t) => {
  const { pool } = await testDatabase(t);
  const first = await chatHub(t, { over: { pool } });
  await t.throwsAsync(startChatHub(pool, "/tmp", {}), {
    code: "cannot-start",
    message: /Another hub writes to this database/,
  });
  await first.stop();
  const second = await chatHub(t, { over: { pool } });
  t.truthy(second);
});

test("when its connection is cut the writer takes a new one, and a retry stores nothing twice", async (t) => {
  const { hub, ann, room, owner } = await warmRoom(t);
  await (
    await owner()
  ).query(
    "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())",
  );
  const message = {
    roomId: room,
    sender: ann.userId,
    type: "m.room.message",
    content: text("again"),
    txnId: "t1",
  };
  const id = await until(() => hub.chat.speak.send(message).catch(() => undefined), "the writer to be back");
  t.is(await hub.chat.speak.send(message), id);
  const { body } = await ann.call("GET", `/rooms/${room}/messages?limit=2`);
  t.deepEqual(
    body.chunk.map((e: { content: { body: string } }) => e.content.body),
    ["again", "warm"],
  );
});

test("after a restart the stream goes on: no token, receipt or tag is lost", async (t) => {
  const { pool } = await testDatabase(t);
  const first = await chatHub(t, { over: { pool } });
  const ann = await first.person("ann");
  const room = await first.chat.rooms.create({ creator: ann.userId });
  const since = (await ann.call("GET", "/sync")).body.next_batch;
  const event = (await ann.call("PUT", `/rooms/${room}/send/m.room.message/1`, text("x"))).body.event_id;
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${event}`, {});
  await ann.call("PUT", `/user/${ann.userId}/rooms/${room}/tags/m.favourite`, { order: 0.5 });
  await first.stop();
  const second = await chatHub(t, { over: { pool } });
  const again = await second.person("ann");
  const { body } = await again.call("GET", `/sync?since=${since}`);
  const joined = body.rooms.join[room];
  t.is(joined.timeline.events[0].event_id, event);
  t.truthy(joined.ephemeral.events[0].content[event]["m.read"][ann.userId]);
  t.deepEqual(joined.account_data.events[0].content, { tags: { "m.favourite": { order: 0.5 } } });
  t.deepEqual((await again.call("GET", `/sync?since=${body.next_batch}`)).body.rooms.join, {});
});
