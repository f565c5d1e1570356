import test from "ava";
import { ChatEvent, type EventFields } from "../event.ts";
import { Room } from "../rooms/room.ts";
import { notifyOf } from "../rules/notify.ts";
import { pushRules } from "../rules/push-rules.ts";
import type { Content } from "../types.ts";
import { compile } from "./evaluate.ts";
import type { RuleSet } from "./rule-set.ts";

const [ann, ben] = ["@ann:hub.test", "@ben:hub.test"];

function roomOf(displayname: string): Room {
  const room = new Room({ id: 1, roomId: "!r:hub.test", version: "11", creator: ann, governed: false });
  const state: [string, string, Content][] = [
    ["m.room.create", "", { creator: ann }],
    ["m.room.member", ann, { membership: "join" }],
    ["m.room.member", ben, { membership: "join", displayname }],
    ["m.room.power_levels", "", { users: { [ann]: 100 }, notifications: { room: 50 } }],
  ];
  state.forEach(([type, stateKey, content], n) =>
    room.append(eventOf(room, n + 1, { type, stateKey, content, sender: ann })),
  );
  return room;
}

interface Said {
  readonly type: string;
  readonly content: Content;
  readonly sender: string;
  readonly stateKey?: string;
}

function eventOf(room: Room, seq: number, { type, content, sender, stateKey }: Said): ChatEvent {
  const { level, mentions } = notifyOf(room, { type, content, sender, stateKey: stateKey ?? null });
  const fields: EventFields = {
    seq,
    room: room.id,
    roomId: room.roomId,
    eventId: `$${seq}`,
    type,
    stateKey: stateKey ?? null,
    sender,
    ts: 0,
    text: JSON.stringify(content),
    relType: null,
    relatesTo: null,
    txnDevice: null,
    txnId: null,
    notify: level,
    mentions,
    previous: null,
    because: null,
  };
  return new ChatEvent(fields);
}

const bodies = [
  "hello",
  "Ben, come",
  "reuben",
  "BEN!",
  "@room all",
  "the Big Boss is here",
  "big bosses",
  "a@roomy",
  "",
  "ann",
];
const mentions: (Content | undefined)[] = [
  undefined,
  {},
  { user_ids: [ben] },
  { user_ids: [ann] },
  { room: true },
  { user_ids: "no" },
];
const types = ["m.room.message", "m.room.encrypted", "m.poll.start"];

test("the quick count says what the predefined rules say, of everything that they count", (t) => {
  let compared = 0;
  for (const displayname of ["Big Boss", ""]) {
    const room = roomOf(displayname);
    const rules = compile(pushRules(ben) as unknown as RuleSet, { userId: ben, seq: 0, isOwn: false });
    for (const type of types)
      for (const sender of [ann, "@carl:hub.test"])
        for (const body of [...bodies, 7])
          for (const named of mentions) {
            const content: Content = { msgtype: "m.text", body, ...(named && { "m.mentions": named }) };
            const event = eventOf(room, 100, { type, content, sender });
            if (!event.fields.notify) continue;
            const { notify, highlight } = rules.judge(event, { userId: ben, room });
            t.deepEqual(
              rules.count(event, { userId: ben, room }),
              { notify, highlight },
              JSON.stringify({ type, sender, content }),
            );
            compared++;
          }
    const tombstone = eventOf(room, 101, {
      type: "m.room.tombstone",
      stateKey: "",
      content: {},
      sender: ann,
    });
    t.true(rules.count(tombstone, { userId: ben, room }).highlight);
  }
  t.is(compared, 2 * 3 * 2 * 11 * 6);
});
