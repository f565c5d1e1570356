import test from "ava";
import {
  groupMembers,
  groups,
  importRecords,
  listChanges,
  parties,
  previewGroup,
  putIntoGroup,
  recordRoom,
  takeFromGroup,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let ann: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  ann = await hub.person("ann", ["sales-executive"]);
});
test.after.always(() => hub?.stop());

const code = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

async function names(ref: string, person = hub.admin, past = false): Promise<string[]> {
  const { items } = await person.hub(groupMembers, { ref, past, limit: 200 });
  return items.map((item) => item.member.title).toSorted();
}

/** Waits until the watch has brought the group there. */
async function until(ref: string, wanted: readonly string[]): Promise<string[]> {
  for (let round = 0; round < 200; round++) {
    const now = await names(ref);
    if (JSON.stringify(now) === JSON.stringify(wanted)) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return names(ref);
}

const inCity = (city: string) => ({ all: [{ field: "city", op: "is", value: city }] });

test.serial(
  "a dynamic group follows the records: who fits enters, who fits no longer leaves, and both are kept",
  async (t) => {
    const add = (name: string, city: string) => hub.admin.hub(parties.add, { name, city });
    await add("Old Ulmer", "Ulm");
    const { record } = await hub.admin.hub(groups.add, { name: "In Ulm", of: "party", rule: inCity("Ulm") });
    t.deepEqual([record.kind, record.depends_on, record.key], ["dynamic", ["city"], "in-ulm"]);
    t.deepEqual(await until(record.number, ["Old Ulmer"]), ["Old Ulmer"]);
    const { record: late } = await add("Late Ulmer", "Ulm");
    t.deepEqual(await until(record.number, ["Late Ulmer", "Old Ulmer"]), ["Late Ulmer", "Old Ulmer"]);
    await hub.admin.hub(parties.change, { ref: late.number, city: "Bonn" });
    t.deepEqual(await until(record.number, ["Old Ulmer"]), ["Old Ulmer"]);
    t.deepEqual(await names(record.number, hub.admin, true), ["Late Ulmer"]);
    await hub.admin.hub(parties.remove, { ref: "Old Ulmer" });
    t.deepEqual(await until(record.number, []), []);
    await hub.admin.hub(groups.change, { ref: record.number, rule: inCity("Bonn") });
    t.deepEqual(await until(record.number, ["Late Ulmer"]), ["Late Ulmer"]);
    const { items } = await hub.admin.hub(listChanges, { ref: record.number });
    const moves = items.filter((entry) => entry.call === "group.evaluate").map((entry) => entry.patch);
    t.deepEqual(moves, [
      { entered: [null, 1] },
      { left: [null, 1] },
      { left: [null, 1] },
      { entered: [null, 1] },
      { entered: [null, 1] },
    ]);
    t.is(await code(hub.admin.hub(putIntoGroup, { ref: record.number, members: [late.number] })), "conflict");
  },
);

test.serial("an import of many is one evaluation; a change of other fields is none", async (t) => {
  const { record } = await hub.admin.hub(groups.add, { name: "In Graz", of: "party", rule: inCity("Graz") });
  const rows = Array.from({ length: 150 }, (_, index) => ({ name: `Grazer ${index}`, city: "Graz" }));
  await hub.admin.hub(importRecords, { noun: "party", rows });
  await until(record.number, rows.map((row) => row.name).toSorted());
  await hub.admin.hub(parties.change, { ref: "Grazer 7", note: "likes tea" });
  const evaluations = async () =>
    (await hub.admin.hub(listChanges, { ref: record.number })).items.filter(
      (e) => e.call === "group.evaluate",
    );
  t.deepEqual(
    (await evaluations()).map((entry) => entry.patch),
    [{ entered: [null, 150] }],
  );
  await hub.admin.hub(parties.change, { ref: "Grazer 7", city: "Wien" });
  await until(
    record.number,
    rows
      .map((row) => row.name)
      .filter((name) => name !== "Grazer 7")
      .toSorted(),
  );
  t.is((await evaluations()).length, 2);
});

test.serial("a group holds what its owner may see, and tells each reader what they may see", async (t) => {
  await hub.admin.hub(parties.add, { name: "Of ann in Kiel", city: "Kiel", owner: "ann" });
  await hub.admin.hub(parties.add, { name: "Not of ann in Kiel", city: "Kiel" });
  const { record: hers } = await ann.hub(groups.add, {
    name: "Kiel of ann",
    of: "party",
    rule: inCity("Kiel"),
  });
  t.deepEqual(await until(hers.number, ["Of ann in Kiel"]), ["Of ann in Kiel"]);
  const { record: all } = await hub.admin.hub(groups.add, {
    name: "Kiel",
    of: "party",
    rule: inCity("Kiel"),
  });
  await until(all.number, ["Not of ann in Kiel", "Of ann in Kiel"]);
  t.deepEqual(await names(all.number, ann), ["Of ann in Kiel"]);
  t.deepEqual(
    [await ann.hub(previewGroup, { of: "party", rule: inCity("Kiel") })].map(({ count, more }) => [
      count,
      more,
    ]),
    [[1, false]],
  );
});

test.serial("grouping by a hidden field is refused like reading it", async (t) => {
  const developer = await hub.person("dev", ["product-developer"]);
  const rule = { all: [{ field: "tax_id", op: "is", value: "X" }] };
  t.is(await code(developer.hub(previewGroup, { of: "party", rule })), "field-hidden");
  t.is(await code(developer.hub(groups.add, { name: "Peek", of: "party", rule })), "field-hidden");
  const { record } = await hub.admin.hub(groups.add, { name: "By tax", of: "party", rule });
  t.is(await code(developer.hub(groupMembers, { ref: record.number })), "field-hidden");
  t.is(await code(hub.admin.hub(previewGroup, { of: "party", rule: inCity("Kiel") })), "done");
  const wrong = { all: [{ field: "no_such", op: "is", value: 1 }] };
  t.is(await code(hub.admin.hub(previewGroup, { of: "party", rule: wrong })), "input-invalid");
  t.is(await code(hub.admin.hub(previewGroup, { of: "planet", rule: inCity("x") })), "input-invalid");
});

test.serial("members of a static group come and go by hand, each step can be undone", async (t) => {
  for (const name of ["First", "Second"]) await hub.admin.hub(parties.add, { name: `${name} member` });
  const { record } = await hub.admin.hub(groups.add, { name: "By hand", of: "party" });
  const ref = record.number;
  const { change, entered } = await hub.admin.hub(putIntoGroup, {
    ref,
    members: ["First member", "Second member"],
  });
  t.is(entered, 2);
  t.is((await hub.admin.hub(putIntoGroup, { ref, members: ["First member"] })).entered, 0);
  const taken = await hub.admin.hub(takeFromGroup, { ref, members: ["First member"] });
  t.deepEqual(await names(ref), ["Second member"]);
  await hub.admin.hub(undoChange, { change: taken.change });
  t.deepEqual(await names(ref), ["First member", "Second member"]);
  await hub.admin.hub(undoChange, { change });
  t.deepEqual((await names(ref)).includes("Second member"), false);
  t.is(await code(ann.hub(putIntoGroup, { ref, members: ["Of ann in Kiel"] })), "not-allowed");
});

test.serial(
  "a record is shared with a group of colleagues, and only for as long as they belong to it",
  async (t) => {
    const { pool } = hub.database;
    const { record } = await hub.admin.hub(groups.add, { name: "Key accounts", of: "person" });
    await hub.person("gil", ["sales-executive"]);
    const { connect } = await import("../../client.ts");
    const session = await hub.inside.identity.openSession(`@gil:${hub.serverName}`, { deviceName: "t" });
    const gil = connect(hub.url, session.token);
    await ownerSql(
      `insert into access.permission (role, noun, verb, scope) values ('accountant', 'product', 'remove', 'group')`,
    );
    t.is((await pool.query(`select 1 from access.team_group`)).rowCount !== 0, true);
    const party = await hub.admin.hub(parties.add, { name: "Shared Ltd", group: record.number });
    t.is(party.record.group?.title, "Key accounts");
    t.is(await code(gil(parties.details, { ref: party.record.number })), "not-found"); // the role has no scope group
    await ownerSql(`insert into access.role (role, label) values ('shares', 'Shares')`);
    await ownerSql(
      `insert into access.permission (role, noun, verb, scope) values ('shares', 'party', 'view', 'group')`,
    );
    await ownerSql(
      `insert into access.person_role (id, person_id, role) select gen_random_uuid(), id, 'shares' from access.person where user_id like '@gil:%'`,
    );
    t.is(await code(gil(parties.details, { ref: party.record.number })), "not-found");
    await hub.admin.hub(putIntoGroup, { ref: record.number, members: ["@gil"] });
    t.is((await gil(parties.details, { ref: party.record.number })).name, "Shared Ltd");
    await hub.admin.hub(takeFromGroup, { ref: record.number, members: ["@gil"] });
    t.is(await code(gil(parties.details, { ref: party.record.number })), "not-found");
    const { change } = await hub.admin.hub(parties.change, { ref: party.record.number, group: null });
    t.is((await hub.admin.hub(parties.details, { ref: party.record.number })).group, null);
    await hub.admin.hub(undoChange, { change });
    t.is((await hub.admin.hub(parties.details, { ref: party.record.number })).group?.number, record.number);
    const { record: things } = await hub.admin.hub(groups.add, { name: "Things", of: "party" });
    t.is(
      await code(hub.admin.hub(parties.change, { ref: party.record.number, group: things.number })),
      "input-invalid",
    );
  },
);

test.serial("a group of colleagues has a room with exactly its members", async (t) => {
  const ina = await hub.person("ina", ["support"]);
  const { record } = await hub.admin.hub(groups.add, { name: "Night shift", of: "person" });
  await hub.admin.hub(putIntoGroup, { ref: record.number, members: ["@ina", "@ann"] });
  await hub.told();
  const { room } = await ina.hub(recordRoom, { ref: record.number });
  const people = async () =>
    (await hub.inside.chat.rooms.members(room)).filter((user) => !user.startsWith("@hub:")).toSorted();
  t.deepEqual(await people(), [ann.userId, ina.userId]);
  t.is(await code(hub.admin.hub(recordRoom, { ref: record.number })), "conflict");
  await hub.admin.hub(takeFromGroup, { ref: record.number, members: ["@ann"] });
  await hub.told();
  t.deepEqual(await people(), [ina.userId]);
  await hub.admin.hub(groups.change, { ref: record.number, description: "who is awake" });
  await hub.told();
  t.deepEqual(await people(), [ina.userId]);
});

test.serial(
  "whoever belongs to a group is called by its name, in any client, and no longer when they left",
  async (t) => {
    const uma = await hub.person("uma", ["support"]);
    const { record } = await hub.admin.hub(groups.add, { name: "Late shift", of: "person" });
    await hub.admin.hub(putIntoGroup, { ref: record.number, members: ["@uma"] });
    await hub.told();
    const room = await hub.inside.chat.rooms.create({ creator: hub.admin.userId, invite: [uma.userId] });
    await hub.inside.chat.rooms.join(room, [uma.userId]);
    const say = (body: string, txnId: string) =>
      hub.inside.chat.speak.send({
        roomId: room,
        sender: hub.admin.userId,
        type: "m.room.message",
        content: { msgtype: "m.text", body },
        txnId,
      });
    const highlights = async () => {
      const answer = await fetch(`${hub.url}/_matrix/client/v3/sync?timeout=0`, {
        headers: { authorization: `Bearer ${uma.token}` },
      });
      const { rooms } = (await answer.json()) as {
        rooms: { join: Record<string, { unread_notifications: { highlight_count: number } }> };
      };
      return rooms.join[room]!.unread_notifications.highlight_count;
    };
    await say("late-shift is no call, and neither is @late-shifts", "1");
    t.is(await highlights(), 0);
    await say("Could the @late-shift look at this?", "2");
    t.is(await highlights(), 1);
    await hub.admin.hub(takeFromGroup, { ref: record.number, members: ["@uma"] });
    await hub.told();
    await say("@late-shift again", "3");
    t.is(await highlights(), 0); // what counts is told by the rules of now
  },
);

async function ownerSql(sql: string): Promise<void> {
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}
