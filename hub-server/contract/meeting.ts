/**
 * Meetings, once or in a series. The owner is the organiser. An occurrence that differs from its series is a meeting of its own
 * that names the series and the start it replaces.
 */
import { Type } from "typebox";
import { call } from "./call.ts";
import {
  anyref,
  boolean,
  choice,
  datetime,
  Link,
  longtext,
  Ref,
  ref,
  required,
  text,
  times,
} from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";
import { Occurrence, RemindBefore, ruleField, Which, zoneField } from "./time.ts";

export const meetingAnswers = ["needs-action", "accepted", "declined", "tentative"] as const;

export const meeting = noun({
  key: "meeting",
  label: "Meeting",
  plural: "Meetings",
  path: "meetings",
  icon: "calendar",
  prefix: "MT",
  title: "title",
  room: "none",
  fields: {
    title: required(text("Title", { searchable: true, sortable: true })),
    about: anyref("About", { filterable: true }),
    starts: required(datetime("Starts", { sortable: true })),
    ends: datetime("Ends", {
      help: "an hour after it starts unless told; the day after the last for all-day meetings",
    }),
    time_zone: zoneField,
    all_day: boolean("All day"),
    location: text("Location", { searchable: true }),
    status: choice("Status", ["confirmed", "cancelled"], { filterable: true, managed: true }),
    rrule: ruleField,
    rdate: times("Further starts"),
    exdate: times("Left out"),
    series: ref("Series", "meeting", { filterable: true, managed: true }),
    recurrence_id: datetime("Replaces", { managed: true }),
    uid: text("Calendar UID", { managed: true }),
    note: longtext("Note", { searchable: true }),
  },
});

const When = Type.String({ format: "date-time" });

const Attendee = Type.Object({
  person: Type.Union([Link, Type.Null()]),
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  answer: Type.Enum([...meetingAnswers]),
  answered_at: Type.Union([When, Type.Null()]),
});

const Attendees = Type.Array(Ref, {
  maxItems: 200,
  title: "Attendees",
  description: "colleagues, or e-mail addresses of others",
});

/** Somebody who takes part and is busy already; with what is told only to those who may see it. */
export const Clash = Type.Object({
  person: Link,
  starts: When,
  ends: When,
  meeting: Type.Union([Link, Type.Null()]),
});

const plain = nounCalls(meeting, {
  add: { attendees: Type.Optional(Attendees), remind_before: Type.Optional(RemindBefore) },
  out: {
    attendees: Type.Array(Attendee),
    next: Type.Union([When, Type.Null()], { description: "start of the next occurrence" }),
  },
});

const written = Type.Object({ ...Written.properties, record: plain.details.output });
const withClashes = Type.Object({
  ...written.properties,
  conflicts: Type.Array(Clash, { description: "who is busy then; the first 20" }),
});

export const meetings = { ...plain, add: call({ ...plain.add, output: withClashes }) };

const closed = { additionalProperties: false } as const;
const part = { which: Type.Optional(Which), occurrence: Type.Optional(Occurrence) };

export const moveMeeting = call({
  name: "meeting.move",
  http: "POST /meetings/{ref}/move",
  help: "Move a meeting; of a series this occurrence, this and the following, or all.",
  needs: "meeting:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      starts: Type.String({ format: "date-time", title: "Starts" }),
      ends: Type.Optional(
        Type.String({ format: "date-time", title: "Ends", description: "as long as before unless told" }),
      ),
      ...part,
    },
    closed,
  ),
  output: withClashes,
});

export const cancelMeeting = call({
  name: "meeting.cancel",
  http: "POST /meetings/{ref}/cancel",
  help: "Cancel a meeting; of a series this occurrence, this and the following, or all.",
  needs: "meeting:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object({ ref: Ref, ...part }, closed),
  output: written,
});

export const answerMeeting = call({
  name: "meeting.answer",
  http: "POST /meetings/{ref}/answer",
  help: "Answer an invitation.",
  needs: "meeting:answer",
  effect: "reversible",
  input: Type.Object(
    { ref: Ref, answer: Type.Enum(["accepted", "declined", "tentative"], { title: "Answer" }) },
    closed,
  ),
  output: written,
});

export const inviteToMeeting = call({
  name: "meeting.invite",
  http: "POST /meetings/{ref}/attendees",
  help: "Invite people to a meeting, or take invitations back.",
  needs: "meeting:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      attendees: Type.Optional(Attendees),
      without: Type.Optional({ ...Attendees, title: "Without" }),
    },
    closed,
  ),
  output: written,
});

export const meetingCalls = [
  ...Object.values(meetings),
  moveMeeting,
  cancelMeeting,
  answerMeeting,
  inviteToMeeting,
] as const;
