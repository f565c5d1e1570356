/** How many large answers one person may have at the same time, and who waits for whom. */
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import test from "ava";
import Fastify from "fastify";
import type { Pool } from "pg";
import { chatHub } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";
import { until } from "../../testing/matrix-client.ts";
import { openOutflow, outflowLimits } from "../http/outflow.ts";

const never = () => new Promise<void>(() => {});

test("answers that are being made count, so that asking for many at once helps nobody", async (t) => {
  const outflow = openOutflow();
  const { perPerson } = outflowLimits;
  for (let n = 0; n < perPerson; n++) void outflow.make("@ann:hub.test", never);
  await t.throwsAsync(outflow.make("@ann:hub.test", never), { message: /too many answers/ });
  await outflow.space("@ann:hub.test", new AbortController().signal);
});

test("who goes away gives up the place, and an answer that failed too", async (t) => {
  const outflow = openOutflow();
  const ends: (() => void)[] = [];
  const held = () => new Promise<void>((resolve) => ends.push(resolve));
  const first = Array.from({ length: 4 }, () => outflow.make("@ann:hub.test", held));
  const client = new AbortController();
  const gone = outflow.make("@ben:hub.test", held, client.signal);
  const served: string[] = [];
  const next = outflow.make("@cat:hub.test", () => Promise.resolve(served.push("cat")));
  client.abort();
  await t.throwsAsync(gone, { message: /went away/ });
  const broken = outflow.make("@dan:hub.test", () => Promise.reject(new Error("broken")));
  t.is(ends.length, 4, "four at the same time");
  ends.forEach((end) => end());
  await Promise.all([...first, next]);
  await t.throwsAsync(broken, { message: "broken" });
  await turnOfTheLoop();
  for (let n = 0; n < outflowLimits.perPerson; n++)
    await outflow.make("@ben:hub.test", () => Promise.resolve());
  t.deepEqual(served, ["cat"]);
});

test("an answer that would be one too many is not sent, whatever endpoint it is of", async (t) => {
  const app = Fastify({ forceCloseConnections: true });
  t.teardown(() => app.close());
  const outflow = openOutflow({ ...outflowLimits, perPerson: 1 });
  app.get("/:who", (request, reply) => {
    const { who } = request.params as { who: string };
    const bytes = Buffer.alloc(outflowLimits.large);
    // It stays unread: only its beginning is sent.
    outflow.watch(reply, who, bytes.length);
    if (who === "quick") return reply.send(bytes);
    reply.hijack();
    reply.raw.write(bytes);
    return reply;
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const first = await fetch(`${url}/ann`);
  t.is((await fetch(`${url}/ann`)).status, 429);
  t.is((await fetch(`${url}/ben`)).status, 200);
  t.is((await fetch(`${url}/quick`)).status, 200);
  await first.body?.cancel();
  await until(async () => (await fetch(`${url}/ann`)).status === 200, "room for another answer");
});

/** A database whose statement of this name waits until it may go on. */
function gated(pool: Pool, name: string) {
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  const proxy = new Proxy(pool, {
    get: (inner, key) => {
      const value: unknown = Reflect.get(inner, key);
      if (key !== "query") return typeof value === "function" ? (value.bind(inner) as unknown) : value;
      return async (...args: [string | { name?: string }]) => {
        if (typeof args[0] === "object" && args[0].name === name) {
          waiting++;
          await gate.promise;
        }
        return inner.query(...(args as [string]));
      };
    },
  });
  return { pool: proxy, open: gate.resolve, waiting: () => waiting };
}

test("a place of long ago is answered in turn, and counted, like a first sync", async (t) => {
  const { pool } = await testDatabase(t);
  const before = await chatHub(t, { over: { pool } });
  const ann = await before.person("ann");
  const room = await before.chat.rooms.create({ creator: ann.userId });
  const { next_batch: since } = (await ann.call("GET", "/sync")).body;
  await ann.call("PUT", `/rooms/${room}/send/m.room.message/1`, { msgtype: "m.text", body: "later" });
  await before.stop();
  const gate = gated(pool, "chat-moved-rooms");
  const hub = await chatHub(t, { over: { pool: gate.pool } });
  const [again, ben] = [await hub.person("ann"), await hub.person("ben")];
  const old = () => again.call("GET", `/sync?since=${since}`);
  const asked = Array.from({ length: outflowLimits.perPerson + 1 }, old);
  await until(() => gate.waiting() === 4, "four at the same time");
  t.is((await Promise.race(asked)).status, 429); // whichever came last: nothing else is answered meanwhile
  t.is((await ben.call("PUT", `/profile/${ben.userId}/displayname`, { displayname: "Ben" })).status, 200);
  gate.open();
  const answered = (await Promise.all(asked)).filter(({ status }) => status === 200);
  t.deepEqual(
    answered.map(({ body }) => Object.keys(body.rooms.join)),
    Array.from({ length: outflowLimits.perPerson }, () => [room]),
  );
  t.is((await old()).status, 200);
});
