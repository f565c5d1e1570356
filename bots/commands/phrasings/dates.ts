/** Phrases that set dates and times of records: ahead or back as the field says, in the zone of whoever speaks. */
import { asksBack, by, does, type Phrase } from "./phrase.ts";

const closes = (words: string, day: string): Phrase =>
  does(words, "deal.change", { ref: "DEA-7", expected_close: day }, "deal");
const asks = (words: string, unclear: RegExp, noun: string, instead?: string[]): Phrase => ({
  ...asksBack(words, unclear, instead),
  noun,
});
/** Half past midnight in Berlin, and still the day before in UTC. */
const past = { at: new Date("2026-11-21T23:30:00Z") };

export const dates: readonly Phrase[] = [
  closes("set DEA-7 expected_close: 2026-12-31", "2026-12-31"),
  closes("set DEA-7 Expected close: 2026-12-31", "2026-12-31"),
  closes("set DEA-7 expected-close:next fri", "2026-11-27"),
  closes("set DEA-7 expected close: in 3 weeks", "2026-12-13"),
  closes("set DEA-7 expected close: eom", "2026-11-30"),
  closes("set DEA-7 expected close: end of q1", "2027-03-31"),
  closes("set DEA-7 expected close: Ende Q4", "2026-12-31"),
  closes("set DEA-7 expected close: fin janvier", "2027-01-31"),
  closes("set DEA-7 expected close: end of the year", "2026-12-31"),
  closes("set DEA-7 expected close: 24 dec", "2026-12-24"),
  closes("set DEA-7 expected close: 2026-01-31", "2026-01-31"),
  closes("set DEA-7 expected close: yesterday", "2026-11-21"),
  { ...closes("set DEA-7 expected close: 2027-01-31", "2027-01-31"), in: { zone: "" } },
  { ...closes("set DEA-7 expected close: today", "2026-11-22"), in: past },
  { ...closes("set DEA-7 expected close: tomorrow", "2026-11-23"), in: past },
  ...by("de", [
    closes("set DEA-7 expected close: übermorgen", "2026-11-24"),
    closes("set DEA-7 expected close: 5/6/2027", "2027-06-05"),
  ]),
  asks("set DEA-7 expected close: 5/6/2027", /could be/, "deal", [
    "set DEA-7 expected close: 2027-06-05",
    "set DEA-7 expected close: 2027-05-06",
  ]),
  asks("set DEA-7 expected close: soon", /takes a day such as/, "deal"),
  asks("set DEA-7 expected close: 2026-02-30", /not a date/, "deal"),
  { ...asks("set DEA-7 expected close: friday", /time zone/, "deal"), in: { zone: "" } },
  does("add deal X for acme expected close: 2027-01-15", "deal.add", {
    name: "X",
    party: "acme",
    expected_close: "2027-01-15",
  }),
  does(
    "set DEL-3 promised on: fri eta: sat",
    "delivery.change",
    {
      ref: "DEL-3",
      promised_on: "2026-11-27",
      eta: "2026-11-28",
    },
    "delivery",
  ),
  does("set BAT-3 due: mon", "batch.change", { ref: "BAT-3", due_on: "2026-11-23" }, "batch"),
  does("set TD-7 due: fri 5pm", "todo.change", { ref: "TD-7", due: "2026-11-27T16:00:00.000Z" }, "todo"),
  asks("set TD-7 due: fri", /at what time that day/, "todo", [
    "set TD-7 due: fri 09:00",
    "set TD-7 due: fri 17:00",
  ]),
  does(
    "set INT-9 at: yesterday",
    "interaction.change",
    { ref: "INT-9", at: "2026-11-21T12:00:00.000Z" },
    "interaction",
  ),
  does(
    "set INT-9 at: yesterday 9am",
    "interaction.change",
    { ref: "INT-9", at: "2026-11-21T08:00:00.000Z" },
    "interaction",
  ),
  does(
    "set INT-9 at: 2026-11-20T14:30Z",
    "interaction.change",
    { ref: "INT-9", at: "2026-11-20T14:30:00.000Z" },
    "interaction",
  ),
  asks("set INT-9 at: tomorrow", /has not happened yet/, "interaction"),
];
