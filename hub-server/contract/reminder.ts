/** Reminders: of a to-do, of a meeting, or of nothing but themselves. The owner is the one who is reminded. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { boolean, choice, datetime, duration, Ref, ref, text } from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";
import { ruleField, zoneField } from "./time.ts";

export const reminder = noun({
  key: "reminder",
  label: "Reminder",
  plural: "Reminders",
  path: "reminders",
  icon: "bell",
  prefix: "RM",
  title: "text",
  room: "none",
  fields: {
    text: text("Text", { searchable: true }),
    todo: ref("To-do", "todo", { filterable: true }),
    meeting: ref("Meeting", "meeting", { filterable: true }),
    before_s: { ...duration("Before"), help: "of a to-do or meeting; at its time unless told" },
    at: datetime("At", { sortable: "empty-last", help: "of a reminder that stands alone" }),
    time_zone: zoneField,
    rrule: ruleField,
    channel: choice("Channel", ["chat", "mail", "push"], { help: "chat unless told" }),
    everybody: boolean("Everybody", { help: "everybody who takes part in the meeting" }),
    room: text("Room", { help: "Matrix room to say it in, as long as everybody there may see it" }),
    snoozed_until: datetime("Snoozed until", { managed: true }),
  },
});

const When = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

export const reminders = nounCalls(reminder, {
  add: {},
  out: { next_at: When, last_fired_at: When },
});

export const snoozeReminder = call({
  name: "reminder.snooze",
  http: "POST /reminders/{ref}/snooze",
  help: "Be reminded again later: at a time, or in some seconds.",
  needs: "reminder:change",
  effect: "reversible",
  input: Type.Object(
    {
      ref: Ref,
      until: Type.Optional(Type.String({ format: "date-time", title: "Until" })),
      for_s: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000, title: "For" })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ ...Written.properties, record: reminders.details.output }),
});

export const reminderCalls = [...Object.values(reminders), snoozeReminder] as const;
