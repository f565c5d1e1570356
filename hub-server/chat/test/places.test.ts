/** The order of commits never runs backwards, whatever was deleted and however the hub ended. */
import test, { type ExecutionContext } from "ava";
import { Client } from "pg";
import { chatHub, type ChatHub } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";
import { until } from "../../testing/matrix-client.ts";
import { openPlaces } from "../writer/places.ts";

/** Ann's client stands on a place whose rows are all gone: messages to her device, which has them. */
async function deliverAndForget(hub: ChatHub) {
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ben.userId, members: [ann.userId] });
  const first = (await ann.call("GET", "/sync")).body.next_batch;
  for (let n = 0; n < 5; n++)
    await ben.call("PUT", `/sendToDevice/m.test/${n}`, {
      messages: { [ann.userId]: { [ann.deviceId]: { n } } },
    });
  const { body } = await ann.call("GET", `/sync?since=${first}`);
  const since: string = body.next_batch;
  await ann.call("GET", `/sync?since=${since}`);
  const { rows } = await hub.pool.query("select from chat.to_device");
  return { ann, ben, room, since, left: rows.length, received: body.to_device.events.length };
}

async function saidAfter(
  t: ExecutionContext,
  hub: ChatHub,
  stood: Awaited<ReturnType<typeof deliverAndForget>>,
) {
  const { room, since, ben } = stood;
  t.is(stood.received, 5);
  t.is(stood.left, 0);
  const send = () =>
    hub.chat.speak.send({
      roomId: room,
      sender: ben.userId,
      type: "m.room.message",
      content: { msgtype: "m.text", body: "heard" },
    });
  const id = await until(() => send().catch(() => undefined), "the writer to be back");
  const { body } = await (await hub.person("ann")).call("GET", `/sync?since=${since}`);
  const joined = body.rooms.join[room];
  t.deepEqual(
    joined?.timeline.events.map((event: { event_id: string }) => event.event_id),
    [id],
  );
  t.deepEqual(joined.state.events, [], "not a first sync");
}

test("a message after a restart reaches a client whose place lies after every row that is left", async (t) => {
  const { pool } = await testDatabase(t);
  const first = await chatHub(t, { over: { pool } });
  const stood = await deliverAndForget(first);
  await first.stop();
  const second = await chatHub(t, { over: { pool } });
  const quiet = await (await second.person("ann")).call("GET", `/sync?since=${stood.since}`);
  const place = (token: string) => Number(/^s(\d+)/.exec(token)![1]);
  const gap = place(quiet.body.next_batch) - place(stood.since);
  t.true(
    gap === 0 || gap === 1,
    "an orderly end leaves no gap; Ann's new device may have a place of its own",
  );
  await saidAfter(t, second, stood);
});

test("the same after the connection of the writer was cut", async (t) => {
  const database = await testDatabase(t);
  const hub = await chatHub(t, { over: { pool: database.pool } });
  const stood = await deliverAndForget(hub);
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(
    "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())",
  );
  await saidAfter(t, hub, stood);
});

test("places are reserved by the block, before they are given", async (t) => {
  const { pool, during } = countingPool((await testDatabase(t)).pool);
  const client = await pool.connect();
  t.teardown(() => client.release());
  const reserved = async () => Number((await pool.query("select reserved from chat.place")).rows[0].reserved);
  const killed = await openPlaces(client);
  const first = await reserved();
  t.true(first > killed.head);
  t.deepEqual(await during(() => killed.reserve(first)), []);
  t.deepEqual(await during(() => killed.reserve(first + 1)), ["chat-places"]);
  const given = await reserved();
  t.true(given > first + 1);
  const next = await openPlaces(client);
  t.is(next.head, given, "what a killed hub had reserved is not given again");
  await next.release(next.head + 3);
  t.is((await openPlaces(client)).head, next.head + 3);
});
