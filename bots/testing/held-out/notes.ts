/** Held out: what passed, in English. */
import { asksBack, does, logged, type Phrase } from "../../commands/phrasings/phrase.ts";
import { unescape } from "../../slack/text.ts";
import { clockOf } from "./said.ts";

const call = (words: string, party: string, more: object = {}) =>
  logged(words, { party, channel: "call", ...more });

export const notes: readonly Phrase[] = [
  call("Log call with May 25m -- she wants 40 seats", "May", {
    duration_s: 1500,
    body: "she wants 40 seats",
  }),
  call("log call May -- wants a quote", "May", { body: "wants a quote" }),
  call("log call Friday GmbH 10 min -- invoice question", "Friday GmbH", {
    duration_s: 600,
    body: "invoice question",
  }),
  logged("log email 3M -- sent the price list", {
    party: "3M",
    channel: "email",
    body: "sent the price list",
  }),
  call("Log call Call Center AG 12m - number portability", "Call Center AG", {
    duration_s: 720,
    body: "number portability",
  }),
  logged("log meeting Meeting Point Ltd yesterday 2pm for 45m", {
    party: "Meeting Point Ltd",
    channel: "meeting",
    at: clockOf("2026-11-21T14:00"),
    duration_s: 2700,
  }),
  call("log call “O’Brien & Sons” 7m — left voicemail", "O'Brien & Sons", {
    duration_s: 420,
    body: "left voicemail",
  }),
  call("log call O'Brien & Sons 7m - left voicemail", "O'Brien & Sons", {
    duration_s: 420,
    body: "left voicemail",
  }),
  call("log call 7-Eleven 5m", "7-Eleven", { duration_s: 300 }),
  call("log call Seven Eleven 5m", "Seven Eleven", { duration_s: 300 }),
  call("log call Today Fashion 20m -- call them back", "Today Fashion", {
    duration_s: 1200,
    body: "call them back",
  }),
  call("log call March Networks 15m", "March Networks", { duration_s: 900 }),
  call("log call May & Baker 15m", "May & Baker", { duration_s: 900 }),
  logged("log email to Sunday Riley - samples are on the way", {
    party: "Sunday Riley",
    channel: "email",
    direction: "out",
    body: "samples are on the way",
  }),
  call("logged call alfreds 1h 15m -- renewal", "alfreds", { duration_s: 4500, body: "renewal" }),
  call("log call alfreds 1 hour 15 min -- renewal", "alfreds", { duration_s: 4500, body: "renewal" }),
  call("log call alfreds half an hour -- pricing", "alfreds", { duration_s: 1800, body: "pricing" }),
  call("log call alfreds @ 9:30 20m -- reorder", "alfreds", {
    at: clockOf("2026-11-22T09:30"),
    duration_s: 1200,
    body: "reorder",
  }),
  call("log call alfreds 9:30-10:00 -- reorder", "alfreds", {
    at: clockOf("2026-11-22T09:30"),
    duration_s: 1800,
    body: "reorder",
  }),
  logged("log chat alfreds\nasked for the VAT number\nwill send tomorrow", {
    party: "alfreds",
    channel: "chat",
    body: "asked for the VAT number\nwill send tomorrow",
  }),
  logged("Log Note Alfreds: prefers e-mail", { party: "Alfreds", channel: "note", body: "prefers e-mail" }),
  logged("log demo acme fri 3pm 1h -- went well", {
    party: "acme",
    channel: "demo",
    at: clockOf("2026-11-20T15:00"),
    duration_s: 3600,
    body: "went well",
  }),
  call("log call acme last tues 45min", "acme", { at: "2026-11-17T12:00:00.000Z", duration_s: 2700 }),
  call("log call acme the day before yesterday", "acme", { at: "2026-11-20T12:00:00.000Z" }),
  call("LOG CALL ACME 25M -- WANTS 40 SEATS", "ACME", { duration_s: 1500, body: "WANTS 40 SEATS" }),
  call("log call acme 25 mins — wants 40 seats, call back on fri", "acme", {
    duration_s: 1500,
    body: "wants 40 seats, call back on fri",
  }),
  call("log call acme -- at 5 he will decide", "acme", { body: "at 5 he will decide" }),
  call("log call acme just now", "acme"),
  call("log call acme this morning 10m", "acme", { duration_s: 600 }),
  asksBack("log call acme next friday", /not happened/),
  asksBack("log acme called, wants 40 seats", /what it was/),
  asksBack("log call acme 3/4", /could be/),
  call(unescape("log call Böhm &amp; Söhne 5m"), "Böhm & Söhne", { duration_s: 300 }),
  logged(unescape("log email <mailto:anna@acme.example|anna@acme.example> -- sent &lt;draft&gt;"), {
    party: "anna@acme.example",
    channel: "email",
    body: "sent <draft>",
  }),
  call(unescape("log call acme 5m with <@U123|raj> -- see <https://acme.example/a|the page>"), "acme", {
    duration_s: 300,
    body: "see the page\n\nWith @raj.",
  }),
  does("feedback May PRD-3 5/5 – loves it", "feedback.add", {
    about: "PRD-3",
    from: "May",
    kind: "rating",
    score: 5,
    scale: 5,
    text: "loves it",
  }),
  does("Feedback acme nps 9", "feedback.add", { about: "acme", kind: "nps", score: 9 }),
  does("feedback acme 4 / 5 -- ok", "feedback.add", {
    about: "acme",
    kind: "rating",
    score: 4,
    scale: 5,
    text: "ok",
  }),
  asksBack("feedback PRD-3 4.5/5", /score/),
  does("fb acme bug -- “Export” button does nothing", "feedback.add", {
    about: "acme",
    kind: "bug",
    text: "“Export” button does nothing",
  }),
  does("feedback acme 10/10 would recommend", "feedback.add", {
    about: "acme",
    kind: "rating",
    score: 10,
    scale: 10,
    text: "would recommend",
  }),
  does("feedback acme csat=5 -- danke", "feedback.add", {
    about: "acme",
    kind: "csat",
    score: 5,
    text: "danke",
  }),
  does("feedback Friday GmbH 2/5 -- late again", "feedback.add", {
    about: "Friday GmbH",
    kind: "rating",
    score: 2,
    scale: 5,
    text: "late again",
  }),
];
