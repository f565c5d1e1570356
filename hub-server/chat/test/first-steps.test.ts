import test from "ava";
import { chatHub } from "../../testing/chat-hub.ts";

test("a person makes a room, says something and reads it", async (t) => {
  const hub = await chatHub(t);
  const ann = await hub.person("ann");
  const room = await ann.call("POST", "/createRoom", { name: "Kitchen" });
  t.is(room.status, 200, JSON.stringify(room.body));
  const id = room.body.room_id;
  const sent = await ann.call("PUT", `/rooms/${id}/send/m.room.message/1`, { msgtype: "m.text", body: "hi" });
  t.is(sent.status, 200, JSON.stringify(sent.body));
  const again = await ann.call("PUT", `/rooms/${id}/send/m.room.message/1`, {
    msgtype: "m.text",
    body: "hi",
  });
  t.is(again.body.event_id, sent.body.event_id);
  const first = await ann.call("GET", "/sync");
  t.is(first.status, 200, JSON.stringify(first.body));
  const timeline = first.body.rooms.join[id].timeline.events;
  t.is(timeline.at(-1).content.body, "hi");
  t.is(timeline.at(-1).unsigned.transaction_id, "1");
  const page = await ann.call("GET", `/rooms/${id}/messages?dir=b&limit=3`);
  t.is(page.body.chunk[0].content.body, "hi");
});
