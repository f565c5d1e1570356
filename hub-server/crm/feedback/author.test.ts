/** Roads by which the author of confidential feedback could be told without being named. */
import test from "ava";
import {
  calls,
  feedbacks,
  groupMembers,
  groups,
  importRecords,
  listChanges,
  products,
  putIntoGroup,
  route,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;
let second: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss", name: "Quenby Authorsdottir" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
  second = await hub.person("second", ["manager"]);
});
test.after.always(() => hub?.stop());

const give = async (text: string) =>
  (await ann.hub(feedbacks.add, { about: "@boss", kind: "rating", score: 2, text })).record;

const outcome = async (promise: Promise<unknown>) => {
  try {
    return JSON.stringify(await promise);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};

test.serial("a room with its author answers as one with anybody else", async (t) => {
  const record = await give("asks in rooms");
  for (const asker of [boss, second, hub.admin]) {
    const told: string[] = [];
    for (const other of [ann, ben]) {
      const asked = { person: asker.userId, audience: `${asker.userId} ${other.userId}` };
      told.push(
        [
          await outcome(hub.bot(feedbacks.details, { ref: record.number }, asked)),
          await outcome(hub.bot(feedbacks.list, { about: "@boss" }, asked)),
          await outcome(hub.bot(listChanges, { ref: record.number }, asked)),
        ].join("\n"),
      );
    }
    t.is(told[0], told[1], asker.userId);
  }
});

test.serial("a group tells nobody what its owner sees of confidential feedback", async (t) => {
  const record = await give("belongs to no group");
  const rule = { all: [{ field: "kind", op: "is", value: "rating" }] };
  const { record: group } = await ann.hub(groups.add, { name: "Ratings of ann", of: "feedback", rule });
  const { record: product } = await ann
    .hub(products.list, {})
    .then(() => hub.admin.hub(products.add, { name: "Grouped" }));
  const { record: open } = await ann.hub(feedbacks.add, { about: product.number, kind: "rating", score: 5 });
  for (let round = 0; round < 200; round++) {
    const { items } = await ann.hub(groupMembers, { ref: group.number });
    if (items.some(({ member }) => member.number === open.number)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { items } = await boss.hub(groupMembers, { ref: group.number });
  t.deepEqual(
    items.map(({ member }) => member.number),
    [open.number],
  );
  const { record: byHand } = await ann.hub(groups.add, { name: "By hand", of: "feedback" });
  t.regex(await outcome(ann.hub(putIntoGroup, { ref: byHand.number, members: [record.number] })), /conflict/);
});

test.serial("many records in one call hold no confidential feedback", async (t) => {
  const { record: product } = await hub.admin.hub(products.add, { name: "Beside" });
  const rows = [
    { about: "@boss", kind: "review", text: "in one call" },
    { about: product.number, kind: "review", text: "with a name" },
  ];
  t.regex(await outcome(ann.hub(importRecords, { noun: "feedback", rows })), /input-invalid/);
  t.deepEqual((await boss.hub(feedbacks.list, { about: product.number })).items, []);
});

test.serial("undoing it says nothing about who gave it", async (t) => {
  const record = await give("undone by others");
  const [entry] = (await boss.hub(listChanges, { ref: record.number })).items;
  const told = await Promise.all(
    [boss, ben, second].map((person) => outcome(person.hub(undoChange, { change: entry!.change }))),
  );
  t.is(new Set(told).size, 1);
  t.regex(told[0]!, /^not-allowed: You need the right feedback:remove/);
});

test.serial("nothing that is asked about its author leads to it, nor do lists by every column", async (t) => {
  const record = await give("leads nowhere");
  const [me] = await asOwner<{ id: string; number: string }>(
    hub,
    `select id, number from access.person where user_id = $1`,
    [ann.userId],
  );
  const [change] = (await boss.hub(listChanges, { ref: record.number })).items;
  for (const call of calls.filter((one) => one.effect === "read")) {
    const { path } = route(call);
    const at = path.replace(/\{\w+\}/g, encodeURIComponent(me!.number));
    const asked = ["owner", "by", "person", "about", "who", "actor", "text", "from"].map(
      (field) => `${field}=${encodeURIComponent(field === "text" ? "by:ann" : "@ann")}`,
    );
    for (const query of path.includes("{") ? ["", ...asked] : asked) {
      const response = await fetch(`${hub.url}/api/v1${at}?${query}`, {
        headers: { authorization: `Bearer ${boss.token}` },
      });
      const text = await response.text();
      t.false(
        text.includes(record.number) || text.includes(record.id) || text.includes(change!.change),
        `${call.name} ${query}: ${text.slice(0, 300)}`,
      );
    }
  }
});
