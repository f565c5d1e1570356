/** Held out: what is to come, in English; around changes of clocks and ends of months. */
import { asksBack, by, does, type Phrase } from "../../commands/phrasings/phrase.ts";
import { berlin, clockOf, dayOf, dueAt, meet, remind, saidAt, todo } from "./said.ts";

const todos: readonly Phrase[] = [
  todo("Todo: call May on Friday", "call May", dayOf("2026-11-27")),
  todo("todo send May the quote", "send May the quote"),
  todo("todo ring 3M by 3pm", "ring 3M", dueAt("2026-11-22T15:00")),
  todo("todo check the 2k invoice by mon", "check the 2k invoice", dayOf("2026-11-23")),
  todo("todo prep March report by 1 Dec", "prep March report", dayOf("2026-12-01")),
  todo(
    "todo send Friday GmbH the contract by wed noon",
    "send Friday GmbH the contract",
    dueAt("2026-11-25T12:00"),
  ),
  asksBack("todo call Friday GmbH", /Is "Friday" the time/),
  todo("todo send contract eod", "send contract", dueAt("2026-11-22T17:00")),
  todo("todo send contract by EOW", "send contract", dayOf("2026-11-27")),
  todo("todo send contract by end of month", "send contract", dayOf("2026-11-30")),
  asksBack("todo send contract next month", /./),
  asksBack("todo send contract next week", /./),
  asksBack("todo send contract this afternoon", /./),
  todo("todo send contract tonight 8pm", "send contract", dueAt("2026-11-22T20:00")),
  asksBack("todo send contract by 5", /05:00 or 17:00/),
  todo("todo send quote by 30/11", "send quote", dayOf("2026-11-30")),
  todo("todo send quote by fri 5 p.m.", "send quote", dueAt("2026-11-27T17:00")),
  todo("todo buy cake for Raj’s birthday on the 1st", "buy cake for Raj's birthday", dayOf("2026-12-01")),
  asksBack("todo renew contract on Feb 29", /not a date/),
  todo("todo send quote by fri 5pm @raj, !HIGH", "send quote", {
    ...dueAt("2026-11-27T17:00"),
    owner: "@raj",
    priority: "high",
  }),
  todo("TODO Send Quote By Fri 5PM", "Send Quote", dueAt("2026-11-27T17:00")),
  todo("todo follow up w/ acme in 2 wks", "follow up w/ acme", dayOf("2026-12-06")),
  todo("todo pay rent every month on the 1st", "pay rent", { ...dayOf("2026-12-01"), rrule: "FREQ=MONTHLY" }),
  asksBack("todo pay rent on the last day of every month", /./),
  todo("todo call mom Fri. 5pm", "call mom", dueAt("2026-11-27T17:00")),
];
const meets: readonly Phrase[] = [
  meet("meet May tue 10-11am", "May", "2026-11-24T10:00", "11:00"),
  meet("meet 3M tomorrow 2pm for 30 min", "3M", "2026-11-23T14:00", "14:30"),
  meet("meet Friday GmbH tue 10am", "Friday GmbH", "2026-11-24T10:00"),
  meet("Meet with Call Center AG wed 3-4pm", "Call Center AG", "2026-11-25T15:00", "16:00"),
  asksBack("meet acme thurs 9:30 – 10:15 re pricing", /"re"/),
  meet("meet acme 11-1pm tue", "acme", "2026-11-24T11:00", "13:00"),
  meet("meet acme tue 12-1pm", "acme", "2026-11-24T12:00", "13:00"),
  asksBack("meet acme fri 4pm every week until christmas", /./),
  meet("meet acme 31 dec 11pm for 2h", "acme", "2026-12-31T23:00", "2027-01-01T01:00"),
  meet("meet acme fri 11pm-1am", "acme", "2026-11-27T23:00", "2026-11-28T01:00"),
  asksBack("meet acme mon & wed 9am", /./),
  meet("meet acme every mon and wed 9-9:30am", "acme", "2026-11-23T09:00", "09:30", {
    rrule: "FREQ=WEEKLY;BYDAY=MO,WE",
  }),
  meet("meeting acme tomorrow 3pm", "acme", "2026-11-23T15:00"),
  asksBack("schedule call with acme tue 10am", /./),
  meet("meet acme Tuesday 24th November 10am", "acme", "2026-11-24T10:00"),
  meet("meet acme Tue, Nov 24, 10–11am", "acme", "2026-11-24T10:00", "11:00"),
  asksBack("meet acme Wed 24 nov 10am", /./),
  asksBack("meet move MT-4 to wed same time", /./),
  does("meet move mt-4 wed 3:30pm", "meeting.move", { ref: "mt-4", starts: clockOf("2026-11-25T15:30") }),
  does("meet accept mt-4", "meeting.answer", { ref: "mt-4", answer: "accepted" }),
];
const reminders: readonly Phrase[] = [
  remind("remind me to call May tomorrow 9am", "call May", "2026-11-23T09:00"),
  remind("Remind me in an hour to call 3M back", "call 3M back", "2026-11-22T14:00"),
  remind("remind me in half an hour -- call", "call", "2026-11-22T13:30"),
  remind("remind me fri 4:30pm: send invoices", "send invoices", "2026-11-27T16:30"),
  remind("remind @raj mon 8am about the Friday report", "the Friday report", "2026-11-23T08:00", {
    owner: "@raj",
  }),
  asksBack("remind me at noon to eat", /has passed/),
  remind("remind me at midnight -- publish", "publish", "2026-11-23T00:00"),
  remind("remind me 14:00 call Jane", "call Jane", "2026-11-22T14:00"),
  remind("remind us every first monday of the month at 10am -- all hands", "all hands", "2026-12-07T10:00", {
    rrule: "FREQ=MONTHLY;BYDAY=1MO",
    room: "!here:hub.localhost",
  }),
  does("snooze TD-7 til mon 9am", "todo.snooze", { ref: "TD-7", until: clockOf("2026-11-23T09:00") }),
  does("snooze TD-7 an hour", "todo.snooze", { ref: "TD-7", for_s: 3600 }),
  does("done TD-7!", "todo.done", { ref: "TD-7" }),
];
const edges: readonly Phrase[] = [
  ...saidAt("2027-03-26T12:00:00Z", [
    asksBack("todo switch server sunday 2:30am", /does not exist/),
    todo("todo backup on sunday 3am", "backup", { due: "2027-03-28T01:00:00.000Z", ...berlin }),
    remind("remind me monday 9am -- x", "x", "2027-03-29T09:00"),
    meet("meet acme sun 28 march 10am", "acme", "2027-03-28T10:00"),
  ]),
  ...saidAt("2026-10-23T12:00:00Z", [
    does("remind me sunday 2:30am -- check backup", "reminder.add", {
      text: "check backup",
      at: "2026-10-25T00:30:00.000Z",
      ...berlin,
    }),
    remind("remind me in 48h -- x", "x", "2026-10-25T13:00"),
    remind("remind me tomorrow 9am every day -- stand-up", "stand-up", "2026-10-24T09:00", {
      rrule: "FREQ=DAILY",
    }),
  ]),
  ...saidAt("2027-01-31T12:00:00Z", [todo("todo renew in 1 month", "renew", dayOf("2027-02-28"))]),
  ...saidAt("2027-01-30T12:00:00Z", [todo("todo pay vat by eom", "pay vat", dayOf("2027-01-31"))]),
  ...saidAt("2026-12-31T22:30:00Z", [todo("todo close books tomorrow", "close books", dayOf("2027-01-01"))]),
  ...saidAt("2026-12-31T23:30:00Z", [todo("todo close books today", "close books", dayOf("2027-01-01"))]),
];
const american: readonly Phrase[] = by(
  "en-US",
  [
    todo("todo send quote by 11/30", "send quote", {
      due: "2026-11-30T05:00:00.000Z",
      time_zone: "America/New_York",
      all_day: true,
    }),
    asksBack("todo call back at 5:30", /has passed|05:30 or 17:30/),
  ],
  "America/New_York",
);

export const plans: readonly Phrase[] = [...todos, ...meets, ...reminders, ...edges, ...american];
