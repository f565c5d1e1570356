/** Held out, a second time: written when the first phrases had been mended, and before any of these was read. */
import { asksBack, by, does, logged, type Phrase } from "../../commands/phrasings/phrase.ts";
import { unescape } from "../../slack/text.ts";
import { bill, clockOf, dayOf, dueAt, meet, remind, saidAt, todo } from "./said.ts";

const call = (words: string, party: string, more: object = {}) =>
  logged(words, { party, channel: "call", ...more });
const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });

const english: readonly Phrase[] = [
  call("Log call to Monday.com 15 min – renewal moved to Q1", "Monday.com", {
    direction: "out",
    duration_s: 900,
    body: "renewal moved to Q1",
  }),
  call("log call from Next plc 8m", "Next plc", { direction: "in", duration_s: 480 }),
  call("log call 24/7 Services 8m -- hello", "24/7 Services", { duration_s: 480, body: "hello" }),
  call("log call Forever 21 10m", "Forever 21", { duration_s: 600 }),
  logged("log visit Hour Glass Ltd on wed 11am -- demo unit broken", {
    party: "Hour Glass Ltd",
    channel: "visit",
    at: clockOf("2026-11-18T11:00"),
    body: "demo unit broken",
  }),
  call("log call acme 10 minutes ago -- voicemail", "acme", {
    at: clockOf("2026-11-22T12:50"),
    body: "voicemail",
  }),
  call("log call acme 12:15 5m", "acme", { at: clockOf("2026-11-22T12:15"), duration_s: 300 }),
  call("log call acme on nov 3 30m", "acme", { at: "2026-11-03T12:00:00.000Z", duration_s: 1800 }),
  call("log call acme 1h30 -- kick-off", "acme", { duration_s: 5400, body: "kick-off" }),
  logged("log meeting acme yesterday 3-4pm with @raj -- roadmap", {
    party: "acme",
    channel: "meeting",
    at: clockOf("2026-11-21T15:00"),
    duration_s: 3600,
    body: "roadmap\n\nWith @raj.",
  }),
  logged("log email CUS-12: they accept the offer, start 1 Dec", {
    party: "CUS-12",
    channel: "email",
    body: "they accept the offer, start 1 Dec",
  }),
  asksBack("log call acme 25:70", /./),
  call("log call Dec Ltd. last week mon 5m", "Dec Ltd.", { at: "2026-11-16T12:00:00.000Z", duration_s: 300 }),
  todo("todo: send invoice to Dec Ltd tomorrow 5pm", "send invoice to Dec Ltd", dueAt("2026-11-23T17:00")),
  todo("todo book room for 20 people by thu", "book room for 20 people", dayOf("2026-11-26")),
  todo("todo check if 5/5 servers run by tmrw", "check if 5/5 servers run", dayOf("2026-11-23")),
  asksBack("todo book table for friday", /Is "friday" the time/),
  asksBack("todo report on sales from monday", /./),
  todo("todo call back Jan about the invoice", "call back Jan about the invoice"),
  todo("Todo call back April by noon tomorrow", "call back April", dueAt("2026-11-23T12:00")),
  todo("todo ship 3 boxes mon 7:30am !low", "ship 3 boxes", {
    ...dueAt("2026-11-23T07:30"),
    priority: "low",
  }),
  todo("todo renew domain by dec 31st", "renew domain", dayOf("2026-12-31")),
  todo("todo send deck by COB fri", "send deck", dueAt("2026-11-27T17:00")),
  asksBack("todo send deck by half past 4", /04:30 or 16:30/),
  todo("todo review Q4 numbers in 10 days", "review Q4 numbers", dayOf("2026-12-02")),
  asksBack("todo ping raj sometime tomorrow morning", /time/),
  todo("todo standup notes every weekday 9:15am", "standup notes", {
    ...dueAt("2026-11-23T09:15"),
    rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  }),
  meet("meet Sun Microsystems tue 2-3pm", "Sun Microsystems", "2026-11-24T14:00", "15:00"),
  meet("Meet Dr. May thu 9am -- contract", "Dr. May", "2026-11-26T09:00", undefined, { note: "contract" }),
  meet("meet acme fri 27 nov 10am-11am", "acme", "2026-11-27T10:00", "11:00"),
  meet("meet acme tomorrow at 8:30 for an hour", "acme", "2026-11-23T08:30", "09:30"),
  asksBack("meet acme sometime next week", /When|week/),
  meet("meet acme in 3 days 4pm @raj", "acme", "2026-11-25T16:00", undefined, { attendees: ["@raj"] }),
  asksBack("meet acme 5/12 10am", /could be/),
  meet("meet acme sat 5/12 10am", "acme", "2026-12-05T10:00"),
  remind("remind me in 90 min to send the offer", "send the offer", "2026-11-22T14:30"),
  remind("Remind me to water the May flowers tomorrow at 7am", "water the May flowers", "2026-11-23T07:00"),
  remind("remind @li thu at 16:00 - submit expenses", "submit expenses", "2026-11-26T16:00", {
    owner: "@li",
  }),
  asksBack("remind me later -- call", /When/),
  does("snooze RM-3 30m", "reminder.snooze", { ref: "RM-3", for_s: 1800 }),
  does("snooze TD-7 to fri 9am", "todo.snooze", { ref: "TD-7", until: clockOf("2026-11-27T09:00") }),
  does("Done TD-7.", "todo.done", { ref: "TD-7" }),
  bill("invoice 24/7 Services €99.90 -- support", "24/7 Services", 9990, "EUR", "support"),
  bill("Invoice acme 2,500.00 GBP net14 – licences", "acme", 250_000, "GBP", "licences", { terms_days: 14 }),
  bill("invoice for acme 1.5k EUR — training day", "acme", 150_000, "EUR", "training day"),
  asksBack("invoice acme 100 eur vat 19 -- x", /./),
  asksBack("invoice acme minus 50 eur -- x", /./),
  asksBack("pay INV-204 600 eur 2 days ago", /./),
  asksBack("pay INV-204 and INV-205", /./),
  asksBack("paid acme invoice 600 eur INV-9", /./),
  asksBack("add deal May campaign for Sun AG value: 10.000 €", /two amounts/),
  does("add deal Fleet for acme value: 25k eur stage: qualified expected close: end of march", "deal.add", {
    name: "Fleet",
    party: "acme",
    value: eur(2_500_000),
    stage: "qualified",
    expected_close: "2027-03-31",
  }),
  does("set acme tags: #vip #eu", "party.change", { ref: "acme", tags: ["vip", "eu"] }),
  does("move acme deal → negotiation", "tracker.move", { ref: "acme deal", to: "negotiation" }),
  does("feedback Next plc nps: 7 -- slow support", "feedback.add", {
    about: "Next plc",
    kind: "nps",
    score: 7,
    text: "slow support",
  }),
  does("feedback acme 3 out of 5 - ok", "feedback.add", {
    about: "acme",
    kind: "rating",
    score: 3,
    scale: 5,
    text: "ok",
  }),
  ...saidAt("2026-10-24T22:30:00Z", [
    does("remind me in 3h -- check night job", "reminder.add", {
      text: "check night job",
      at: "2026-10-25T01:30:00.000Z",
      time_zone: "Europe/Berlin",
    }),
    meet("meet acme today 10am", "acme", "2026-10-25T10:00"),
  ]),
  ...saidAt("2027-02-28T12:00:00Z", [
    todo("todo file report tomorrow", "file report", dayOf("2027-03-01")),
    todo("todo file report in a month", "file report", {
      due: "2027-03-27T23:00:00.000Z",
      time_zone: "Europe/Berlin",
      all_day: true,
    }),
  ]),
  call(unescape("log call M&amp;M 5m &gt; asked for prices"), "M&M", {
    duration_s: 300,
    body: "> asked for prices",
  }),
];
const german: readonly Phrase[] = by("de", [
  call("log anruf bei Sonntag & Partner 10min – Mahnung besprochen", "Sonntag & Partner", {
    duration_s: 600,
    body: "Mahnung besprochen",
  }),
  call("log Telefonat mit Frau März gestern um 11 Uhr 30 Min", "Frau März", {
    at: clockOf("2026-11-21T11:00"),
    duration_s: 1800,
  }),
  logged("log Besuch Acme am Freitag 10-12 Uhr – Abnahme", {
    party: "Acme",
    channel: "visit",
    at: clockOf("2026-11-20T10:00"),
    duration_s: 7200,
    body: "Abnahme",
  }),
  todo("todo Angebot für Mai GmbH bis Mi 12 Uhr", "Angebot für Mai GmbH", dueAt("2026-11-25T12:00")),
  todo("todo Umsatzsteuer zum 10. anmelden bis 9.12.", "Umsatzsteuer zum 10. anmelden", dayOf("2026-12-09")),
  todo("todo Lager prüfen alle 14 Tage", "Lager prüfen", {
    ...dayOf("2026-11-23"),
    rrule: "FREQ=DAILY;INTERVAL=14",
  }),
  asksBack("todo Acme anrufen diese Woche", /./),
  asksBack("todo Acme anrufen morgen früh", /time/),
  todo("todo Herrn So anrufen", "Herrn So anrufen"),
  meet("meet Acme nächsten Mittwoch von 9 bis 10:30 Uhr", "Acme", "2026-11-25T09:00", "10:30"),
  meet("meet Acme Freitag, den 4.12. um 15 Uhr", "Acme", "2026-12-04T15:00"),
  asksBack("meet Acme Freitag 3.12. 15 Uhr", /Thursday/),
  remind("erinnere uns jeden Freitag um 15 Uhr – Zeiten buchen", "Zeiten buchen", "2026-11-27T15:00", {
    room: "!here:hub.localhost",
    rrule: "FREQ=WEEKLY;BYDAY=FR",
  }),
  bill("Rechnung Meier 89,90€ -- Filter", "Meier", 8990, "EUR", "Filter"),
  bill("rechnung an Freitag GmbH 1.000.000,00 EUR -- Anlage", "Freitag GmbH", 100_000_000, "EUR", "Anlage"),
]);
const french: readonly Phrase[] = by("fr", [
  call("log appel à Avril SARL 12 min — en retard", "Avril SARL", {
    direction: "out",
    duration_s: 720,
    body: "en retard",
  }),
  logged("log rdv Dupont jeudi dernier 15h", {
    party: "Dupont",
    channel: "meeting",
    at: clockOf("2026-11-19T15:00"),
  }),
  todo("todo rappeler Mme Mai le 3 à 10h", "rappeler Mme Mai", dueAt("2026-12-03T10:00")),
  todo("todo facturer Dupont avant fin novembre", "facturer Dupont", dayOf("2026-11-30")),
  asksBack("todo facturer Dupont ce soir", /./),
  meet("meet Dupont lundi 30 novembre 14h-15h", "Dupont", "2026-11-30T14:00", "15:00"),
  meet("meet Dupont mer 25/11 à 16h30", "Dupont", "2026-11-25T16:30"),
  bill("facture Léon 2 500,00 EUR -- conseil", "Léon", 250_000, "EUR", "conseil"),
  does("rappelle @raj lundi 9h d’appeler Dupont", "reminder.add", {
    text: "appeler Dupont",
    at: clockOf("2026-11-23T09:00"),
    time_zone: "Europe/Berlin",
    owner: "@raj",
  }),
]);

export const again: readonly Phrase[] = [...english, ...german, ...french];
