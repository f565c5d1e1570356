/** Meetings: who sees them, what is answered, who is busy then. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import {
  answerMeeting,
  inviteToMeeting,
  meetings,
  moveMeeting,
  showAgenda,
  showBusy,
  undoChange,
} from "../../contract/index.ts";
import { at, berlin, toldTo } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;
let cid: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss", email: "ann@example.org" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
  cid = await hub.person("cid", ["sales-executive"], { manager: "admin" });
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

test("a meeting is seen by its organiser, those who take part and their managers, and by nobody else", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Tasting",
    starts: at("2027-01-11T10:00"),
    attendees: ["ben"],
  });
  t.is(record.ends, at("2027-01-11T11:00"));
  for (const person of [ann, ben, boss])
    t.is(String((await person.hub(meetings.details, { ref: record.id })).title), "Tasting");
  t.is(await code(cid.hub(meetings.details, { ref: record.id })), "not-found");
  t.is(await code(ben.hub(moveMeeting, { ref: record.id, starts: at("2027-01-12T10:00") })), "not-allowed");
  const heard = (await toldTo(hub, ben)).find((card) => card.record?.id === record.id);
  t.is(heard?.title, "Invitation: Tasting");
  await ann.hub(inviteToMeeting, { ref: record.id, without: ["ben"] });
  t.is(await code(ben.hub(meetings.details, { ref: record.id })), "not-found");
});

test("an answer stands until the meeting is moved, and can be taken back", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Answers",
    starts: at("2027-01-13T10:00"),
    attendees: ["ben", "guest@example.org"],
  });
  const answer = async () =>
    (await ann.hub(meetings.details, { ref: record.id })).attendees.find((one) => one.person)?.answer;
  t.deepEqual(
    record.attendees.map((one) => one.name),
    ["Ben", "guest@example.org"],
  );
  const given = await ben.hub(answerMeeting, { ref: record.id, answer: "accepted" });
  t.is(await answer(), "accepted");
  t.true((await toldTo(hub, ann)).some((card) => card.title === "Ben accepted: Answers"));
  await ben.hub(undoChange, { change: given.change });
  t.is(await answer(), "needs-action");
  await ben.hub(answerMeeting, { ref: record.id, answer: "declined" });
  t.is(await answer(), "declined");
  await ann.hub(moveMeeting, { ref: record.id, starts: at("2027-01-14T10:00") });
  t.is(await answer(), "needs-action");
  t.is(await code(boss.hub(answerMeeting, { ref: record.id, answer: "accepted" })), "not-allowed");
});

test("whoever plans over the meeting of somebody else is warned, without learning what it is", async (t) => {
  const secret = await cid.hub(meetings.add, { title: "Secret", starts: at("2027-01-18T10:00") });
  const { conflicts } = await ann.hub(meetings.add, {
    title: "Clash",
    starts: at("2027-01-18T10:30"),
    attendees: ["cid"],
  });
  t.deepEqual(
    conflicts.map(({ person, meeting, starts }) => [person.title, meeting, starts]),
    [["Cid", null, secret.record.starts]],
  );
  const again = await cid.hub(meetings.add, { title: "Own", starts: at("2027-01-18T10:15") });
  t.deepEqual(
    again.conflicts.map(({ meeting }) => meeting?.title),
    ["Secret", "Clash"],
  );
  const touching = await cid.hub(meetings.add, { title: "After", starts: at("2027-01-18T12:00") });
  t.deepEqual(touching.conflicts, []);
});

test("free and busy of several people, and where one is booked twice", async (t) => {
  const eve = await hub.person("eve", ["support"]);
  const fay = await hub.person("fay", ["support"]);
  await eve.hub(meetings.add, { title: "E", starts: at("2027-01-20T09:00"), ends: at("2027-01-20T11:00") });
  await eve.hub(meetings.add, {
    title: "E too",
    starts: at("2027-01-20T10:00"),
    ends: at("2027-01-20T12:00"),
  });
  await fay.hub(meetings.add, { title: "F", starts: at("2027-01-20T14:00"), ends: at("2027-01-20T15:00") });
  await fay.hub(meetings.add, {
    title: "Holiday",
    starts: at("2027-01-20T00:00"),
    time_zone: berlin,
    all_day: true,
  });
  const seen = await ann.hub(showBusy, {
    people: "eve, fay",
    from: at("2027-01-20T08:00"),
    to: at("2027-01-20T18:00"),
  });
  t.deepEqual(
    seen.people.map(({ person, busy }) => [person.title, busy]),
    [
      ["Eve", [{ starts: at("2027-01-20T09:00"), ends: at("2027-01-20T12:00") }]],
      ["Fay", [{ starts: at("2027-01-20T14:00"), ends: at("2027-01-20T15:00") }]],
    ],
  );
  t.deepEqual(
    seen.free.map(({ starts, ends }) => [starts, ends]),
    [
      [at("2027-01-20T08:00"), at("2027-01-20T09:00")],
      [at("2027-01-20T12:00"), at("2027-01-20T14:00")],
      [at("2027-01-20T15:00"), at("2027-01-20T18:00")],
    ],
  );
  t.deepEqual(
    seen.conflicts.map(({ starts, meeting }) => [starts, meeting]),
    [[at("2027-01-20T10:00"), null]],
  );
});

test("whose agenda it is decides what it is about, the asker what is shown", async (t) => {
  const { record } = await cid.hub(meetings.add, {
    title: "Of Cid",
    starts: at("2027-02-10T10:00"),
    attendees: ["ann"],
  });
  const window = { from: at("2027-02-10T00:00"), to: at("2027-02-11T00:00") };
  const shown = async (person: TestPerson, whose: string) =>
    (await person.hub(showAgenda, { ...window, person: whose })).items.map((item) => item.record.id);
  t.deepEqual(await shown(ann, "cid"), [record.id]);
  t.deepEqual(await shown(boss, "ann"), [record.id]);
  t.deepEqual(await shown(ben, "cid"), []);
  t.is(
    await code(ann.hub(showAgenda, { from: at("2027-01-01T00:00"), to: at("2029-01-01T00:00") })),
    "input-invalid",
  );
});
