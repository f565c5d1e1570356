import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";
import { bodies, keys, list, say, slide, unstable, v4, type Event } from "./testing/slide.ts";

test("a list gives the rooms with the newest events, then only what is new in them", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const rooms: string[] = [];
  for (const name of ["one", "two", "three"])
    rooms.push(await hub.chat.rooms.create({ creator: ann.userId, name, members: [ben.userId] }));
  const [one, two, three] = rooms as [string, string, string];
  await say(ann, one, "hello");
  const first = await slide(ben, list({ ranges: [[0, 1]] }));
  t.is(first.lists.all.count, 3);
  t.deepEqual(Object.keys(first.rooms), [one, three]);
  const {
    initial,
    name,
    timeline,
    required_state: state,
    limited,
    num_live: live,
    ...rest
  } = first.rooms[one];
  t.deepEqual(
    [initial, name, limited, live, rest.joined_count, rest.notification_count],
    [true, "one", true, 0, 2, 1],
  );
  t.deepEqual(keys(state), [["m.room.create", ""]]);
  t.is(bodies(timeline).at(-1), "hello");
  t.true(rest.bump_stamp > first.rooms[three].bump_stamp);
  t.deepEqual((await slide(ben, list({ ranges: [[0, 1]] }), first.pos)).rooms, {});
  // The window grows: only the room that was not sent yet comes.
  const second = await slide(ben, list({ ranges: [[0, 2]] }), first.pos);
  t.deepEqual(Object.keys(second.rooms), [two]);
  await say(ann, two, "news");
  const third = await slide(ben, list({ ranges: [[0, 2]] }), second.pos);
  t.deepEqual(Object.keys(third.rooms), [two]);
  t.deepEqual(
    [
      third.rooms[two].initial,
      bodies(third.rooms[two].timeline),
      third.rooms[two].num_live,
      third.rooms[two].name,
    ],
    [undefined, ["news"], 1, undefined],
  );
});

test("the same place twice gives the same; an unknown place is refused; a new start replaces the connection", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await hub.chat.rooms.create({ creator: ann.userId });
  const first = await slide(ann, list());
  await say(ann, room, "one");
  const lost = await slide(ann, list(), first.pos);
  const again = await slide(ann, list(), first.pos);
  t.deepEqual(bodies(again.rooms[room].timeline), ["one"]);
  t.deepEqual(again.rooms, lost.rooms);
  // Either of the two may have arrived.
  for (const { pos } of [lost, again]) t.deepEqual((await slide(ann, list(), pos)).rooms, {});
  const old = await ann.call("POST", `${unstable}?pos=${first.pos}`, list());
  t.deepEqual([old.status, old.body.errcode], [400, "M_UNKNOWN_POS"]);
  for (const pos of ["x", "1.2", `${first.pos}0`])
    t.is((await ann.call("POST", `${unstable}?pos=${pos}`, list())).body.errcode, "M_UNKNOWN_POS");
  const other = await ann.call("POST", `${unstable}?pos=${again.pos}`, { ...list(), conn_id: "other" });
  t.is(other.body.errcode, "M_UNKNOWN_POS");
  const fresh = await slide(ann, list());
  t.true(fresh.rooms[room].initial);
  t.is((await ann.call("POST", `${unstable}?pos=${again.pos}`, list())).body.errcode, "M_UNKNOWN_POS");
});

test("a subscription and a list are combined; more timeline or state comes at once", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({
    creator: ann.userId,
    name: "x",
    topic: "y",
    members: [ben.userId],
  });
  for (const body of ["a", "b", "c"]) await say(ann, room, body);
  const first = await slide(ann, { ...list({ timeline_limit: 1 }), conn_id: "c" });
  t.deepEqual(bodies(first.rooms[room].timeline), ["c"]);
  const more = {
    ...list({ timeline_limit: 1 }),
    conn_id: "c",
    room_subscriptions: {
      [room]: {
        timeline_limit: 3,
        required_state: [
          ["m.room.topic", ""],
          ["m.room.member", "$ME"],
        ],
      },
      "!nowhere:hub.test": { timeline_limit: 1, required_state: [] },
    },
  };
  const second = await slide(ann, more, first.pos, "timeout=30000");
  const {
    timeline,
    unstable_expanded_timeline: isExpanded,
    initial,
    required_state: state,
  } = second.rooms[room];
  t.deepEqual([bodies(timeline), isExpanded, initial], [["a", "b", "c"], true, undefined]);
  t.deepEqual(keys(state), [
    ["m.room.topic", ""],
    ["m.room.member", ann.userId],
  ]);
  t.deepEqual((await slide(ann, more, second.pos)).rooms, {});
  const stranger = await hub.person("carl");
  const peek = { room_subscriptions: { [room]: { timeline_limit: 5, required_state: [["*", "*"]] } } };
  t.deepEqual((await slide(stranger, peek)).rooms, {});
});

test("required state: everything, lazy members, and what changes; in the new words and in the old", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, carl] = await Promise.all(["ann", "ben", "carl"].map((name) => hub.person(name)));
  const room = await hub.chat.rooms.create({
    creator: ann!.userId,
    name: "x",
    members: [ben!.userId, carl!.userId],
  });
  for (let n = 0; n < 3; n++) await say(ben!, room, "hello");
  const members = (state: Event[]) =>
    state.flatMap((e) => (e.type === "m.room.member" ? [e.state_key!] : [])).toSorted();
  const old = list({
    timeline_limit: 3,
    required_state: [
      ["*", "*"],
      ["m.room.member", "$LAZY"],
      ["m.room.member", "$ME"],
    ],
  });
  const first = await slide(ann!, old);
  t.deepEqual(members(first.rooms[room].required_state), [ann!.userId, ben!.userId]);
  t.true(keys(first.rooms[room].required_state).some(([type]) => type === "m.room.power_levels"));
  await say(ben!, room, "again");
  const second = await slide(ann!, old, first.pos);
  t.deepEqual(members(second.rooms[room].required_state), []);
  await say(carl!, room, "me too");
  await ann!.call("PUT", `/rooms/${room}/state/m.room.name`, { name: "" });
  const third = await slide(ann!, old, second.pos);
  t.deepEqual(members(third.rooms[room].required_state), [carl!.userId]);
  t.is(third.rooms[room].name, null);
  const wish = {
    lists: {
      all: {
        timeline_limit: 1,
        required_state: { include: [{}], exclude: [{ type: "m.room.create" }], lazy_members: true },
      },
    },
  };
  const { body } = await ann!.call("POST", v4, wish);
  const [answer] = Object.values(body.rooms) as { required_state: Event[]; timeline_events: Event[] }[];
  t.deepEqual(members(answer!.required_state), [ann!.userId]);
  t.false(keys(answer!.required_state).some(([type]) => type === "m.room.create"));
  t.is(answer!.timeline_events.length, 1);
  const next = await ann!.call("POST", v4, { ...wish, pos: body.pos, timeout: 20 });
  t.deepEqual(next.body.rooms, {});
});

test("filters choose invitations, direct rooms, encrypted ones, spaces, types and tags", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const create = (more: object = {}) => hub.chat.rooms.create({ creator: ann.userId, ...more });
  const plain = await create({ name: "Kitchen" });
  const dm = await create();
  const secret = await create({
    initialState: [
      { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
    ],
  });
  const space = await create({ creationContent: { type: "m.space" } });
  await ann.call("PUT", `/rooms/${space}/state/m.space.child/${plain}`, { via: ["hub.test"] });
  await ann.call("PUT", `/user/${ann.userId}/account_data/m.direct`, { [ben.userId]: [dm] });
  await ann.call("PUT", `/user/${ann.userId}/rooms/${plain}/tags/m.favourite`, {});
  const invited = await hub.chat.rooms.create({ creator: ben.userId, name: "Picnic", invite: [ann.userId] });
  const found = async (filters: object) =>
    Object.keys(
      (await slide(ann, { ...list({ filters }), conn_id: JSON.stringify(filters).slice(0, 200) })).rooms,
    ).toSorted();
  const sorted = (...rooms: string[]) => rooms.toSorted();
  t.deepEqual(await found({ is_invite: true }), [invited]);
  t.deepEqual(await found({ is_invited: false }), sorted(plain, dm, secret, space));
  t.deepEqual(await found({ is_dm: true }), [dm]);
  t.deepEqual(await found({ is_encrypted: true }), [secret]);
  t.deepEqual(await found({ spaces: [space] }), [plain]);
  t.deepEqual(await found({ room_types: ["m.space"] }), [space]);
  t.deepEqual(
    await found({ not_room_types: ["m.space"], is_encrypted: false, is_dm: false }),
    sorted(plain, invited),
  );
  t.deepEqual(await found({ tags: ["m.favourite"] }), [plain]);
  t.deepEqual(
    await found({ not_tags: ["m.favourite"], room_types: [null], is_invite: false }),
    sorted(dm, secret),
  );
  t.deepEqual(await found({ room_name_like: "kit" }), [plain]);
  for (const wrong of [{ is_dm: "yes" }, { tags: [1] }, { room_types: {} }])
    t.is((await ann.call("POST", unstable, list({ filters: wrong }))).status, 400);
});

test("an invitation, the joining, being taken out and leaving", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "x", invite: [ben.userId] });
  const invited = await slide(ben, list());
  t.is(invited.rooms[room].membership, "invite");
  t.true((invited.rooms[room].invite_state as Event[]).some((e) => e.type === "m.room.name"));
  t.is(invited.rooms[room].timeline, undefined);
  await ben.call("POST", `/rooms/${room}/join`, {});
  const joined = await slide(ben, list(), invited.pos);
  t.deepEqual([joined.rooms[room].initial, joined.rooms[room].membership], [true, "join"]);
  await ann.call("POST", `/rooms/${room}/kick`, { user_id: ben.userId, reason: "late" });
  await say(ann, room, "he is gone");
  const gone = await slide(ben, list(), joined.pos);
  t.is(gone.rooms[room].membership, "leave");
  t.deepEqual(keys(gone.rooms[room].timeline), [["m.room.member", ben.userId]]);
  t.deepEqual((await slide(ben, list(), gone.pos)).rooms, {});
  // Whoever was taken out still hears of it on a new start; who left by themselves does not.
  t.is((await slide(ben, list())).rooms[room].membership, "leave");
  const own = await hub.chat.rooms.create({ creator: ann.userId });
  const before = await slide(ann, list());
  await ann.call("POST", `/rooms/${own}/leave`, {});
  t.is((await slide(ann, list(), before.pos)).rooms[own].membership, "leave");
  t.false(own in (await slide(ann, list())).rooms);
});
