/** Dunning: after how many days in which words, what the next reminder would say, and who was reminded when. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";

const closed = { additionalProperties: false } as const;
const one = Type.Object({ ref: Ref }, closed);
const Day = Type.String({ format: "date" });

/** What the texts may name, in braces. */
export const dunningWords = [
  "number",
  "party",
  "date",
  "due_date",
  "days",
  "total",
  "open",
  "company",
  "bank",
] as const;

const DunningStep = Type.Object(
  {
    level: Type.Integer({ minimum: 1, maximum: 9, title: "Level" }),
    days: Type.Integer({ minimum: 0, maximum: 3650, title: "Days", description: "after the due date" }),
    name: Type.String({ minLength: 1, maxLength: 40, title: "Name" }),
    subject: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: "^[^\\u0000-\\u001f]*$",
      title: "Subject",
    }),
    text: Type.String({
      minLength: 1,
      maxLength: 5000,
      title: "Text",
      description: `may name ${dunningWords.map((word) => `{${word}}`).join(", ")}`,
    }),
  },
  closed,
);

export const listDunningSteps = call({
  name: "dunning.list",
  http: "GET /dunning-steps",
  help: "List the steps by which customers are reminded, and their words.",
  needs: "invoice:remind",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({ items: Type.Array(DunningStep) }),
});
export const setDunningStep = call({
  name: "dunning.set",
  http: "POST /dunning-steps",
  help: "Set a dunning step: after how many days, and in which words.",
  needs: "dunning:change",
  effect: "reversible",
  input: DunningStep,
  output: Type.Object({ change: Type.String({ format: "uuid" }), step: DunningStep }),
});

export const previewReminder = call({
  name: "invoice.reminder",
  http: "GET /invoices/{ref}/reminder",
  help: "Show what the next reminder of an invoice would say, when it is due and to whom it would go.",
  needs: "invoice:remind",
  effect: "read",
  input: one,
  output: Type.Object({
    level: Type.Integer(),
    name: Type.String(),
    on: Type.Union([Day, Type.Null()], {
      description: "when it is due; null when the invoice is not to be reminded of",
    }),
    remind_now: Type.Boolean(),
    subject: Type.String(),
    text: Type.String(),
    to: Type.Union([Type.String(), Type.Null()], { description: "null: the party has no e-mail address" }),
  }),
});
export const listReminders = call({
  name: "invoice.reminders",
  http: "GET /invoices/{ref}/reminders",
  help: "List who was reminded of an invoice when, and what became of the mails.",
  needs: "invoice:view",
  effect: "read",
  input: one,
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        level: Type.Integer(),
        at: Type.String({ format: "date-time" }),
        by: Type.Union([Link, Type.Null()]),
        withdrawn: Type.Boolean(),
        mail: Type.Enum(["none", "queued", "sent", "failed", "withdrawn"]),
        error: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
});

export const runDunning = call({
  name: "dunning.run",
  http: "POST /dunning",
  help: "Remind of every invoice whose reminder is due, the oldest first; what cannot be reminded of is named with the reason.",
  needs: "invoice:remind",
  effect: "guarded",
  input: Type.Object(
    {
      mail: Type.Optional(Type.Boolean({ title: "By mail" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, title: "At most" })),
    },
    closed,
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    reminded: Type.Array(Link),
    skipped: Type.Array(Type.Object({ invoice: Link, why: Type.String() })),
  }),
});

export const dunningCalls = [
  listDunningSteps,
  setDunningStep,
  runDunning,
  previewReminder,
  listReminders,
] as const;
