/** Held out: German. */
import { asksBack, by, does, logged, type Phrase } from "../../commands/phrasings/phrase.ts";
import { bill, clockOf, dayOf, dueAt, meet, remind, todo } from "./said.ts";

const anruf = (words: string, party: string, more: object = {}) =>
  logged(words, { party, channel: "call", ...more });

export const german: readonly Phrase[] = by("de", [
  anruf("log Anruf Müller & Co. 12 Min – will Angebot", "Müller & Co.", {
    duration_s: 720,
    body: "will Angebot",
  }),
  anruf("Log Telefonat Acme gestern 15 Uhr 20 Min - Rückfrage Rechnung", "Acme", {
    at: clockOf("2026-11-21T15:00"),
    duration_s: 1200,
    body: "Rückfrage Rechnung",
  }),
  logged("log Besuch Acme letzten Donnerstag", {
    party: "Acme",
    channel: "visit",
    at: "2026-11-19T12:00:00.000Z",
  }),
  anruf("log anruf acme vor 2 Stunden", "acme", { at: clockOf("2026-11-22T11:00") }),
  logged("log Termin Acme 18.11. 14:30 1 Std -- Vertrag", {
    party: "Acme",
    channel: "meeting",
    at: clockOf("2026-11-18T14:30"),
    duration_s: 3600,
    body: "Vertrag",
  }),
  logged("log Mail an Acme – Angebot geschickt", {
    party: "Acme",
    channel: "email",
    direction: "out",
    body: "Angebot geschickt",
  }),
  anruf("log Anruf von Acme 3m", "Acme", { direction: "in", duration_s: 180 }),
  anruf("log Anruf mit Acme 1 Stunde", "Acme", { duration_s: 3600 }),
  anruf("log Anruf Freitag GmbH 5m", "Freitag GmbH", { duration_s: 300 }),
  anruf("log Anruf Mai 5m", "Mai", { duration_s: 300 }),
  logged("log Notiz Acme: zahlt immer spät", { party: "Acme", channel: "note", body: "zahlt immer spät" }),
  anruf("log Anruf acme 1,5 Std", "acme", { duration_s: 5400 }),
  anruf("log Anruf acme eine halbe Stunde", "acme", { duration_s: 1800 }),
  todo(
    "todo Angebot an Müller schicken bis Freitag 17 Uhr",
    "Angebot an Müller schicken",
    dueAt("2026-11-27T17:00"),
  ),
  todo("Todo Rechnung prüfen bis morgen Mittag", "Rechnung prüfen", dueAt("2026-11-23T12:00")),
  todo("todo Mai anrufen", "Mai anrufen"),
  asksBack("todo Freitag GmbH anrufen", /Is "Freitag" the time/),
  todo("todo Steuer bis 31.12.", "Steuer", dayOf("2026-12-31")),
  todo("todo Steuer bis Ende des Monats", "Steuer", dayOf("2026-11-30")),
  asksBack("todo Acme zurückrufen um halb drei", /./),
  todo("todo Acme zurückrufen um 14.30 Uhr", "Acme zurückrufen", dueAt("2026-11-22T14:30")),
  asksBack("todo Mahnung raus nächste Woche", /./),
  todo("todo Bericht jeden ersten Montag im Monat 9 Uhr", "Bericht", {
    ...dueAt("2026-12-07T09:00"),
    rrule: "FREQ=MONTHLY;BYDAY=1MO",
  }),
  todo("todo Bericht schicken in 14 Tagen !hoch", "Bericht schicken", {
    ...dayOf("2026-12-06"),
    priority: "high",
  }),
  todo("todo Acme anrufen Mo 9:00", "Acme anrufen", dueAt("2026-11-23T09:00")),
  asksBack("todo Acme anrufen am Montag früh", /./),
  todo("todo Acme anrufen Mo. 30.11. 9 Uhr", "Acme anrufen", dueAt("2026-11-30T09:00")),
  meet("meet Müller am Dienstag, 24.11., 10 bis 11 Uhr", "Müller", "2026-11-24T10:00", "11:00"),
  meet("meet Müller Di. 24.11. 10:00–11:00", "Müller", "2026-11-24T10:00", "11:00"),
  meet("meet acme morgen 14 bis 15:30 Uhr", "acme", "2026-11-23T14:00", "15:30"),
  meet("meet acme Donnerstag ab 9 Uhr", "acme", "2026-11-26T09:00"),
  meet("meet acme Do 9h für 90 Minuten", "acme", "2026-11-26T09:00", "10:30"),
  meet("meet acme jeden zweiten Dienstag 10-11 Uhr", "acme", "2026-11-24T10:00", "11:00", {
    rrule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
  }),
  asksBack("meet acme übernächsten Dienstag 10 Uhr", /./),
  remind("erinnere mich in einer Stunde an Acme", "Acme", "2026-11-22T14:00"),
  remind("erinnere mich Freitag um 16:30 Uhr, Acme anzurufen", "Acme anzurufen", "2026-11-27T16:30"),
  remind("erinnere @raj am 1.12. um 9 Uhr an die Rechnung", "die Rechnung", "2026-12-01T09:00", {
    owner: "@raj",
  }),
  remind("erinnere mich am 24. um 9 Uhr -- Acme", "Acme", "2026-11-24T09:00"),
  does("snooze TD-7 bis morgen 9 Uhr", "todo.snooze", { ref: "TD-7", until: clockOf("2026-11-23T09:00") }),
  does("snooze TD-7 1 Stunde", "todo.snooze", { ref: "TD-7", for_s: 3600 }),
  does("erledigt TD-7", "todo.done", { ref: "TD-7" }),
  bill("rechnung Müller 450 Euro -- Beratung", "Müller", 45_000, "EUR", "Beratung"),
  asksBack("rechnung Müller 450,- € -- Beratung", /./),
  bill("rechnung an Müller 1.200,50 € – Wartung", "Müller", 120_050, "EUR", "Wartung"),
  does("angebot Müller 2.500,00 EUR – Schulung", "quote.add", {
    party: "Müller",
    currency: "EUR",
    lines: [{ description: "Schulung", quantity: 1, unit_price_minor: 250_000 }],
  }),
  does("angebot Müller -- 2 x PRD-3; Schulung 900 EUR", "quote.add", {
    party: "Müller",
    currency: "EUR",
    lines: [
      { product: "PRD-3", quantity: 2 },
      { description: "Schulung", quantity: 1, unit_price_minor: 90_000 },
    ],
  }),
  does("gehalt @jane 4.200,00 EUR ab 1.12.", "salary.set", {
    person: "@jane",
    amount: { amount_minor: 420_000, currency: "EUR" },
    from: "2026-12-01",
  }),
  asksBack("gehalt @jane 4200 EUR ab januar", /which year/),
  does(
    "set DEA-7 expected close: 31.1.",
    "deal.change",
    { ref: "DEA-7", expected_close: "2027-01-31" },
    "deal",
  ),
]);
