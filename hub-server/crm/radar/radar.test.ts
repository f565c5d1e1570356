/** The radar: who went silent, and what was promised by a date. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import {
  acceptPromise,
  dismissPromise,
  interactions,
  listPromises,
  parties,
  proposePromise,
  recordRoom,
  silence,
  todos,
  undoChange,
} from "../../contract/index.ts";
import { at, berlin } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { statementsOf } from "../../testing/statements.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "admin" });
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

const day = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * day).toISOString();

/** A customer with contacts so many days ago. */
async function customer(owner: TestPerson, name: string, days: readonly number[], more = {}) {
  const { record } = await owner.hub(parties.add, { name, role: "customer" });
  for (const ago of days)
    await owner.hub(interactions.add, { party: record.id, channel: "call", at: daysAgo(ago), ...more });
  return record;
}

test.serial(
  "customers whose rhythm is broken come first by how much it is, and only those that one may see",
  async (t) => {
    await customer(ann, "Weekly, silent for 30", [30, 37, 44, 51, 51.1]);
    await customer(ann, "Monthly, silent for 90", [90, 120, 150, 180]);
    await customer(ann, "Weekly, in time", [5, 12, 19, 26]);
    await customer(ann, "Met twice", [200, 207]);
    await customer(ben, "Of ben", [100, 110, 120]);
    const noted = await customer(ann, "Only noted since", [40, 50, 60]);
    await ann.hub(interactions.add, { party: noted.id, channel: "note", body: "quiet" });
    await ann.hub(interactions.add, { party: noted.id, channel: "call", direction: "internal" });
    const { items, fact, more } = await ann.hub(silence, {});
    t.deepEqual(
      items.map(({ party, usual_days, days_since, times }) => [party.title, usual_days, days_since, times]),
      [
        ["Weekly, silent for 30", 7, 30, 4.3],
        ["Only noted since", 10, 40, 4],
        ["Monthly, silent for 90", 30, 90, 3],
      ],
    );
    t.is(items[0]!.overdue_days, 23);
    t.is(items[0]!.owner?.title, "Ann");
    t.regex(
      fact,
      /^3 customers have gone silent\. .*Weekly, silent for 30, 30 days, usually every 7 days\.$/,
    );
    t.false(more);
    const names = async (person: TestPerson, input = {}) =>
      (await person.hub(silence, input)).items.map((item) => item.party.title);
    t.deepEqual(await names(ben), ["Of ben"]);
    t.deepEqual(await names(hub.admin, { owner: "ben" }), ["Of ben"]);
    t.deepEqual(await names(ann, { limit: 1 }), ["Weekly, silent for 30"]);
    t.deepEqual(await names(ann, { factor: 4 }), ["Weekly, silent for 30", "Only noted since"]);
    t.deepEqual(await names(ann, { role: "supplier" }), []);
    const none = await hub.person("none", []);
    t.is(await code(none.hub(silence, {})), "not-allowed");
  },
);

test.serial("the radar needs as many statements for many customers as for one", async (t) => {
  await hub.person("chief", ["manager"]);
  const eve = await hub.person("eve", ["sales-executive"], { manager: "chief" });
  await customer(eve, "One", [70, 80, 90]);
  const count = async () => {
    let items = 0;
    const seen = await statementsOf(hub, eve, async () => {
      items = (await eve.hub(silence, { limit: 200 })).items.length;
    });
    return { statements: seen.length, items };
  };
  const few = await count();
  for (let n = 0; n < 5; n++) await customer(eve, `Another ${n}`, [70, 80, 90]);
  const many = await count();
  t.true(many.items > few.items);
  t.is(many.statements, few.statements);
});

test("a promise is a to-do only once it is accepted: for whoever said it, about the record of the room", async (t) => {
  const { record: acme } = await ann.hub(parties.add, { name: "Acme" });
  const { room } = await ann.hub(recordRoom, { ref: acme.id });
  const event = await hub.inside.chat.speak.send({
    roomId: room,
    sender: ann.userId,
    type: "m.room.message",
    content: { msgtype: "m.text", body: "I'll send the offer Friday" },
  });
  const input = {
    what: "Send the offer",
    due: at("2027-03-26T17:00"),
    time_zone: berlin,
    text: "I'll send the offer Friday",
    room,
    event,
  };
  const { promise, known, card } = await ann.hub(proposePromise, input);
  t.false(known);
  t.is(promise.about?.id, acme.id);
  t.is(promise.when, "Fri, 26 Mar 2027, 17:00 CET");
  t.deepEqual(
    card.actions.map((action) => action.words),
    [`accept ${promise.number}`, `dismiss ${promise.number}`],
  );
  t.is((await ann.hub(todos.list, { about: acme.id })).items.length, 0);
  const again = await ann.hub(proposePromise, input);
  t.true(again.known);
  t.is(again.promise.id, promise.id);
  t.true((await ann.hub(listPromises, {})).items.some((item) => item.id === promise.id));
  const accepted = await ann.hub(acceptPromise, { id: promise.number });
  const todo = await ann.hub(todos.details, { ref: accepted.record.number });
  t.is(String(todo.title), "Send the offer");
  t.is(todo.due, at("2027-03-26T17:00"));
  t.is(todo.owner?.title, "Ann");
  t.is(todo.about?.id, acme.id);
  t.true(todo.note?.includes(encodeURIComponent(event)));
  t.is(accepted.promise.todo?.number, todo.number);
  t.is(await code(ann.hub(acceptPromise, { id: promise.id })), "conflict");
  await ann.hub(undoChange, { change: accepted.change });
  t.is((await ann.hub(todos.list, { about: acme.id })).items.length, 0);
  t.is((await ann.hub(proposePromise, input)).promise.state, "proposed");
});

test("nobody promises for others, and only those may decide who may plan for whoever promised", async (t) => {
  const { record: beta } = await boss.hub(parties.add, { name: "Beta", owner: "ann" });
  const { room } = await ann.hub(recordRoom, { ref: beta.id });
  await boss.hub(recordRoom, { ref: beta.id });
  const event = await hub.inside.chat.speak.send({
    roomId: room,
    sender: ann.userId,
    type: "m.room.message",
    content: { msgtype: "m.text", body: "by tomorrow" },
  });
  const input = { what: "Call", due: new Date(Date.now() + day).toISOString(), room, event };
  t.is(await code(boss.hub(proposePromise, input)), "conflict");
  const { promise } = await ann.hub(proposePromise, input);
  t.is(await code(ben.hub(acceptPromise, { id: promise.id })), "not-found");
  t.is((await ben.hub(listPromises, {})).items.length, 0);
  const { record } = await boss.hub(acceptPromise, { id: promise.id });
  t.is((await ann.hub(todos.details, { ref: record.id })).owner?.title, "Ann");
});

test("what was no promise is dismissed, and comes back when that is undone", async (t) => {
  const due = new Date(Date.now() + day).toISOString();
  const { promise } = await ann.hub(proposePromise, { what: "Nothing", due, event: "$dismissed" });
  const { change, promise: dropped } = await ann.hub(dismissPromise, { id: promise.id });
  t.is(dropped.state, "dismissed");
  t.true((await ann.hub(proposePromise, { what: "Nothing", due, event: "$dismissed" })).known);
  t.is(await code(ann.hub(acceptPromise, { id: promise.id })), "conflict");
  await ann.hub(undoChange, { change });
  t.true((await ann.hub(listPromises, {})).items.some((item) => item.id === promise.id));
});

test("ten bots that propose one message at once propose it once", async (t) => {
  const input = { what: "Once", due: new Date(Date.now() + day).toISOString(), event: "$once", room: "C1" };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ann.hub(proposePromise, input)));
  t.is(new Set(answers.map((answer) => answer.promise.id)).size, 1);
  t.is(answers.filter((answer) => !answer.known).length, 1);
});

test("a date that has passed and a zone that is none are refused; today, all day, is not over yet", async (t) => {
  const { refused, fields } = {
    refused: [] as string[],
    fields: [{ due: daysAgo(1) }, { due: daysAgo(-1), time_zone: "Berlin" }],
  };
  for (const more of fields)
    await ann.hub(proposePromise, { what: "Wrong", ...more }).catch((error: unknown) => {
      refused.push(((error as HubProblem).problem["errors"] as { field: string }[])[0]!.field);
    });
  t.deepEqual(refused, ["/due", "/time_zone"]);
  const today = await ann.hub(proposePromise, { what: "Today", due: daysAgo(0), all_day: true });
  t.true(today.promise.all_day);
  const input = { what: "In May", due: at("2027-05-31T15:00"), all_day: true, time_zone: berlin };
  const { promise } = await ann.hub(proposePromise, input);
  t.is(promise.due, at("2027-05-31T00:00"));
  t.is(promise.when, "Mon, 31 May 2027");
});

test("what somebody else made of a message keeps nobody from their own promise", async (t) => {
  const input = {
    what: "Call back",
    due: at("2027-03-26T17:00"),
    time_zone: berlin,
    room: "C042",
    event: "1.5",
  };
  const other = await hub.person("other", ["sales-executive"]);
  const theirs = await other.hub(proposePromise, input);
  const own = await ann.hub(proposePromise, input);
  t.false(own.known);
  t.not(own.promise.id, theirs.promise.id);
  t.true((await ann.hub(proposePromise, input)).known);
});
