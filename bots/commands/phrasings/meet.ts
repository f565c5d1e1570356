/** Phrases for `meet`. */
import { asksBack, by, does, type Phrase } from "./phrase.ts";

const zone = { time_zone: "Europe/Berlin" };
const acme = { title: "Meeting with acme", about: "acme" };
const ten = "2026-11-24T09:00:00.000Z";
const hour = { starts: ten, ends: "2026-11-24T10:00:00.000Z", ...zone };
const met = (words: string, more: object = hour) => does(words, "meeting.add", { ...acme, ...more });

const english: readonly Phrase[] = [
  met("meet acme next tue 10-11am"),
  met("Meet acme Next Tue 10-11AM"),
  met("meet acme tue 10am-11am"),
  met("meet acme tuesday 10–11am"),
  met("meet acme tuesday 10:00 – 11:00"),
  met("meet acme tuesday 10:00-11:00"),
  met("meet acme tuesday 10:00 - 11:00"),
  met("meet acme on tue from 10am to 11am"),
  met("meet acme tue 10am for 60m"),
  met("meet acme tue 10am for 1 hour"),
  met("meet with acme tue 10-11am"),
  met("schedule acme 24 nov 10-11am"),
  met("meet acme 2026-11-24 10-11am"),
  met("meet acme november 24th 10-11am"),
  met("meet acme tue 10am", { starts: ten, ...zone }),
  met("meet acme in 2 days at 10am", { starts: ten, ...zone }),
  met("meet acme tue 10-11am every 2 weeks until dec", {
    ...hour,
    rrule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T225959Z",
  }),
  met("meet acme every tuesday 10-11am", { ...hour, rrule: "FREQ=WEEKLY;BYDAY=TU" }),
  met("meet acme every tue 10-11am x 5", { ...hour, rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=5" }),
  met("meet acme every tue 10-11am 5 times", { ...hour, rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=5" }),
  met("meet acme every other tue 10-11am", { ...hour, rrule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" }),
  met("meet acme every tue until 24 dec 10-11am", {
    ...hour,
    rrule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224T225959Z",
  }),
  met("meet acme every last tuesday of the month 10-11am", { ...hour, rrule: "FREQ=MONTHLY;BYDAY=-1TU" }),
  met("meet acme tue 10-11am remind 1d,10m", { ...hour, remind_before: [86_400, 600] }),
  met("meet acme tue 10-11am with @jane @raj", { ...hour, attendees: ["@jane", "@raj"] }),
  met("meet acme with @jane and @raj tue 10-11am", { ...hour, attendees: ["@jane", "@raj"] }),
  met("meet acme @jane tue 10-11am", { ...hour, attendees: ["@jane"] }),
  met("meet acme with anna@acme.example tue 10-11am", { ...hour, attendees: ["anna@acme.example"] }),
  met("meet acme tue 10-11am location:Berlin", { ...hour, location: "Berlin" }),
  met("meet acme tue 10-11am place: “Café Kranzler”", { ...hour, location: "Café Kranzler" }),
  met("meet acme tue 10-11am -- price list", { ...hour, note: "price list" }),
  met("meet acme tue 10-11am\nprice list", { ...hour, note: "price list" }),
  met("meet acme tue 10-11am title:“Price talk”", { ...hour, title: "Price talk" }),
  does("meet “Ruby Tuesday” tue 10-11am", "meeting.add", {
    title: "Meeting with Ruby Tuesday",
    about: "Ruby Tuesday",
    ...hour,
  }),
  does("meet tue 10-11am with @raj -- sprint", "meeting.add", {
    title: "sprint",
    ...hour,
    attendees: ["@raj"],
    note: "sprint",
  }),
  does("meet @raj tue 10-11am", "meeting.add", { title: "Meeting with @raj", ...hour, attendees: ["@raj"] }),
  asksBack("meet acme", /When/),
  asksBack("meet acme -- price list", /When/),
  asksBack("meet acme tue", /what time/),
  asksBack("meet acme tue at 10", /10:00 or 22:00/, ["meet acme tue at 10:00", "meet acme tue at 22:00"]),
  asksBack("meet acme tue 10-11", /do not know what "10-11"/),
  asksBack("meet acme yesterday 10am", /has passed/),
  asksBack("meet acme 5/6/2027 10am", /2027-06-05 or 2027-05-06/),
  asksBack("meet acme tue 10am every monday", /does not fit/),
  asksBack("meet Ruby Tuesday wed 10am", /do not know what "wed"/),
  asksBack("meet acme tue 10am price list", /"price"/),
  asksBack("meet acme tue 10am colour:red", /no field/),
  asksBack("meet acme next week", /When/),
  asksBack("meet acme 2027-03-28 02:30", /does not exist/),
  asksBack("meet “acme tue 10am", /never closed/),
  does("meet move MT-4 thu 3pm", "meeting.move", { ref: "MT-4", starts: "2026-11-26T14:00:00.000Z" }),
  does("Meet move mt-4 to thu 3pm", "meeting.move", { ref: "mt-4", starts: "2026-11-26T14:00:00.000Z" }),
  does("meet move MT-4 thu 3-4pm following", "meeting.move", {
    ref: "MT-4",
    starts: "2026-11-26T14:00:00.000Z",
    ends: "2026-11-26T15:00:00.000Z",
    which: "following",
  }),
  does("meet cancel MT-4", "meeting.cancel", { ref: "MT-4" }),
  does("meet cancel MT-4 all", "meeting.cancel", { ref: "MT-4", which: "all" }),
  does("meet decline MT-4", "meeting.answer", { ref: "MT-4", answer: "declined" }),
  does("meet maybe MT-4", "meeting.answer", { ref: "MT-4", answer: "tentative" }),
  does("meet invite MT-4 @raj and @li", "meeting.invite", { ref: "MT-4", attendees: ["@raj", "@li"] }),
  asksBack("meet move MT-4", /To when/),
  asksBack("meet move MT-4 thu", /what time/),
  asksBack("meet move MT-4 every tue 3pm", /one time/),
  asksBack("meet move MT-4 soon", /"soon"/),
  asksBack("meet invite MT-4 Raj", /whom to invite/),
  asksBack("meet cancel MT-4 tomorrow", /"tomorrow"/),
];

const german: readonly Phrase[] = by("de", [
  met("meet acme Dienstag 10-11 Uhr"),
  met("meet acme am Dienstag von 10:00 bis 11:00 Uhr"),
  met("meet acme am 24.11. 10-11 Uhr"),
  met("meet acme 24.11.2026 10:00-11:00"),
  met("meet acme nächsten Dienstag 10:00 bis 11:00"),
  met("meet acme Di 10 Uhr für 1 Stunde"),
  met("meet acme jeden Dienstag 10-11 Uhr bis Dezember", {
    ...hour,
    rrule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T225959Z",
  }),
  met("meet acme Di 10-11 Uhr mit @jane und @raj", { ...hour, attendees: ["@jane", "@raj"] }),
  asksBack("meet acme Dienstag um 9", /09:00 or 21:00/),
]);

const french: readonly Phrase[] = by("fr", [
  met("meet acme mardi 10h-11h"),
  met("meet acme mardi de 10h à 11h"),
  met("meet acme le 24 novembre de 10h00 à 11h00"),
  met("meet acme mardi prochain 10h à 11h"),
  met("meet acme 24/11/2026 10h-11h"),
  met("meet acme tous les mardis 10h-11h", { ...hour, rrule: "FREQ=WEEKLY;BYDAY=TU" }),
  met("meet acme mardi 10h-11h avec @jane et @raj", { ...hour, attendees: ["@jane", "@raj"] }),
  asksBack("meet acme mardi à 9", /09:00 or 21:00/),
]);

export const meets: readonly Phrase[] = [...english, ...german, ...french];
