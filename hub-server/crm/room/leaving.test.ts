/** Whoever sees a record no more leaves its room, whatever took the right away; and reads there no more, not what was said before either. */
import test from "ava";
import {
  addRole,
  changePerson,
  grantRole,
  groups,
  parties,
  permitRole,
  putIntoGroup,
  recordRoom,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

async function roomWith(person: TestPerson, ref: string): Promise<string> {
  return (await person.hub(recordRoom, { ref })).room;
}

async function isIn(room: string, person: TestPerson): Promise<boolean> {
  await hub.told();
  return (await hub.inside.chat.rooms.members(room)).includes(person.userId);
}

const party = async (input: object) =>
  (await hub.admin.hub(parties.add, { kind: "organisation", ...input } as never)).record.id;

test("a role that was given for a time takes its holder out of the rooms when it ends", async (t) => {
  const guest = await hub.person("guest", []);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await hub.admin.hub(grantRole, { ref: "guest", role: "support", until });
  const room = await roomWith(guest, await party({ name: "For a time" }));
  t.true(await isIn(room, guest));
  const ends = await asOwner<{ due: Date }>(
    hub,
    `select due_at as due from hub.outbox where done_at is null and kind = 'membership'`,
  );
  t.deepEqual(
    ends.map(({ due }) => due > new Date(until)),
    [true],
  );
  await asOwner(hub, `update access.person_role set valid_to = now() where valid_to is not null`); // the day goes by
  await asOwner(hub, `update hub.outbox set due_at = '-infinity' where done_at is null`);
  t.false(await isIn(room, guest));
});

test("a record for which the rule of a role holds no longer", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Berlin" });
  const rule = { all: [{ field: "city", op: "is", value: "Berlin" }] };
  await hub.admin.hub(permitRole, { role, right: "party:view", scope: "rule", rule });
  const local = await hub.person("local", [role]);
  const ref = await party({ name: "Berliner", city: "Berlin" });
  const room = await roomWith(local, ref);
  await hub.admin.hub(parties.change, { ref, street: "Unter den Linden" });
  t.true(await isIn(room, local));
  await hub.admin.hub(parties.change, { ref, city: "Bonn" });
  t.false(await isIn(room, local));
});

test("a change of owner that is taken back; nothing said before is read afterwards", async (t) => {
  const heir = await hub.person("heir", ["sales-executive"]);
  const ref = await party({ name: "Lent" });
  const { change } = await hub.admin.hub(parties.change, { ref, owner: "heir" });
  const room = await roomWith(heir, ref);
  const messages = async () => {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`;
    const answer = await fetch(hub.url + path, { headers: { authorization: `Bearer ${heir.token}` } });
    return answer.text();
  };
  t.true(await isIn(room, heir));
  t.regex(await messages(), /Lent/);
  await hub.admin.hub(undoChange, { change });
  t.false(await isIn(room, heir));
  t.notRegex(await messages(), /Lent/);
});

test("teams that change, and groups that are gone", async (t) => {
  const [first, second] = await Promise.all(["first", "second"].map((user) => hub.person(user, ["manager"])));
  const peer = await hub.person("peer", ["sales-executive"], { manager: "first" });
  await hub.person("mover", ["sales-executive"], { manager: "first" });
  const room = await roomWith(peer, await party({ name: "Of mover", owner: "mover" }));
  t.true(await isIn(room, peer));
  const { change } = await hub.admin.hub(changePerson, { ref: "mover", manager: second!.userId });
  t.false(await isIn(room, peer));
  await hub.admin.hub(undoChange, { change });
  t.true(first !== undefined && (await roomWith(peer, "Of mover")) === room);

  const { role } = await hub.admin.hub(addRole, { label: "Grouped" });
  await hub.admin.hub(permitRole, { role, right: "party:view", scope: "group" });
  const member = await hub.person("member", [role]);
  const { record: group } = await hub.admin.hub(groups.add, { name: "Shared", of: "person" });
  await hub.admin.hub(putIntoGroup, { ref: group.number, members: ["@member"] });
  const shared = await roomWith(member, await party({ name: "Shared one", group: group.number }));
  t.true(await isIn(shared, member));
  await hub.admin.hub(groups.remove, { ref: group.number });
  t.false(await isIn(shared, member));
});
