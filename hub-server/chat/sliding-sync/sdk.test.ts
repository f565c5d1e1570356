import test, { type ExecutionContext } from "ava";
import { createClient, type MatrixClient } from "matrix-js-sdk";
import { SlidingSync, type MSC3575List } from "matrix-js-sdk/lib/sliding-sync.js";
import { chatHub, type ChatHub, type TestPerson } from "../../testing/chat-hub.ts";
import { until } from "../../testing/matrix-client.ts";

const lists = (): Map<string, MSC3575List> =>
  new Map([
    [
      "all",
      {
        ranges: [[0, 20]],
        timeline_limit: 5,
        required_state: [
          ["m.room.name", ""],
          ["m.room.create", ""],
          ["m.room.member", "$LAZY"],
          ["m.room.member", "$ME"],
        ],
      },
    ],
  ]);

interface Slider {
  readonly client: MatrixClient;
  readonly sliding: SlidingSync;
}

async function slider(t: ExecutionContext, hub: ChatHub, who: TestPerson): Promise<Slider> {
  const client = createClient({
    baseUrl: hub.url,
    userId: who.userId,
    deviceId: who.deviceId,
    accessToken: who.token,
    disableVoip: true,
  });
  const subscription = { timeline_limit: 20, required_state: [["*", "*"]] };
  const sliding = new SlidingSync(hub.url, lists(), subscription, client, 20_000);
  await client.startClient({ slidingSync: sliding, threadSupport: true });
  t.teardown(() => client.stopClient());
  return { client, sliding };
}

const bodies = (client: MatrixClient, roomId: string) =>
  (client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []).flatMap((e) => e.getContent().body ?? []);

test("matrix-js-sdk follows its rooms by sliding sync: messages, subscriptions, invitations, typing, receipts", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, name: "Kitchen", members: [ben.userId] });
  const say = (body: string) =>
    hub.chat.speak.send({
      roomId: room,
      sender: ann.userId,
      type: "m.room.message",
      content: { msgtype: "m.text", body },
    });
  for (let n = 0; n < 8; n++) await say(`${n}`);
  const { client, sliding } = await slider(t, hub, ben);
  await until(() => client.getRoom(room)?.name === "Kitchen", "the room");
  t.deepEqual(bodies(client, room), ["3", "4", "5", "6", "7"]);
  await say("live");
  await until(() => bodies(client, room).includes("live"), "the message");
  sliding.modifyRoomSubscriptions(new Set([room]));
  await until(() => bodies(client, room).includes("0"), "the older messages");
  t.deepEqual(bodies(client, room), ["0", "1", "2", "3", "4", "5", "6", "7", "live"]);
  t.truthy(client.getRoom(room)?.currentState.getStateEvents("m.room.power_levels", ""));

  await ann.call("PUT", `/rooms/${room}/typing/${ann.userId}`, { typing: true });
  await until(() => client.getRoom(room)?.getMember(ann.userId)?.typing, "the typing");
  const last = await say("read this");
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${last}`, {});
  await until(() => client.getRoom(room)?.hasUserReadEvent(ann.userId, last), "the receipt");
  await until(() => client.getRoom(room)?.getUnreadNotificationCount() === 10, "the unread count");

  const other = await hub.chat.rooms.create({ creator: ann.userId, invite: [ben.userId] });
  await until(() => client.getRoom(other)?.getMyMembership() === "invite", "the invitation");
  await client.joinRoom(other);
  await until(() => client.getRoom(other)?.getMyMembership() === "join", "the joining");
});

test("matrix-js-sdk begins anew when the hub has forgotten its connection, and misses nothing", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  const room = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const { client } = await slider(t, hub, ben);
  await until(() => client.getRoom(room), "the room");
  const { port } = new URL(hub.url);
  await hub.stop();
  const again = await chatHub(t, { over: { pool: hub.pool }, port: Number(port) });
  await again.chat.speak.send({
    roomId: room,
    sender: ann.userId,
    type: "m.room.message",
    content: { msgtype: "m.text", body: "after" },
  });
  await until(() => bodies(client, room).includes("after"), "the message after the restart");
  t.is(bodies(client, room).filter((body) => body === "after").length, 1);
});
