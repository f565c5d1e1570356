/** The first syncs after a start: they read little, show the same, and leave rooms such that everything else finds them whole. */
import test from "ava";
import { caller, chatHub } from "../../testing/chat-hub.ts";
import { countingPool } from "../../testing/counting-pool.ts";
import { testDatabase } from "../../testing/index.ts";
import type { ChatEvent } from "../event.ts";
import { FewMembers } from "../rooms/few-members.ts";

const filter = encodeURIComponent(
  JSON.stringify({ room: { timeline: { limit: 3 }, state: { lazy_load_members: true } } }),
);

/** What of a sync does not depend on how the hub came to it. */
const joinedIn = (body: { rooms: { join: Record<string, { state: { events: { event_id: string }[] } }> } }) =>
  Object.fromEntries(
    Object.entries(body.rooms.join).map(([id, room]) => [
      id,
      {
        ...room,
        state: room.state.events.toSorted((a, b) => a.event_id.localeCompare(b.event_id)),
      },
    ]),
  );

test("a first sync with lazy members reads few members, and says what a warm hub says", async (t) => {
  const { pool } = await testDatabase(t);
  const before = await chatHub(t, { over: { pool } });
  const [ann, ben, cat] = [
    await before.person("ann"),
    await before.person("ben"),
    await before.person("cat"),
  ];
  const [dan, eve] = [await before.person("dan"), await before.person("eve")];
  const rooms: string[] = [];
  for (let n = 0; n < 4; n++) {
    const visibility = { history_visibility: n === 3 ? "joined" : "shared" };
    const room = await before.chat.rooms.create({
      creator: ann.userId,
      members: [ben.userId, cat.userId, dan.userId],
      initialState: [{ type: "m.room.history_visibility", state_key: "", content: visibility }],
    });
    rooms.push(room);
    for (const who of [cat, ann, dan, cat])
      await who.call("PUT", `/rooms/${room}/send/m.room.message/${n}`, { msgtype: "m.text", body: "x" });
    await ann.call("POST", `/rooms/${room}/ban`, { user_id: dan.userId });
    await ann.call("POST", `/rooms/${room}/invite`, { user_id: eve.userId });
  }
  const warm = (await ben.call("GET", `/sync?filter=${filter}`)).body;
  const invited = (await eve.call("GET", `/sync?filter=${filter}`)).body.rooms.invite;
  await before.stop();

  const counting = countingPool(pool);
  const hub = await chatHub(t, { over: { pool: counting.pool } });
  const again = caller(hub.url, ben.token);
  const other = caller(hub.url, eve.token);
  let cold: typeof warm;
  const statements = await counting.during(async () => {
    cold = (await again("GET", `/sync?filter=${filter}`)).body;
  });
  t.true(statements.includes("chat-rosters"));
  t.is(
    statements.filter((name) => name === "chat-current-members").length,
    1,
    "of the one whose past is closed",
  );
  t.false(statements.includes("chat-current-state"));
  t.deepEqual(joinedIn(cold), joinedIn(warm));
  t.deepEqual((await other("GET", `/sync?filter=${filter}`)).body.rooms.invite, invited);

  const [room] = rooms as [string];
  t.is((await caller(hub.url, dan.token)("POST", `/rooms/${room}/join`, {})).status, 403, "a ban holds");
  t.is((await again("GET", `/rooms/${room}/members`)).body.chunk.length, 5);
  t.is((await other("POST", `/rooms/${room}/join`, {})).status, 200);
  const { body } = await again("GET", `/sync?since=${cold.next_batch}&filter=${filter}`);
  t.is(body.rooms.join[room].summary["m.joined_member_count"], 4);
  t.is(body.rooms.join[room].timeline.events.at(-1).state_key, eve.userId);
});

test("of a room with few members nobody takes a part for the whole", (t) => {
  const few: Map<string, ChatEvent> = new FewMembers(new Set(["@ann:hub.test"]), new Map());
  t.true(few.has("@ann:hub.test"));
  t.is(few.get("@ben:hub.test"), undefined, "who was never here");
  const asks = [
    () => few.get("@ann:hub.test"),
    () => [...few],
    () => few.values(),
    () => few.keys(),
    () => few.entries(),
    () => new Map(few),
    () => few.forEach(() => {}),
  ];
  for (const ask of asks) t.throws(ask, { message: /members of this room were not read/ });
});
