/** Examples for the calls of the calendar. */
import { addFeed, doneTodo, meetings, reminders, todos } from "../../contract/index.ts";
import type { World } from "./examples.ts";

type Input = Record<string, unknown>;
type Examples = Record<string, (world: World) => Promise<Input>>;
type Make = (world: World) => Promise<string>;
type NounExamples = (
  key: string,
  path: string,
  make: Make,
  add: (world: World) => Promise<Input>,
  change: Input,
) => Examples;

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
async function aTodo({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(todos.add, { title: `To-do ${unique()}`, due: soon(24) })).record.number;
}
async function aMeeting({ test, unique }: World): Promise<string> {
  const input = { title: `Meeting ${unique()}`, starts: soon(24), attendees: ["admin"] };
  return (await test.admin.hub(meetings.add, input)).record.number;
}
async function aReminder({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(reminders.add, { text: `Reminder ${unique()}`, at: soon(24) })).record.number;
}
const event = (uid: string) =>
  [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "SUMMARY:Tea",
    "DTSTART:20270101T100000Z",
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n");

/** @param aPerson makes a colleague */
export const calendarExamples = (nounExamples: NounExamples, aPerson: Make): Examples => ({
  ...nounExamples(
    "todo",
    "todos",
    aTodo,
    ({ unique }) => Promise.resolve({ title: `Call back ${unique()}`, due: soon(2), remind_before: [600] }),
    { priority: "high" },
  ),
  "todo.done": async (world) => ({ ref: await aTodo(world) }),
  "todo.cancel": async (world) => ({ ref: await aTodo(world) }),
  "todo.reopen": async (world) => {
    const ref = await aTodo(world);
    await world.test.admin.hub(doneTodo, { ref });
    return { ref };
  },
  "todo.snooze": async (world) => ({ ref: await aTodo(world), for_s: 3600 }),
  ...nounExamples(
    "meeting",
    "meetings",
    aMeeting,
    ({ unique }) =>
      Promise.resolve({
        title: `Tasting ${unique()}`,
        starts: soon(48),
        attendees: ["admin", "guest@example.org"],
      }),
    { location: "Hall 2" },
  ),
  "meeting.move": async (world) => ({ ref: await aMeeting(world), starts: soon(30) }),
  "meeting.cancel": async (world) => ({ ref: await aMeeting(world) }),
  "meeting.answer": async (world) => ({ ref: await aMeeting(world), answer: "accepted" }),
  "meeting.invite": async (world) => ({ ref: await aMeeting(world), attendees: [await aPerson(world)] }),
  ...nounExamples(
    "reminder",
    "reminders",
    aReminder,
    () => Promise.resolve({ text: "call back", at: soon(3), time_zone: "Europe/Berlin" }),
    { text: "call back soon" },
  ),
  "reminder.snooze": async (world) => ({ ref: await aReminder(world), for_s: 600 }),
  "calendar.agenda": () => Promise.resolve({ from: "2027-01-01T00:00:00Z", to: "2027-01-08T00:00:00Z" }),
  "calendar.busy": () =>
    Promise.resolve({ people: "admin", from: "2027-01-01T00:00:00Z", to: "2027-01-08T00:00:00Z" }),
  "calendar.feed": () => Promise.resolve({ label: "phone" }),
  "calendar.feeds": () => Promise.resolve({}),
  "calendar.revoke": async ({ test }) => ({ id: (await test.admin.hub(addFeed, {})).id }),
  "calendar.import": ({ unique }) => Promise.resolve({ ics: event(unique()) }),
});
