/** What a single request may cost, however it is put together. */
import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";
import { ChatEvent } from "../event.ts";
import { Room } from "../rooms/room.ts";
import type { Json } from "../types.ts";
import { readRequest } from "./request.ts";
import { list, slide, unstable } from "./testing/slide.ts";
import { readWantedState, WantedState } from "./wanted-state.ts";

const ask = (body: Record<string, Json>) =>
  readRequest({ userId: "@ann:hub.test", query: {}, body, words: "unstable" });

const pairs = (count: number) => Array.from({ length: count }, (_, n): [string, string] => ["*", `${n}`]);

/** A room that notes how often somebody goes through the events of one type. */
function watchedRoom(members: number) {
  const room = new Room({
    id: 1,
    roomId: "!r:hub.test",
    version: "11",
    creator: "@ann:hub.test",
    governed: false,
  });
  let walks = 0;
  class Watched extends Map<string, ChatEvent> {
    override values() {
      walks++;
      return super.values();
    }
  }
  const put = (seq: number, type: string, stateKey: string) => {
    if (!room.state.has(type)) room.state.set(type, new Watched());
    const text = type === "m.room.member" ? '{"membership":"join"}' : "{}";
    const fields = {
      seq,
      room: 1,
      roomId: room.roomId,
      eventId: `$${seq}`,
      type,
      stateKey,
      sender: "@ann:hub.test",
    };
    const rest = { ts: 0, text, relType: null, relatesTo: null, txnDevice: null, txnId: null, notify: 0 };
    room.setState(new ChatEvent({ ...fields, ...rest, mentions: null, previous: null, because: null }));
  };
  put(1, "m.room.create", "");
  put(2, "m.room.name", "");
  for (let n = 0; n < members; n++) put(3 + n, "m.room.member", `@u${n}:hub.test`);
  return { room, walks: () => walks };
}

test("a room's state is gone through once, however many rules there are", (t) => {
  const { room, walks } = watchedRoom(50);
  const wanted = readWantedState([...pairs(150), ["*", "@u7:hub.test"]], "@ann:hub.test");
  t.deepEqual(
    wanted.select(room).map((event) => event.stateKey),
    ["@u7:hub.test"],
  );
  t.is(walks(), 3, "once for each type");
});

test("rules in every form choose what they name", (t) => {
  const { room } = watchedRoom(3);
  const chosen = (value: Json) =>
    readWantedState(value, "@u1:hub.test")
      .select(room)
      .map((event) => `${event.type.slice(7)} ${event.stateKey}`)
      .toSorted();
  const member = "m.room.member";
  t.deepEqual(chosen([["m.room.name", ""]]), ["name "]);
  t.deepEqual(chosen([["*", ""]]), ["create ", "name "]);
  t.deepEqual(
    chosen([
      [member, "$ME"],
      [member, "$LAZY"],
    ]),
    ["member @u1:hub.test"],
  );
  t.deepEqual(
    chosen([
      ["*", "*"],
      [member, "$LAZY"],
    ]),
    ["create ", "name "],
  );
  t.deepEqual(chosen([["*", "@u2:hub.test"]]), ["member @u2:hub.test"]);
  t.is(chosen([["*", "*"]]).length, 5);
  t.deepEqual(chosen({ include: [{}], exclude: [{ type: member }] }), ["create ", "name "]);
  t.deepEqual(
    chosen({ include: [{ type: member }], exclude: [{ state_key: "@u0:hub.test" }], lazy_members: true }),
    ["member @u1:hub.test", "member @u2:hub.test"],
  );
  t.deepEqual(
    chosen({ include: [{}], exclude: [{ type: "m.room.name", state_key: "" }], lazy_members: true }),
    ["create "],
  );
});

test("what a connection keeps of a request is short, and the same for the same wishes", (t) => {
  const long = {
    lists: { all: { required_state: pairs(200), ranges: [[0, 9]] } },
    junk: "x".repeat(100_000),
  };
  t.true(ask(long).key.length < 100);
  t.is(ask(long).key, ask({ ...long, pos: "1", timeout: 3 }).key);
  t.not(ask(long).key, ask({ ...long, junk: "y" }).key);
  const [one, two] = [readWantedState(pairs(200), "@a:b"), readWantedState([["m.room.name", ""]], "@a:b")];
  const both = WantedState.all([one, two]);
  t.true(both.key.length < 100);
  t.true(both.matches("x", "199") && both.matches("m.room.name", "") && !both.matches("x", "200"));
  t.is(WantedState.all([one, readWantedState(pairs(200), "@a:b")]).key, one.key);
});

test("ranges that meet become one, and each place comes once", (t) => {
  const ranges = ask({
    lists: {
      all: {
        ranges: [
          [5, 9],
          [0, 2],
          [1, 3],
          [8, 20],
          [40, 41],
        ],
      },
    },
  }).lists.get("all")!.ranges;
  t.deepEqual(ranges, [
    [0, 3],
    [5, 20],
    [40, 41],
  ]);
});

test("too many rules, too long ones and too many ranges are refused with a sentence", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  await hub.chat.rooms.create({ creator: ann.userId });
  const refused = async (more: object) => (await ann.call("POST", unstable, list(more))).body;
  t.like(await refused({ required_state: pairs(201) }), {
    errcode: "M_BAD_JSON",
    error: "required_state has at most 200 entries; got 201.",
  });
  t.regex(
    (await refused({ required_state: [["m.room.name", "x".repeat(20_000)]] })).error,
    /at most 16384 characters/,
  );
  t.regex(
    (await refused({ ranges: Array.from({ length: 21 }, () => [0, 9999]) })).error,
    /at most 20 ranges; got 21/,
  );
  t.is(
    (
      await slide(
        ann,
        list({
          required_state: pairs(200),
          ranges: [
            [0, 9999],
            [0, 3],
          ],
        }),
      )
    ).lists.all.count,
    1,
  );
});
