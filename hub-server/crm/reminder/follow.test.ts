/** Reminders of to-dos and meetings: they follow them, reach who takes part, and never tell what one may not see. */
import test from "ava";
import {
  answerMeeting,
  cancelMeeting,
  doneTodo,
  inviteToMeeting,
  meetings,
  moveMeeting,
  reminders,
  revokeRole,
  todos,
  undoChange,
} from "../../contract/index.ts";
import { at, berlin, cardsIn, inMs, toldTo, until } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { dueNow, fired, nextOf, wasDue } from "./testing.ts";
import { MailRefused, type Mail, type Mailer } from "../../mail/mailer.ts";
import { mailToColleagues } from "./mail.ts";
import { fakePort } from "./ports.ts";

let hub: TestHub;
let ann: TestPerson;
let ben: TestPerson;
let boss: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

test("a reminder of a to-do follows it: put off, done, and opened again", async (t) => {
  const { record } = await ann.hub(todos.add, {
    title: "Follow me",
    due: at("2027-05-03T10:00"),
    remind_before: [3600, 0],
  });
  const { items } = await ann.hub(reminders.list, { todo: record.number });
  t.is(items.length, 2);
  const hour = items.find((item) => item.before_s === 3600)!;
  t.is(hour.next_at, at("2027-05-03T09:00"));
  const followed = (wanted: string | null) => until(async () => (await nextOf(ann, hour.id)) === wanted);
  await ann.hub(todos.change, { ref: record.id, due: at("2027-05-04T10:00") });
  await followed(at("2027-05-04T09:00"));
  const done = await ann.hub(doneTodo, { ref: record.id });
  await followed(null);
  await ann.hub(undoChange, { change: done.change });
  await followed(at("2027-05-04T09:00"));
  t.pass();
});

test("a reminder of a series is due before each occurrence, also the moved ones, by the clock on the wall", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Series",
    starts: at("2027-03-22T10:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;COUNT=3",
    remind_before: [600],
  });
  const [one] = (await ann.hub(reminders.list, { meeting: record.id })).items;
  t.is(one!.next_at, at("2027-03-22T09:50"));
  const followed = (wanted: string | null) => until(async () => (await nextOf(ann, one!.id)) === wanted);
  await ann.hub(cancelMeeting, { ref: record.id, occurrence: at("2027-03-22T10:00") });
  await followed(at("2027-03-29T09:50"));
  const moved = await ann.hub(moveMeeting, {
    ref: record.id,
    occurrence: at("2027-03-29T10:00"),
    starts: at("2027-03-24T10:00"),
  });
  await followed(at("2027-03-24T09:50"));
  await ann.hub(undoChange, { change: moved.change });
  await followed(at("2027-03-29T09:50"));
  await ann.hub(cancelMeeting, { ref: record.id, which: "all" });
  await followed(null);
  t.pass();
});

test("a split takes everybody's reminders along", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Split",
    starts: at("2027-03-22T10:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY",
    attendees: ["ben"],
  });
  await ben.hub(reminders.add, { meeting: record.id, before_s: 60 });
  const moved = await ann.hub(moveMeeting, {
    ref: record.id,
    which: "following",
    occurrence: at("2027-04-05T10:00"),
    starts: at("2027-04-06T11:00"),
  });
  const [copied] = (await ben.hub(reminders.list, { meeting: moved.record.id })).items;
  await until(async () => (await nextOf(ben, copied!.id)) === at("2027-04-06T10:59"));
  t.is(copied!.before_s, 60);
});

test("everybody who takes part is reminded, but not who declined", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Everybody",
    starts: inMs(86_400_000),
    attendees: ["ben", "boss"],
    remind_before: [60],
  });
  await boss.hub(answerMeeting, { ref: record.id, answer: "declined" });
  const [one] = (await ann.hub(reminders.list, { meeting: record.id })).items;
  await ann.hub(moveMeeting, { ref: record.id, starts: inMs(60_900) });
  await boss.hub(answerMeeting, { ref: record.id, answer: "declined" });
  await fired(hub, one!.id);
  const heard = async (person: TestPerson) =>
    (await toldTo(hub, person)).filter((card) => card.title === "Reminder: Everybody").length;
  t.deepEqual([await heard(ann), await heard(ben), await heard(boss)], [1, 1, 0]);
});

test("whoever may not see the meeting any more is not reminded of it", async (t) => {
  const input = { title: "Not for Ben", starts: inMs(86_400_000), attendees: ["ben"] };
  const { record } = await ann.hub(meetings.add, input);
  const mine = await ben.hub(reminders.add, { meeting: record.id, before_s: 60 });
  await ann.hub(inviteToMeeting, { ref: record.id, without: ["ben"] });
  await dueNow(hub, mine.record.id);
  const [row] = await fired(hub, mine.record.id);
  t.is(row!.told, 0);
  t.false((await toldTo(hub, ben)).some((card) => card.title.startsWith("Reminder: Not for Ben")));
});

test("a right that is lost between firing and telling is lost", async (t) => {
  const gil = await hub.person("gil", ["support"]);
  const { record } = await gil.hub(reminders.add, { text: "Too late", at: inMs(86_400_000) });
  await hub.admin.hub(revokeRole, { ref: "gil", role: "support" });
  await wasDue(hub, record.id, "1 second");
  const [row] = await fired(hub, record.id);
  t.is(row!.told, 0);
});

test("in a room it is said only as long as everybody there may see it; else in private", async (t) => {
  const { rooms } = hub.inside.chat;
  const make = (members: string[]) =>
    rooms.create({ creator: hub.inside.parts.bot, name: "Team", governed: true, members });
  const open = await make([ann.userId]);
  const shared = await make([ann.userId, ben.userId]);
  const { record } = await ann.hub(todos.add, { title: "In a room", due: inMs(86_400_000) });
  const first = await ann.hub(reminders.add, { todo: record.id, room: open });
  const second = await ann.hub(reminders.add, { todo: record.id, room: shared });
  await dueNow(hub, first.record.id);
  await dueNow(hub, second.record.id);
  await fired(hub, first.record.id);
  await fired(hub, second.record.id);
  await hub.told();
  const about = (cards: { record: { id: string } | null }[]) =>
    cards.filter((card) => card.record?.id === record.id).length;
  t.is(about(await cardsIn(hub, ann, open)), 1);
  t.is(about(await cardsIn(hub, ann, shared)), 0);
  t.is(about(await toldTo(hub, ann)), 1);
});

test.serial("by mail or push where a port is connected, in chat where none is", async (t) => {
  const { record } = await ann.hub(reminders.add, {
    text: "By mail, unconnected",
    at: inMs(86_400_000),
    channel: "mail",
  });
  await dueNow(hub, record.id);
  await fired(hub, record.id);
  t.true((await toldTo(hub, ann)).some((card) => card.record?.id === record.id));
  const mailer = fakePort();
  Object.assign(hub.inside.parts, { mailer });
  t.teardown(() => Object.assign(hub.inside.parts, { mailer: undefined }));
  const mailed = await ann.hub(reminders.add, { text: "By mail", at: inMs(86_400_000), channel: "mail" });
  await dueNow(hub, mailed.record.id);
  await fired(hub, mailed.record.id);
  await hub.told();
  t.deepEqual(
    mailer.sent.map(({ person, subject }) => [person, subject]),
    [[ann.userId, "Reminder: By mail"]],
  );
  t.false((await toldTo(hub, ann)).some((card) => card.record?.id === mailed.record.id));
});

test.serial(
  "by mail it goes to the address of a colleague; who has none, or whose is refused, is told in chat",
  async (t) => {
    const sent: Mail[] = [];
    const server: Mailer = {
      send: (mail) =>
        mail.to.startsWith("gone")
          ? Promise.reject(new MailRefused("550"))
          : Promise.resolve(void sent.push(mail)),
    };
    Object.assign(hub.inside.parts, { mailer: mailToColleagues(server, hub.inside.sequelize) });
    t.teardown(() => Object.assign(hub.inside.parts, { mailer: undefined }));
    const told = async (user: string, email?: string) => {
      const person = await hub.person(user, ["support"], email ? { email } : {});
      const at = inMs(86_400_000);
      const { record } = await person.hub(reminders.add, { text: `For ${user}`, at, channel: "mail" });
      await dueNow(hub, record.id);
      await fired(hub, record.id);
      await hub.told();
      return (await toldTo(hub, person)).some((card) => card.record?.id === record.id);
    };
    t.false(await told("reached", "reached@company.example"));
    t.true(await told("addressless"));
    t.true(await told("refused", "gone@company.example"));
    t.deepEqual(
      sent.map(({ to, subject }) => [to, subject]),
      [["reached@company.example", "Reminder: For reached"]],
    );
  },
);
