/** Phrases for what is told again and again, and for pay. */
import { asksBack, does, type Phrase } from "./phrase.ts";

const told: readonly Phrase[] = [
  does("ask every monday 9am post here: pipeline by stage", "question.add", {
    question: "pipeline by stage",
    starts: "2026-11-23T08:00:00.000Z",
    time_zone: "Europe/Berlin",
    rrule: "FREQ=WEEKLY;BYDAY=MO",
    room: "!here:hub.localhost",
  }),
  does("ask every 1st of the month 8:00 silent customers", "question.add", {
    question: "silent customers",
    starts: "2026-12-01T07:00:00.000Z",
    time_zone: "Europe/Berlin",
    rrule: "FREQ=MONTHLY;BYMONTHDAY=1",
  }),
  asksBack("ask every monday pipeline by stage", /At what time/),
  does("watch acme", "watch.add", { about: "acme" }),
  does("Watch", "watch.add", { about: "this" }),
  does("unwatch WAT-3", "watch.remove", { ref: "WAT-3" }),
  does("unwatch ASK-2", "question.remove", { ref: "ASK-2" }),
  does("notify #sales when deal > 50k moves to won", "watch.add", {
    name: "deal > 50k moves to won",
    of: "deal",
    rule: {
      all: [
        { op: "above", value: 50_000 },
        { field: "stage", op: "is", value: "won" },
      ],
    },
    room: "#sales",
  }),
  does("Notify here when a deal over 50k USD moves to “Closed won”", "watch.add", {
    name: "deal over 50k USD moves to “Closed won”",
    of: "deal",
    rule: {
      all: [
        { op: "above", value: { amount: 50_000, currency: "USD" } },
        { field: "stage", op: "is", value: "Closed won" },
      ],
    },
    room: "!here:hub.localhost",
  }),
  does("notify me when party city = Berlin changes", "watch.add", {
    name: "party city = Berlin changes",
    of: "party",
    rule: { all: [{ field: "city", op: "is", value: "Berlin" }] },
    event: "changes",
  }),
  asksBack("notify #sales deal moves to won", /Say when/),
  asksBack("notify @raj when deal moves to won", /watches for themselves/),
  asksBack("notify me when deal changes", /what fits/, ["watch deal"]),
  asksBack("notify me when deal moves", /which stage/),
  asksBack("notify me when deal added", /I can tell of/),
  does("silent mine", "radar.silence", { owner: "@jane:hub.localhost", limit: 5 }),
  does("promises", "promise.list", { limit: 5 }),
  does("accept PRM-3", "promise.accept", { id: "PRM-3" }),
  asksBack("accept INV-3", /which promise/),
];

const pay: readonly Phrase[] = [
  does("salary @jane 4200 eur from 2026-12-01", "salary.set", {
    person: "@jane",
    amount: { amount_minor: 420_000, currency: "EUR" },
    from: "2026-12-01",
  }),
  does("Salary @jane €4.2k from 1 dec", "salary.set", {
    person: "@jane",
    amount: { amount_minor: 420_000, currency: "EUR" },
    from: "2026-12-01",
  }),
  does("salary @jane 25 eur per hour nov", "salary.set", {
    person: "@jane",
    amount: { amount_minor: 2500, currency: "EUR" },
    per: "hour",
    from: "2026-11-01",
  }),
  does("salary @jane", "salary.list", { person: "@jane" }),
  does("salary", "salary.list", {}),
  asksBack("salary @jane 4200 eur oct", /which year/, [
    "salary @jane 4200 eur 2026-10-01",
    "salary @jane 4200 eur 2027-10-01",
  ]),
  asksBack("salary @jane 4200 eur", /From which day/),
  asksBack("salary @jane 4200", /no currency/),
  asksBack("salary @jane 4,200 eur from 2026-12-01", /two amounts/),
  asksBack("salary 4200 eur from 2026-12-01", /Whose/),
  does("payroll preview oct", "pay_run.prepare", { month: "2026-10" }),
  does("payroll preview dec", "pay_run.prepare", { month: "2025-12" }),
  does("Payroll prepare 2026-11", "pay_run.prepare", { month: "2026-11" }),
  {
    ...does("payroll approve RUN-3", "pay_run.approve", { ref: "RUN-3", hash: "5e".repeat(32) }),
    found: { "pay_run.details": { hash: "5e".repeat(32) } },
  },
  does("payroll pay RUN-3", "pay_run.pay", { ref: "RUN-3" }),
  asksBack("payroll preview", /which month/),
  asksBack("payroll preview soon", /which month/),
  asksBack("payroll pay", /payroll approve/),
  does("payslip", "payslip.list", {}),
];

export const watches: readonly Phrase[] = [...told, ...pay];
