/** Held out: French. */
import { asksBack, by, does, logged, type Phrase } from "../../commands/phrasings/phrase.ts";
import { bill, clockOf, dayOf, dueAt, meet, remind, todo } from "./said.ts";

const appel = (words: string, party: string, more: object = {}) =>
  logged(words, { party, channel: "call", ...more });

export const french: readonly Phrase[] = by("fr", [
  appel("log appel Dupont hier 14h30 20 min - relance", "Dupont", {
    at: clockOf("2026-11-21T14:30"),
    duration_s: 1200,
    body: "relance",
  }),
  appel("log appel de Dupont 5 min", "Dupont", { direction: "in", duration_s: 300 }),
  logged("log visite « Chez Léon » hier", {
    party: "Chez Léon",
    channel: "visit",
    at: "2026-11-21T12:00:00.000Z",
  }),
  logged("log réunion Dupont mardi dernier – contrat", {
    party: "Dupont",
    channel: "meeting",
    at: "2026-11-17T12:00:00.000Z",
    body: "contrat",
  }),
  logged("log reunion dupont il y a 3 jours", {
    party: "dupont",
    channel: "meeting",
    at: "2026-11-19T12:00:00.000Z",
  }),
  logged("log e-mail à Dupont -- devis envoyé", {
    party: "Dupont",
    channel: "email",
    direction: "out",
    body: "devis envoyé",
  }),
  appel("log appel Mars SA 10 min", "Mars SA", { duration_s: 600 }),
  appel("log appel avec Dupont 1h", "Dupont", { duration_s: 3600 }),
  appel("log appel Dupont avant-hier", "Dupont", { at: "2026-11-20T12:00:00.000Z" }),
  appel("log appel L’Oréal 12 min", "L'Oréal", { duration_s: 720 }),
  appel("log appel Dupont une demi-heure", "Dupont", { duration_s: 1800 }),
  asksBack("todo rappeler Dupont demain matin", /./),
  todo(
    "todo envoyer le devis à Mars SA avant vendredi 17h",
    "envoyer le devis à Mars SA",
    dueAt("2026-11-27T17:00"),
  ),
  todo("todo envoyer devis d’ici vendredi", "envoyer devis", dayOf("2026-11-27")),
  todo("todo payer la TVA avant le 30/11", "payer la TVA", dayOf("2026-11-30")),
  todo("todo relancer Dupont lundi à 9h30", "relancer Dupont", dueAt("2026-11-23T09:30")),
  todo("todo relancer Dupont fin du mois", "relancer Dupont", dayOf("2026-11-30")),
  todo("todo relancer Dupont le 1er décembre", "relancer Dupont", dayOf("2026-12-01")),
  todo("todo point équipe tous les lundis à 9h", "point équipe", {
    ...dueAt("2026-11-23T09:00"),
    rrule: "FREQ=WEEKLY;BYDAY=MO",
  }),
  todo("todo rappeler Juin Conseil", "rappeler Juin Conseil"),
  todo("todo relancer dans 15 jours", "relancer", dayOf("2026-12-07")),
  todo("todo relancer Dupont après-demain midi", "relancer Dupont", dueAt("2026-11-24T12:00")),
  asksBack("todo relancer Dupont la semaine prochaine", /./),
  meet("meet Dupont mardi 24 novembre de 10h à 11h", "Dupont", "2026-11-24T10:00", "11:00"),
  meet("meet Dupont jeudi 14h-15h30", "Dupont", "2026-11-26T14:00", "15:30"),
  meet("meet Dupont le mardi 24/11 à 10h", "Dupont", "2026-11-24T10:00"),
  asksBack("meet Dupont vendredi en huit 10h", /./),
  asksBack("meet Dupont un mardi sur deux 10h-11h", /./),
  meet("meet Dupont mercredi midi", "Dupont", "2026-11-25T12:00"),
  meet("meet Dupont demain 9h pendant 30 minutes", "Dupont", "2026-11-23T09:00", "09:30"),
  remind("remind moi dans une heure de rappeler Dupont", "rappeler Dupont", "2026-11-22T14:00"),
  remind("remind moi vendredi 16h30 : envoyer factures", "envoyer factures", "2026-11-27T16:30"),
  remind("rappelle-moi demain à 9h de rappeler Dupont", "rappeler Dupont", "2026-11-23T09:00"),
  does("snooze TD-7 jusqu’à demain 9h", "todo.snooze", { ref: "TD-7", until: clockOf("2026-11-23T09:00") }),
  does("snooze TD-7 2 heures", "todo.snooze", { ref: "TD-7", for_s: 7200 }),
  bill("facture Dupont 1200 euros -- conseil", "Dupont", 120_000, "EUR", "conseil"),
  bill("facture Dupont 1 200,50 € -- conseil", "Dupont", 120_050, "EUR", "conseil"),
  bill("Facture Dupont 1\u202f200,50\u00a0€ — conseil", "Dupont", 120_050, "EUR", "conseil"),
  does("devis Dupont 900 € -- installation", "quote.add", {
    party: "Dupont",
    currency: "EUR",
    lines: [{ description: "installation", quantity: 1, unit_price_minor: 90_000 }],
  }),
  does("lang français", "preference.set", { locale: "fr" }),
]);
