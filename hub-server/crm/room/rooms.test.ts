/** Records and their rooms: made when needed, governed by rights, told of every write, cut to what everyone there may see. */
import test from "ava";
import { connect, type HubProblem } from "../../client.ts";
import {
  cardKey,
  interactions,
  parties,
  recordFind,
  recordOfRoom,
  recordProfile,
  recordRoom,
  revokeRole,
  undoChange,
  type Card,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

interface MatrixEvent {
  type: string;
  sender: string;
  event_id: string;
  content: Record<string, unknown> & { body?: string };
}

async function messages(person: TestPerson, room: string): Promise<MatrixEvent[]> {
  const url = `${hub.url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${person.token}` } });
  const body = (await answer.json()) as { chunk?: MatrixEvent[] };
  return (body.chunk ?? []).filter((event) => event.type === "m.room.message");
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

test("a million records mean no room; a write or an opening makes one, and the same one each time", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Quiet" }, { source: { kind: "api" } });
  await hub.told();
  const [first, second] = await Promise.all([
    hub.admin.hub(recordRoom, { ref: record.id }),
    hub.admin.hub(recordRoom, { ref: "quiet" }),
  ]);
  t.is(first.room, second.room);
  t.is((await hub.admin.hub(recordOfRoom, { room: first.room })).record?.id, record.id);
  t.is((await hub.admin.hub(recordProfile, { ref: record.id })).room, first.room);
});

test("a write posts one card in the record's room, once, however often it is retried", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Carded GmbH" });
  const input = {
    party: record.id,
    channel: "call",
    duration_s: 1500,
    body: "wants 40 cases of Chai",
  } as const;
  const first = await hub.admin.hub(interactions.add, input, { key: "retry" });
  const again = await hub.admin.hub(interactions.add, input, { key: "retry" });
  t.deepEqual(again, first);
  await hub.told();
  const { room } = await hub.admin.hub(recordRoom, { ref: record.id });
  const cards = (await messages(hub.admin, room)).filter(
    (event) => (event.content[cardKey] as Card | undefined)?.change === first.change,
  );
  t.is(cards.length, 1);
  t.is(cards[0]!.sender, `@hub:${hub.serverName}`);
  t.is(
    cards[0]!.content.body,
    `Call logged (${first.record.number}) · Carded GmbH\nwants 40 cases of Chai\nDuration: 25 min`,
  );
});

test("undo strikes the card through", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Struck GmbH" });
  const { change } = await hub.admin.hub(interactions.add, { party: record.id, channel: "call" });
  await hub.told();
  await hub.admin.hub(undoChange, { change });
  await hub.told();
  const { room } = await hub.admin.hub(recordRoom, { ref: record.id });
  const edit = (await messages(hub.admin, room))[0]!;
  const content = edit.content["m.new_content"] as Record<string, unknown>;
  t.is((content[cardKey] as Card).state, "undone");
  t.is((edit.content["m.relates_to"] as { rel_type: string }).rel_type, "m.replace");
});

test("rights on the record govern its room: nobody else gets in, and who loses the right goes out", async (t) => {
  const { record } = await hub.admin.hub(parties.add, { name: "Governed" });
  const { room } = await hub.admin.hub(recordRoom, { ref: record.id });
  const seller = await hub.person("seller", ["sales-executive"]);
  t.is(await code(seller.hub(recordRoom, { ref: record.id })), "not-found");
  const join = await fetch(`${hub.url}/_matrix/client/v3/join/${encodeURIComponent(room)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${seller.token}` },
    body: "{}",
  });
  t.is(join.status, 403);
  t.deepEqual(await messages(seller, room), []);
  const helper = await hub.person("helper", ["support"]);
  await helper.hub(recordRoom, { ref: record.id });
  t.true((await hub.inside.chat.rooms.members(room)).includes(helper.userId));
  await hub.admin.hub(revokeRole, { ref: "helper", role: "support" });
  await hub.told();
  t.false((await hub.inside.chat.rooms.members(room)).includes(helper.userId));
});

test("a new owner's team sees the room; the old owner's does not", async (t) => {
  const one = await hub.person("one", ["sales-executive"]);
  await hub.person("two", ["sales-executive"]);
  const { record } = await one.hub(parties.add, { name: "Handed over" });
  await hub.told();
  const { room } = await one.hub(recordRoom, { ref: record.id });
  await hub.admin.hub(parties.change, { ref: record.id, owner: "two" });
  await hub.told();
  t.false((await hub.inside.chat.rooms.members(room)).includes(one.userId));
});

test("an answer in a room shows only what everybody there may see", async (t) => {
  const { chat } = hub.inside;
  const dev = await hub.person("audience-dev", ["product-developer"]);
  const boss = await hub.person("audience-boss", ["manager"]);
  const seller = await hub.person("audience-seller", ["sales-executive"]);
  const { record } = await hub.admin.hub(parties.add, {
    name: "Audience Ltd",
    tax_id: "DE-SECRET",
    city: "Bonn",
  });
  const bot = connect(hub.url, hub.asToken);
  const roomOf = (members: TestPerson[]) =>
    chat.rooms.create({
      creator: `@hub:${hub.serverName}`,
      governed: true,
      members: members.map((person) => person.userId),
    });
  const ask = async (audience: string) =>
    bot(recordProfile, { ref: record.id }, { person: boss.userId, audience });
  const keys = (profile: Awaited<ReturnType<typeof ask>>) => profile.facts.map((fact) => fact.key);
  t.true(keys(await ask(await roomOf([boss]))).includes("tax_id"));
  const masked = await ask(await roomOf([boss, dev]));
  t.false(keys(masked).includes("tax_id"));
  t.true(keys(masked).includes("city"));
  t.true(masked.hidden.includes("Tax id"));
  const closed = await roomOf([boss, seller]);
  t.is(await code(ask(closed)), "audience");
  t.deepEqual(
    (await bot(recordFind, { text: "audience ltd" }, { person: boss.userId, audience: closed })).items,
    [],
  );
});

test("a bot acts with the asker's rights and never with its own; nobody else may speak for others", async (t) => {
  const seller = await hub.person("spoken-for", ["sales-executive"]);
  const { record } = await hub.admin.hub(parties.add, { name: "Not the seller's" });
  t.is(await code(hub.bot(parties.details, { ref: record.id }, { person: seller.userId })), "not-found");
  t.is(await code(hub.bot(parties.details, { ref: record.id })), "not-signed-in");
  t.is(
    await code(hub.bot(parties.details, { ref: record.id }, { person: "@stranger:elsewhere" })),
    "not-signed-in",
  );
  t.is(
    await code(seller.hub(parties.details, { ref: record.id }, { person: hub.admin.userId })),
    "not-found",
  );
});

test("what the bot says in private needs no invitation to be accepted", async (t) => {
  const reader = await hub.person("reader", []);
  const made = await fetch(`${hub.url}/_matrix/client/v3/createRoom`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.asToken}`, "content-type": "application/json" },
    body: JSON.stringify({ is_direct: true, invite: [reader.userId], preset: "trusted_private_chat" }),
  });
  const { room_id } = (await made.json()) as { room_id: string };
  for (
    let round = 0;
    round < 100 && (await hub.inside.chat.rooms.membership(room_id, reader.userId)) !== "join";
    round++
  )
    await new Promise((resolve) => setTimeout(resolve, 10));
  t.is(await hub.inside.chat.rooms.membership(room_id, reader.userId), "join");
});
