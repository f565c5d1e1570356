/** Phrases for `meet` and what they come to. The first ones are shown by `help meet`. */
import type { Example } from "./command.ts";

export const meetExamples: readonly Example[] = [
  {
    words: "meet acme next tue 10-11am every 2 weeks until dec remind 1d,10m with @jane @raj",
    call: "meeting.add",
    input: {
      title: "Meeting with acme",
      about: "acme",
      starts: "2026-11-24T09:00:00.000Z",
      ends: "2026-11-24T10:00:00.000Z",
      time_zone: "Europe/Berlin",
      rrule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T225959Z",
      remind_before: [86_400, 600],
      attendees: ["@jane", "@raj"],
    },
  },
  {
    words: "meet move MT-4 thu 3pm all",
    call: "meeting.move",
    input: { ref: "MT-4", starts: "2026-11-26T14:00:00.000Z", which: "all" },
  },
  { words: "meet accept MT-4", call: "meeting.answer", input: { ref: "MT-4", answer: "accepted" } },
];
