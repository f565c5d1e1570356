/** What is kept for people has an end: messages that nobody fetches, keys without number, names of those who asked to be forgotten. */
import test from "ava";
import type { Pool } from "pg";
import { fakeClock } from "../../clock.ts";
import { chatHub } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";
import { defaultLimits } from "../account/limits.ts";

const day = 24 * 3600_000;

test("messages to devices are counted, a device takes only so many, and old ones go", async (t) => {
  const clock = fakeClock(new Date());
  const slow = { perSecond: 0.001, burst: 12 };
  const hub = await chatHub(t, { clock, rateLimits: { ...defaultLimits, message: slow } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const send = async (txn: string, body: string) => {
    const messages = { [ben.userId]: { "*": { body } } };
    return (await ann.call("PUT", `/sendToDevice/m.test/${txn}`, { messages })).status;
  };
  const waiting = async () =>
    (await hub.pool.query("select count(*)::int as n from chat.to_device")).rows[0].n as number;
  t.is(await send("1", "x"), 200);
  t.is(await waiting(), 1);
  await hub.pool.query(
    `insert into chat.to_device (user_id, device_id, seq, event, at)
     select user_id, device_id, n - 6000, event, at from chat.to_device, generate_series(1, 4999) n`,
  );
  t.is(await send("2", "y"), 200);
  t.is(await waiting(), 5000, "the device is full");
  clock.advance(91 * day);
  await hub.chat.keepHouse();
  t.is(await waiting(), 0);
  t.is(await send("3", "z"), 200, "and takes again");
  t.is(await waiting(), 1);
  const sizes: number[] = [];
  for (let n = 0; n < 20; n++) sizes.push(await send(`big ${n}`, "x".repeat(60_000)));
  t.true(sizes.includes(200) && sizes.at(-1) === 429, "a person is held to the limit");
});

test("a device keeps so many keys, of so many characters, and no more", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const keys = (from: number, count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`signed_curve25519:k${from + n}`, { key: "x" }]),
    );
  const upload = (body: object) => ann.call("POST", "/keys/upload", body);
  t.is((await upload({ one_time_keys: keys(0, 1000) })).body.one_time_key_counts.signed_curve25519, 1000);
  t.like((await upload({ one_time_keys: keys(1000, 1) })).body, {
    errcode: "M_INVALID_PARAM",
    error: "A device keeps at most 1000 one-time keys; it has 1000.",
  });
  t.is((await upload({ one_time_keys: { "a:b": "x".repeat(5000) } })).status, 413);
  const fallback = Object.fromEntries(
    Array.from({ length: 21 }, (_, n) => [`algorithm${n}:k`, { key: "x" }]),
  );
  t.is((await upload({ fallback_keys: fallback })).status, 400);
  t.is((await upload({ fallback_keys: { "signed_curve25519:f": { key: "x" } } })).status, 200);
});

/** A database that goes away once, before it takes names out of rooms. */
function dyingOnce(pool: Pool): Pool {
  let dies = true;
  return new Proxy(pool, {
    get: (inner, key) => {
      const value: unknown = Reflect.get(inner, key);
      if (key !== "query") return typeof value === "function" ? (value.bind(inner) as unknown) : value;
      return (...args: [string]) => {
        if (!dies || typeof args[0] !== "string" || !args[0].includes("with told as"))
          return inner.query(...args);
        dies = false;
        return Promise.reject(new Error("It died."));
      };
    },
  });
}

test("somebody whose forgetting broke off after the account was closed is forgotten all the same", async (t) => {
  const { pool } = await testDatabase(t);
  const hub = await chatHub(t, { over: { pool: dyingOnce(pool) } });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  await ann.call("PUT", `/profile/${ann.userId}/displayname`, { displayname: "Ann Secret" });
  const room = await hub.chat.rooms.create({ creator: ben.userId, members: [ann.userId] });
  await t.throwsAsync(hub.chat.people.depart(ann.userId, true));
  const names = async () =>
    (await pool.query("select from chat.event where content like '%Ann Secret%'")).rows.length;
  t.true((await names()) > 0);
  t.is((await ann.call("GET", "/account/whoami")).status, 401, "nobody can ask for it again");
  await hub.chat.keepHouse();
  t.is(await names(), 0);
  t.false(JSON.stringify((await ben.call("GET", `/rooms/${room}/members`)).body).includes("Ann Secret"));
  await hub.chat.keepHouse();
  t.is((await pool.query("select from chat.forgotten")).rows.length, 1, "once");
});
