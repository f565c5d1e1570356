/** What can be asked of any record, whatever its noun: a reference resolved, a profile, a timeline, a room. */
import { Type, type Static } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { page, paging } from "./noun.ts";

/** A fact drawn from a field's definition; `text` is the value as people read it. */
export const ProfileFact = Type.Object({
  key: Type.String(),
  label: Type.String(),
  type: Type.String(),
  value: Type.Unknown(),
  text: Type.String(),
});

export const TimelineItem = Type.Object({
  id: Type.String({ format: "uuid" }),
  number: Type.String(),
  noun: Type.String(),
  icon: Type.String(),
  title: Type.String(),
  text: Type.String(),
  at: Type.String({ format: "date-time" }),
  by: Type.Union([Link, Type.Null()]),
  facts: Type.Array(Type.String()),
});
export type TimelineItem = Static<typeof TimelineItem>;

export const Profile = Type.Object({
  record: Link,
  version: Type.Integer(),
  label: Type.String({ description: "the noun's label" }),
  icon: Type.String(),
  badges: Type.Array(Type.String(), { description: "present roles or status" }),
  owner: Type.Union([Link, Type.Null()]),
  facts: Type.Array(ProfileFact),
  hidden: Type.Array(Type.String(), { description: "labels of the fields that you may not see" }),
  timeline: Type.Array(TimelineItem),
  may: Type.Array(Type.String(), { description: "rights that you have on it, e.g. party:change" }),
  room: Type.Union([Type.String(), Type.Null()], { description: "its Matrix room, when it has one" }),
  removed: Type.Boolean(),
});
export type Profile = Static<typeof Profile>;

const one = Type.Object({ ref: Ref }, { additionalProperties: false });

export const recordProfile = call({
  name: "record.profile",
  http: "GET /records/{ref}/profile",
  help: "Show a record with its latest interactions.",
  needs: "signed-in",
  effect: "read",
  embed: true,
  input: one,
  output: Profile,
});

export const recordTimeline = call({
  name: "record.timeline",
  http: "GET /records/{ref}/timeline",
  help: "List what happened with a record, newest first.",
  needs: "signed-in",
  effect: "read",
  embed: true,
  input: Type.Object({ ref: Ref, ...paging }, { additionalProperties: false }),
  output: page(TimelineItem),
});

export const recordFind = call({
  name: "record.find",
  http: "GET /records/find",
  help: "Find any record by words, number or e-mail address; in:deals, by:ann and since:2026-01-31 narrow it.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    {
      text: Type.String({ minLength: 1, maxLength: 200 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ items: Type.Array(Type.Object({ ...Link.properties, hint: Type.String() })) }),
});

export const recordRoom = call({
  name: "record.room",
  http: "POST /records/{ref}/room",
  help: "Open a record's room; it is made the first time.",
  needs: "signed-in",
  effect: "reversible",
  input: one,
  output: Type.Object({ room: Type.String(), record: Link }),
});

export const recordOfRoom = call({
  name: "record.here",
  http: "GET /rooms/{room}/record",
  help: "Tell which record a room belongs to.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ room: Type.String({ maxLength: 255 }) }, { additionalProperties: false }),
  output: Type.Object({ record: Type.Union([Link, Type.Null()]) }),
});

export const recordCalls = [recordFind, recordProfile, recordTimeline, recordRoom, recordOfRoom] as const;
