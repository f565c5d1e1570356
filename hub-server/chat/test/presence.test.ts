import test from "ava";
import { fakeClock } from "../../clock.ts";
import { chatHub, type TestPerson } from "../../testing/chat-hub.ts";

interface Event {
  readonly sender: string;
  readonly content: { readonly presence: string; readonly status_msg?: string };
}

const sync = async (who: TestPerson, since?: string, more = "") => {
  const { body } = await who.call("GET", `/sync?timeout=0${more}${since ? `&since=${since}` : ""}`);
  const seen = (body.presence.events as Event[]).map(({ sender, content }) => [sender, content.presence]);
  return { seen: Object.fromEntries(seen) as Record<string, string>, next: body.next_batch as string };
};

test("those who share a room see who is there, and nobody else does", async (t) => {
  const hub = await chatHub(t, { presence: true, clock: fakeClock("2026-03-01T08:00:00Z") });
  const [ann, ben, mal] = [await hub.person("ann"), await hub.person("ben"), await hub.person("mal")];
  await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const first = await sync(ann);
  t.deepEqual(first.seen, { [ann.userId]: "online" });
  const stranger = await sync(mal);
  await sync(ben);
  const second = await sync(ann, first.next);
  t.deepEqual(second.seen, { [ben.userId]: "online" });
  t.deepEqual((await sync(ann, second.next)).seen, {});
  await ben.call("PUT", `/presence/${ben.userId}/status`, { presence: "unavailable", status_msg: "lunch" });
  const third = await sync(ann, second.next);
  t.deepEqual(third.seen, { [ben.userId]: "unavailable" });
  t.like((await ann.call("GET", `/presence/${ben.userId}/status`)).body, {
    presence: "unavailable",
    status_msg: "lunch",
    last_active_ago: 0,
  });
  t.is((await mal.call("GET", `/presence/${ben.userId}/status`)).status, 403);
  t.deepEqual((await sync(mal, stranger.next)).seen, {});
  t.is((await ann.call("PUT", `/presence/${ben.userId}/status`, { presence: "online" })).status, 403);
  t.is((await ann.call("PUT", `/presence/${ann.userId}/status`, { presence: "busy" })).status, 400);
});

test("a long poll wakes when somebody comes; who asks not to be seen is not", async (t) => {
  const hub = await chatHub(t, { presence: true });
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  const first = await sync(ann);
  const settled = await sync(ann, first.next);
  const waiting = ann.call("GET", `/sync?timeout=30000&since=${settled.next}`);
  await sync(ben, undefined, "&set_presence=offline");
  await sync(ben, undefined, "&set_presence=unavailable");
  const { body } = await waiting;
  t.deepEqual(
    (body.presence.events as Event[]).map(({ sender, content }) => [sender, content.presence]),
    [[ben.userId, "unavailable"]],
  );
});

test("a hub without presence tells nothing, and takes what clients say of it", async (t) => {
  const hub = await chatHub(t);
  const [ann, ben] = [await hub.person("ann"), await hub.person("ben")];
  await hub.chat.rooms.create({ creator: ann.userId, members: [ben.userId] });
  t.is((await ben.call("PUT", `/presence/${ben.userId}/status`, { presence: "online" })).status, 200);
  t.deepEqual((await sync(ann)).seen, {});
  t.deepEqual((await ann.call("GET", `/presence/${ben.userId}/status`)).body, { presence: "offline" });
});
