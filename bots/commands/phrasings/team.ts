/** Phrases for feedback, groups, roles, history, and for what people tell of themselves. */
import { asksBack, by, does, type Phrase } from "./phrase.ts";

const slow = { text: "export is slow" };
const given = (words: string, input: object) => does(words, "feedback.add", { ...input });

const feedback: readonly Phrase[] = [
  given("feedback acme PRD-3 4/5 #billing -- export is slow", {
    about: "PRD-3",
    from: "acme",
    kind: "rating",
    score: 4,
    scale: 5,
    themes: ["billing"],
    ...slow,
  }),
  given("Feedback PRD-3 nps:9 — export is slow", { about: "PRD-3", kind: "nps", score: 9, ...slow }),
  given("feedback PRD-3 nps=9", { about: "PRD-3", kind: "nps", score: 9 }),
  given("feedback PRD-3 csat:4", { about: "PRD-3", kind: "csat", score: 4 }),
  given("fb bug PRD-3 -- export is slow", { about: "PRD-3", kind: "bug", ...slow }),
  given("feedback PRD-3 idea -- export is slow", { about: "PRD-3", kind: "idea", ...slow }),
  given("feedback on PRD-3 review\nexport is slow", { about: "PRD-3", kind: "review", ...slow }),
  given("feedback @raj 5/5 -- great help", {
    about: "@raj",
    kind: "rating",
    score: 5,
    scale: 5,
    text: "great help",
  }),
  given("feedback acme @raj 5/5", { about: "@raj", from: "acme", kind: "rating", score: 5, scale: 5 }),
  given("feedback “Alfreds Futterkiste” 3/5", {
    about: "Alfreds Futterkiste",
    kind: "rating",
    score: 3,
    scale: 5,
  }),
  given("feedback 3/5 -- export is slow", { about: "this", kind: "rating", score: 3, scale: 5, ...slow }),
  given("feedback 3/5 Alfreds Futterkiste", {
    about: "Alfreds Futterkiste",
    kind: "rating",
    score: 3,
    scale: 5,
  }),
  does("feedback list PRD-3 unresolved", "feedback.list", {
    about: "PRD-3",
    status: "open",
    sort: "-answered_at",
    limit: 6,
  }),
  does("feedback list", "feedback.list", { sort: "-answered_at", limit: 6 }),
  does("feedback FB-9 resolve", "feedback.resolve", { ref: "FB-9" }),
  does("feedback resolve FB-9 -- fixed in 2.1", "feedback.resolve", {
    ref: "FB-9",
    resolution: "fixed in 2.1",
  }),
  does("feedback summary PRD-3", "feedback.summary", { about: "PRD-3" }),
  asksBack("feedback", /About what/),
  asksBack("feedback PRD-3 -- export is slow", /a bug, an idea, a review/, [
    "feedback PRD-3 bug -- export is slow",
    "feedback PRD-3 idea -- export is slow",
    "feedback PRD-3 review -- export is slow",
  ]),
  asksBack("feedback PRD-3 6/5", /not possible/),
  asksBack("feedback PRD-3 4/5 3/5", /two scores/),
  asksBack("feedback PRD-3 colour:red", /no field/),
];

const groups: readonly Phrase[] = [
  does("group create emea", "group.add", { name: "emea", of: "person" }),
  does("Group create EMEA sales @raj @jane", "group.add", { name: "EMEA sales", of: "person" }),
  does("group add emea @li", "group.put", { ref: "emea", members: ["@li"] }),
  does("group add @li to emea", "group.put", { ref: "emea", members: ["@li"] }),
  does("group remove emea @li", "group.take", { ref: "emea", members: ["@li"] }),
  does("group show emea", "group.members", { ref: "emea", limit: 6 }),
  does("groups", "group.list", { limit: 6 }),
  asksBack("group ad emea @li", /group create/, ["group add emea @li"]),
  asksBack("group add emea", /whom/),
  asksBack("group create", /its name/),
  does("role grant @li accountant", "role.grant", { ref: "@li", role: "accountant" }),
  does("Role grant @li sales executive", "role.grant", { ref: "@li", role: "sales-executive" }),
  does("role grant accountant to @li", "role.grant", { ref: "@li", role: "accountant" }),
  does("role grant @li accountant until 1 dec", "role.grant", {
    ref: "@li",
    role: "accountant",
    until: "2026-12-01T23:00:00.000Z",
  }),
  does("role grant @li accountant until dec", "role.grant", {
    ref: "@li",
    role: "accountant",
    until: "2026-12-31T23:00:00.000Z",
  }),
  does("role revoke @li accountant", "role.revoke", { ref: "@li", role: "accountant" }),
  does("role list", "role.list", {}),
  does("role list @li", "person.list", {}),
  asksBack("role grant @li", /which role/),
  asksBack("role grant @li accountant until soon", /which day/),
  asksBack("role grant @li accountant until 5/6/2027", /2027-06-05 or 2027-05-06/),
  asksBack("role gant @li accountant", /role grant/, ["role grant @li accountant"]),
];

const histories: readonly Phrase[] = [
  does("merge CUS-3 into CUS-1", "party.merge", { ref: "CUS-3", into: "CUS-1" }),
  does("Merge “Acme Gmbh” into CUS-1", "party.merge", { ref: "Acme Gmbh", into: "CUS-1" }),
  asksBack("merge CUS-3 with CUS-1", /Which of the two/, [
    "merge CUS-3 into CUS-1",
    "merge CUS-1 into CUS-3",
  ]),
  asksBack("merge CUS-3 CUS-1", /Into which/),
  asksBack("merge", /merge CUS-3 into/),
  does("duplicates CUS-3", "party.duplicates", { ref: "CUS-3" }),
  does("why CUS-12 city", "change.why", { ref: "CUS-12", field: "city" }),
  does("why CUS-12 ?", "change.why", { ref: "CUS-12" }),
  does("Why alfreds", "change.why", { ref: "alfreds" }),
  does("why", "change.why", { ref: "this" }),
  does("asof CUS-12 1 oct", "record.asof", { ref: "CUS-12", at: "2026-10-01T21:59:59.000Z" }),
  does("as of 2026-10-01 CUS-12", "record.asof", { ref: "CUS-12", at: "2026-10-01T21:59:59.000Z" }),
  does("as-of yesterday CUS-12", "record.asof", { ref: "CUS-12", at: "2026-11-21T22:59:59.000Z" }),
  does("asof CUS-12 yesterday 3pm", "record.asof", { ref: "CUS-12", at: "2026-11-21T14:00:00.000Z" }),
  does("diff CUS-12 since monday", "record.diff", { ref: "CUS-12", since: "2026-11-15T23:00:00.000Z" }),
  does("diff CUS-12 3 days ago", "record.diff", { ref: "CUS-12", since: "2026-11-18T23:00:00.000Z" }),
  does("diff since 2 weeks ago", "record.diff", { ref: "this", since: "2026-11-07T23:00:00.000Z" }),
  asksBack("asof CUS-12", /Which day/),
  asksBack("asof CUS-12 tomorrow", /not happened/),
  does("undo 3", "change.undo", { room: "!here:hub.localhost" }),
  does("show acme interactions", "interaction.list", { party: "acme", sort: "-at", limit: 6 }),
  does("show acme interactions last 30 days", "interaction.list", { party: "acme", sort: "-at", limit: 50 }),
  does("show alfreds’ deals", "deal.list", { party: "alfreds'", sort: "-created_at", limit: 6 }),
  does("add deal “500 seats” for acme", "deal.add", { name: "500 seats", party: "acme" }),
  does("add deal 500 seats for acme value: 12k EUR stage:qualified @raj", "deal.add", {
    name: "500 seats",
    party: "acme",
    value: { amount_minor: 1_200_000, currency: "EUR" },
    stage: "qualified",
    owner: "@raj",
  }),
  does("Add a ticket Export fails for acme priority:high -- since Monday", "case.add", {
    subject: "Export fails",
    party: "acme",
    priority: "high",
    description: "since Monday",
  }),
  does("add deal 500 seats", "deal.add", { name: "500 seats", party: "this" }),
  asksBack("add deal", /called/),
  asksBack("add deal for acme", /called/),
];

const selves: readonly Phrase[] = [
  does("tz Europe/Berlin", "preference.set", { time_zone: "Europe/Berlin" }),
  does("TZ europe/berlin", "preference.set", { time_zone: "Europe/Berlin" }),
  does("tz Berlin", "preference.set", { time_zone: "Europe/Berlin" }),
  does("tz New York", "preference.set", { time_zone: "America/New_York" }),
  does("tz", "preference.show", {}),
  does("tz utc", "preference.set", { time_zone: "UTC" }),
  asksBack("tz CET+1", /no time zone/),
  asksBack("tz Berlni", /no time zone/, ["tz Europe/Berlin"]),
  does("lang de", "preference.set", { locale: "de" }),
  does("lang Deutsch", "preference.set", { locale: "de" }),
  does("lang en_us", "preference.set", { locale: "en-US" }),
  asksBack("lang en", /5th of June/, ["lang en-GB", "lang en-US"]),
  asksBack("lang klingon", /English, German and French/),
  does("link", "session.who", {}),
  does("approvals", "confirmation.list", {}),
  does("confirm 0198a3c0-0000-7000-8000-000000000001", "confirmation.give", {
    id: "0198a3c0-0000-7000-8000-000000000001",
  }),
  asksBack("confirm", /approvals/),
  asksBack("confirm INV-2", /approvals/),
  does("withdraw 0198a3c0-0000-7000-8000-000000000001", "confirmation.withdraw", {
    id: "0198a3c0-0000-7000-8000-000000000001",
  }),
];

const logs: readonly Phrase[] = [
  does("log call acme 25m with @jane -- wants 40 seats", "interaction.add", {
    party: "acme",
    channel: "call",
    duration_s: 1500,
    body: "wants 40 seats\n\nWith @jane.",
  }),
  does("log call acme with @jane and @raj 25m", "interaction.add", {
    party: "acme",
    channel: "call",
    duration_s: 1500,
    body: "With @jane, @raj.",
  }),
  does("log call acme at 9:30 25m", "interaction.add", {
    party: "acme",
    channel: "call",
    at: "2026-11-22T08:30:00.000Z",
    duration_s: 1500,
  }),
  does("log call acme last friday 3pm 25m", "interaction.add", {
    party: "acme",
    channel: "call",
    at: "2026-11-20T14:00:00.000Z",
    duration_s: 1500,
  }),
  {
    ...does("log", "interaction.add", {
      party: "this",
      channel: "chat",
      at: "2026-11-22T11:00:00.000Z",
      body: "They want 40",
    }),
    in: { quoted: { text: "They want 40", at: "2026-11-22T11:00:00.000Z" } },
  },
  ...by("de", [
    does("log Anruf acme gestern 25m", "interaction.add", {
      party: "acme",
      channel: "call",
      at: "2026-11-21T12:00:00.000Z",
      duration_s: 1500,
    }),
    does("log call acme am 20.11. 25m", "interaction.add", {
      party: "acme",
      channel: "call",
      at: "2026-11-20T12:00:00.000Z",
      duration_s: 1500,
    }),
    does("log call acme 5/6/2026", "interaction.add", {
      party: "acme",
      channel: "call",
      at: "2026-06-05T12:00:00.000Z",
    }),
  ]),
  ...by("fr", [
    does("log visite acme hier", "interaction.add", {
      party: "acme",
      channel: "visit",
      at: "2026-11-21T12:00:00.000Z",
    }),
  ]),
];

export const teams: readonly Phrase[] = [...feedback, ...groups, ...histories, ...selves, ...logs];
