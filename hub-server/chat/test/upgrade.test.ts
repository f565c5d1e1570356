import test from "ava";
import type { Pool } from "pg";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { testDatabase } from "../../testing/index.ts";

const ok = async (who: TestPerson, method: string, path: string, body?: object) => {
  const { status, body: answer } = await who.call(method, path, body);
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
};

test("an upgraded room goes on in the new one: state, bans, aliases, list and what people kept about it", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  const old = (
    await ok(ann, "POST", "/createRoom", {
      name: "Kitchen",
      topic: "Food",
      preset: "public_chat",
      visibility: "public",
      room_alias_name: "kitchen",
      room_version: "10",
      creation_content: { type: "m.space", "m.federate": false },
      invite: [cat.userId],
    })
  ).room_id;
  await ok(ben, "POST", `/join/${old}`, {});
  await ok(ben, "PUT", `/user/${ben.userId}/rooms/${old}/tags/u.work`, { order: 0.5 });
  await ok(ben, "PUT", `/pushrules/global/room/${encodeURIComponent(old)}`, { actions: ["notify"] });
  await ok(ben, "PUT", `/user/${ben.userId}/account_data/m.direct`, { [ann.userId]: [old] });
  await ok(ann, "POST", `/rooms/${old}/ban`, { user_id: cat.userId, reason: "noise" });

  const { replacement_room: next } = await ok(ann, "POST", `/rooms/${old}/upgrade`, { new_version: "11" });
  const create = await ok(ann, "GET", `/rooms/${next}/state/m.room.create`);
  const tombstone = await ok(ann, "GET", `/rooms/${old}/state/m.room.tombstone?format=event`);
  t.like(create, { type: "m.space", "m.federate": false, room_version: "11" });
  t.deepEqual(create.predecessor, { room_id: old, event_id: tombstone.event_id });
  t.is(tombstone.content.replacement_room, next);
  for (const [type, key] of [
    ["m.room.name", "name"],
    ["m.room.topic", "topic"],
    ["m.room.join_rules", "join_rule"],
  ])
    t.deepEqual(
      (await ok(ann, "GET", `/rooms/${next}/state/${type}`))[key!],
      (await ok(ann, "GET", `/rooms/${old}/state/${type}`))[key!],
    );
  t.is((await ok(ann, "GET", `/rooms/${next}/state/m.room.member/${cat.userId}`)).membership, "ban");
  t.is((await ok(ann, "GET", "/directory/room/%23kitchen:hub.test")).room_id, next);
  t.deepEqual(await ok(ann, "GET", `/rooms/${next}/state/m.room.canonical_alias`), {
    alias: "#kitchen:hub.test",
  });
  t.deepEqual(
    (await ok(ann, "GET", "/publicRooms")).chunk.map((room: { room_id: string }) => room.room_id),
    [next],
  );
  const levels = await ok(ann, "GET", `/rooms/${old}/state/m.room.power_levels`);
  t.is(levels.events_default, 50);
  t.is(
    (await ben.call("PUT", `/rooms/${old}/send/m.room.message/1`, { msgtype: "m.text", body: "x" })).status,
    403,
  );

  await ok(ben, "POST", `/join/${next}`, {});
  t.deepEqual((await ok(ben, "GET", `/user/${ben.userId}/rooms/${next}/tags`)).tags, {
    "u.work": { order: 0.5 },
  });
  t.deepEqual(await ok(ben, "GET", `/user/${ben.userId}/account_data/m.direct`), {
    [ann.userId]: [old, next],
  });
  t.true(
    (await ok(ben, "GET", "/pushrules/")).global.room.some(
      (rule: { rule_id: string }) => rule.rule_id === next,
    ),
  );
});

test("only who may send a tombstone upgrades, to a version that there is; governed rooms stay", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = (await ok(ann, "POST", "/createRoom", { preset: "public_chat" })).room_id;
  await ok(ben, "POST", `/join/${room}`, {});
  const governed = await hub.chat.rooms.create({ creator: ann.userId, governed: true });
  const upgrade = async (who: TestPerson, id: string, version: unknown) => {
    const { status, body } = await who.call("POST", `/rooms/${id}/upgrade`, { new_version: version });
    return `${status} ${body.errcode}`;
  };
  t.is(await upgrade(ann, room, "no such"), "400 M_UNSUPPORTED_ROOM_VERSION");
  t.is(await upgrade(ann, room, undefined), "400 M_MISSING_PARAM");
  t.is(await upgrade(ann, "!none:hub.test", "11"), "404 M_NOT_FOUND");
  t.is(await upgrade(ben, room, "11"), "403 M_FORBIDDEN");
  t.is(await upgrade(ann, governed, "11"), "403 M_FORBIDDEN");
  const { status } = await ann.call("PUT", `/rooms/${room}/state/m.room.tombstone`, {
    replacement_room: room,
  });
  t.is(status, 400);
  t.is((await ann.call("GET", `/rooms/${room}/state/m.room.tombstone`)).status, 404);
});

test("who claims a predecessor takes nothing along from a room that does not point to it", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = (await ok(ann, "POST", "/createRoom")).room_id;
  await ok(ann, "PUT", `/user/${ann.userId}/rooms/${room}/tags/m.favourite`, {});
  const thief = await hub.person("mal");
  const fake = (
    await ok(thief, "POST", "/createRoom", {
      preset: "public_chat",
      creation_content: { predecessor: { room_id: room, event_id: "$x" } },
    })
  ).room_id;
  await ok(ann, "POST", `/join/${fake}`, {});
  t.deepEqual((await ok(ann, "GET", `/user/${ann.userId}/rooms/${fake}/tags`)).tags, {});
});

test("rules that are changed while somebody follows into a new room are all kept", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const old = (await ok(ann, "POST", "/createRoom", { preset: "public_chat" })).room_id;
  await ok(ben, "POST", `/join/${old}`, {});
  await ok(ben, "PUT", `/pushrules/global/room/${encodeURIComponent(old)}`, { actions: ["notify"] });
  const { replacement_room: next } = await ok(ann, "POST", `/rooms/${old}/upgrade`, { new_version: "11" });
  const others = Array.from({ length: 30 }, (_, n) => `!r${n}:hub.test`);
  await Promise.all([
    ok(ben, "POST", `/join/${next}`, {}),
    ...others.map((id) => ok(ben, "PUT", `/pushrules/global/room/${id}`, { actions: [] })),
  ]);
  const rules = (await ok(ben, "GET", "/pushrules/")).global.room as { rule_id: string }[];
  const expected: string[] = [old, next, ...others];
  t.deepEqual(rules.map((rule) => rule.rule_id).toSorted(), expected.toSorted());
});

/** A database that fails once at each statement of these, in turn. */
function failingAt(pool: Pool, patterns: readonly RegExp[]): Pool {
  const left = [...patterns];
  return new Proxy(pool, {
    get: (inner, key) => {
      const value: unknown = Reflect.get(inner, key);
      if (key !== "query") return typeof value === "function" ? (value.bind(inner) as unknown) : value;
      return (...args: [string | { text: string }]) => {
        const text = typeof args[0] === "string" ? args[0] : args[0].text;
        const at = left.findIndex((pattern) => pattern.test(text));
        if (at >= 0) return Promise.reject(new Error(`It died at ${String(left.splice(at, 1)[0])}.`));
        return inner.query(...args);
      };
    },
  });
}

test("an upgrade that broke off is finished by the next request; no second room comes of it", async (t) => {
  const { pool } = await testDatabase(t);
  const steps = [/select from chat.room where id/, /update chat.alias/, /set is_public = false/];
  const hub = await chatHub(t, { over: { pool: failingAt(pool, steps) } });
  const ann = await hub.person("ann");
  const old = (
    await ok(ann, "POST", "/createRoom", {
      preset: "public_chat",
      visibility: "public",
      room_alias_name: "hall",
    })
  ).room_id;
  const upgrade = () => ann.call("POST", `/rooms/${old}/upgrade`, { new_version: "11" });
  const listed = async () =>
    (await ok(ann, "GET", "/publicRooms")).chunk.map((room: { room_id: string }) => room.room_id);
  t.is((await upgrade()).status, 500);
  t.deepEqual(await listed(), [old], "nothing was taken away");
  t.is((await ann.call("GET", `/rooms/${old}/state/m.room.tombstone`)).status, 404);
  t.is((await upgrade()).status, 500);
  const next = (await ok(ann, "GET", `/rooms/${old}/state/m.room.tombstone`)).replacement_room;
  t.is((await ok(ann, "GET", "/directory/room/%23hall:hub.test")).room_id, old);
  t.is((await upgrade()).status, 500);
  t.is((await ok(ann, "GET", "/directory/room/%23hall:hub.test")).room_id, next);
  t.true((await listed()).includes(old));
  t.is((await upgrade()).body.replacement_room, next);
  t.deepEqual(await listed(), [next]);
  t.deepEqual(await ok(ann, "GET", `/rooms/${next}/state/m.room.canonical_alias`), {
    alias: "#hall:hub.test",
  });
  t.deepEqual(new Set((await ok(ann, "GET", "/joined_rooms")).joined_rooms), new Set([old, next]));
});

test("two upgrades at once lead to one room; another version, or a tombstone by hand, is refused", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const old = (await ok(ann, "POST", "/createRoom")).room_id;
  const upgrade = (room: string, version: string) =>
    ann.call("POST", `/rooms/${room}/upgrade`, { new_version: version });
  const [one, two] = await Promise.all([upgrade(old, "11"), upgrade(old, "11")]);
  t.is(one.body.replacement_room, two.body.replacement_room);
  t.is((await ok(ann, "GET", "/joined_rooms")).joined_rooms.length, 2);
  t.is((await upgrade(old, "10")).status, 403);
  const other = (await ok(ann, "POST", "/createRoom")).room_id;
  await ok(ann, "PUT", `/rooms/${other}/state/m.room.tombstone`, { replacement_room: old });
  t.like((await upgrade(other, "11")).body, {
    errcode: "M_FORBIDDEN",
    error: `This room was replaced by ${old} already.`,
  });
});
