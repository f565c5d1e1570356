import test from "ava";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

const say = async (who: TestPerson, room: string, body: string): Promise<string> =>
  (await who.call("PUT", `/rooms/${room}/send/m.room.message/${body}`, { msgtype: "m.text", body })).body
    .event_id;

test("the first version of the API shows what the present one shows: erased words to nobody new, receipts to nobody gone", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  const room = (await ann.call("POST", "/createRoom", { preset: "public_chat" })).body.room_id;
  await ben.call("POST", `/join/${room}`, {});
  const heard = await say(ben, room, "hello");
  const receipts = async (who: TestPerson) =>
    (await who.call("GET", `/rooms/${room}/initialSync`)).body.receipts.length;
  await ann.call("POST", `/rooms/${room}/receipt/m.read/${heard}`, {});
  t.is(await receipts(ben), 1);
  await ben.call("POST", `/rooms/${room}/leave`, {});
  t.is(await receipts(ben), 0, "who is gone does not see who reads");
  await ann.call("PUT", `/rooms/${room}/state/m.room.history_visibility`, {
    history_visibility: "world_readable",
  });
  t.is(await receipts(ben), 1, "as everybody does in an open room");
  await ann.call("PUT", `/rooms/${room}/state/m.room.history_visibility`, { history_visibility: "shared" });

  const other = await say(ann, room, "soup");
  await hub.chat.people.depart(ben.userId, true);
  await cat.call("POST", `/join/${room}`, {});
  const seen = async (who: TestPerson, id: string) => (await who.call("GET", `/events/${id}`)).body.content;
  t.deepEqual(await seen(cat, heard), {});
  t.like(await seen(ann, heard), { body: "hello" });
  t.like(await seen(cat, other), { body: "soup" });
});
