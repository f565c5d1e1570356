import test from "ava";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

const find = async (who: TestPerson, words: string): Promise<string[]> => {
  const { status, body } = await who.call("POST", "/user_directory/search", { search_term: words });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.results.map((one: { user_id: string }) => one.user_id);
};

test("a search finds everyone, unless the hub is set to show people whom one shares a room with", async (t) => {
  const open = await chatHub(t);
  const asker = await open.person("ann");
  await open.person("ben");
  t.deepEqual(await find(asker, "be"), ["@ben:hub.test"]);
});

test("among acquaintances one finds who shares a room, and who is in one that is open to everybody", async (t) => {
  const hub = await chatHub(t, { directory: "acquainted" });
  const [ann, ben, cat] = [await hub.person("ann"), await hub.person("ben"), await hub.person("cat")];
  t.deepEqual(await find(ann, "ben"), []);
  const shared = await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  t.deepEqual(await find(ann, "ben"), [ben.userId]);
  t.deepEqual(await find(cat, "ben"), []);
  t.deepEqual(await find(ann, "ann"), [], "nobody meets themselves in a closed room");
  await ben.call("POST", `/rooms/${shared}/leave`, {});
  t.deepEqual(await find(ann, "ben"), []);

  const rules = (rule: string, more = {}) =>
    ben.call("PUT", `/rooms/${own}/state/m.room.join_rules`, { join_rule: rule, ...more });
  const own = await hub.chat.rooms.create({ creator: ben.userId });
  await rules("public");
  t.deepEqual(await find(cat, "ben"), [ben.userId]);
  await rules("invite", { "x.y": "\0" });
  t.deepEqual(await find(cat, "ben"), [], "a character that PostgreSQL does not know hinders nobody");
  await ben.call("PUT", `/rooms/${own}/state/m.room.history_visibility`, {
    history_visibility: "world_readable",
  });
  t.deepEqual(await find(cat, "ben"), [ben.userId]);
});
