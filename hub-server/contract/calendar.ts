/** The calendar over to-dos and meetings: agenda, free and busy, feeds for other calendars, and import from them. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { meetingAnswers, Clash } from "./meeting.ts";

const closed = { additionalProperties: false } as const;
const When = Type.String({ format: "date-time" });
const orNull = <S extends ReturnType<typeof Type.String> | typeof Link>(schema: S) =>
  Type.Union([schema, Type.Null()]);
const window = {
  from: { ...When, title: "From" },
  to: { ...When, title: "To", description: "at most 366 days later" },
};

const AgendaItem = Type.Object({
  record: Link,
  starts: Type.String({ format: "date-time", description: "of a to-do: when it is due" }),
  ends: orNull(When),
  all_day: Type.Boolean(),
  time_zone: Type.String(),
  occurrence: Type.Union([When, Type.Null()], {
    description: "RECURRENCE-ID, when it repeats; for meeting.move and meeting.cancel",
  }),
  location: Type.Union([Type.String(), Type.Null()]),
  status: Type.String(),
  about: orNull(Link),
  owner: orNull(Link),
  answer: Type.Union([Type.Enum([...meetingAnswers]), Type.Null()], {
    description: "of the person whose agenda it is",
  }),
});

export const showAgenda = call({
  name: "calendar.agenda",
  http: "GET /calendar/agenda",
  help: "Show the meetings and open to-dos of a person between two times, every occurrence by itself.",
  needs: "meeting:view",
  effect: "read",
  input: Type.Object({ person: Type.Optional({ ...Ref, title: "Person" }), ...window }, closed),
  output: Type.Object({
    items: Type.Array(AgendaItem),
    more: Type.Boolean({ description: "there are more than 1000; ask for fewer days" }),
  }),
});

const Span = Type.Object({ starts: When, ends: When });

export const showBusy = call({
  name: "calendar.busy",
  http: "GET /calendar/busy",
  help: "Show when people are busy, and when all of them are free.",
  needs: "meeting:view",
  effect: "read",
  input: Type.Object(
    {
      people: Type.String({
        minLength: 1,
        maxLength: 2000,
        title: "People",
        description: "names or numbers, separated by commas",
      }),
      ...window,
    },
    closed,
  ),
  output: Type.Object({
    people: Type.Array(Type.Object({ person: Link, busy: Type.Array(Span) })),
    free: Type.Array(Span, { description: "when none of them is busy" }),
    conflicts: Type.Array(Clash, { description: "meetings of one person that overlap" }),
  }),
});

export const addFeed = call({
  name: "calendar.feed",
  http: "POST /calendar/feeds",
  help: "Make a secret link by which another calendar can follow yours.",
  needs: "meeting:view",
  effect: "guarded",
  secret: true,
  input: Type.Object({ label: Type.Optional(Type.String({ maxLength: 100, title: "Label" })) }, closed),
  output: Type.Object({
    url: Type.String(),
    id: Type.String({ format: "uuid" }),
    change: Type.String({ format: "uuid" }),
  }),
});

export const listFeeds = call({
  name: "calendar.feeds",
  http: "GET /calendar/feeds",
  help: "List your calendar links; the links themselves are shown once, when they are made.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String({ format: "uuid" }),
        label: Type.Union([Type.String(), Type.Null()]),
        created_at: When,
        last_used_at: orNull(When),
      }),
    ),
  }),
});

export const revokeFeed = call({
  name: "calendar.revoke",
  http: "DELETE /calendar/feeds/{id}",
  help: "End a calendar link, from now on.",
  needs: "signed-in",
  effect: "guarded",
  input: Type.Object({ id: Type.String({ format: "uuid" }) }, closed),
  output: Type.Object({ done: Type.Boolean(), change: Type.String({ format: "uuid" }) }),
});

export const importCalendar = call({
  name: "calendar.import",
  http: "POST /calendar/import",
  help: "Take in the meetings and to-dos of an iCalendar file; again takes in what changed.",
  needs: "meeting:add",
  effect: "reversible",
  input: Type.Object(
    {
      ics: Type.String({ minLength: 1, maxLength: 900_000, title: "iCalendar" }),
      time_zone: Type.Optional(
        Type.String({ maxLength: 60, title: "Time zone", description: "of times that name none" }),
      ),
    },
    closed,
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    items: Type.Array(
      Type.Object({
        uid: Type.String(),
        title: Type.String(),
        result: Type.Enum(["added", "changed", "unchanged", "refused"]),
        record: orNull(Link),
        why: Type.Optional(Type.String()),
      }),
    ),
  }),
});

export const calendarCalls = [showAgenda, showBusy, addFeed, listFeeds, revokeFeed, importCalendar] as const;
