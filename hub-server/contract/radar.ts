/** The radar: customers who went silent, and dates that were promised in conversation. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Card } from "./card.ts";
import { Link, Ref } from "./field.ts";
import { partyRoles } from "./party.ts";
import { Written } from "./noun.ts";

const closed = { additionalProperties: false } as const;
const When = Type.String({ format: "date-time" });
const OrNull = <S extends Parameters<typeof Type.Optional>[0]>(schema: S) =>
  Type.Union([schema, Type.Null()]);

const Silent = Type.Object({
  party: Link,
  owner: OrNull(Link),
  usual_days: Type.Number({ description: "median of the last gaps, at most 12, between days with contact" }),
  days_since: Type.Integer({ description: "since the last contact" }),
  last_at: When,
  overdue_days: Type.Number({ description: "days since the last contact beyond the usual gap" }),
  times: Type.Number({ description: "how many usual gaps fit into the silence" }),
});

export const silence = call({
  name: "radar.silence",
  http: "GET /radar/silence",
  help: "List customers that have not been in contact for much longer than usual, the most overdue first.",
  needs: "interaction:view",
  effect: "read",
  input: Type.Object(
    {
      owner: Type.Optional(Ref),
      role: Type.Optional(Type.Enum([...partyRoles], { title: "Role", description: "customer unless told" })),
      factor: Type.Optional(
        Type.Number({
          minimum: 1,
          maximum: 20,
          title: "Factor",
          description: "silent from so many usual gaps on; 1.5 unless told",
        }),
      ),
      time_zone: Type.Optional(Type.String({ maxLength: 60, title: "Time zone" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    },
    closed,
  ),
  output: Type.Object({
    items: Type.Array(Silent),
    more: Type.Boolean(),
    fact: Type.String({ description: "the answer in one line" }),
  }),
});

export const promiseStates = ["proposed", "accepted", "dismissed"] as const;

const Promised = Type.Object({
  id: Type.String({ format: "uuid" }),
  number: Type.String({ description: "PRM-3" }),
  state: Type.Enum([...promiseStates]),
  what: Type.String(),
  due: When,
  when: Type.String({ description: "due in words, in its time zone" }),
  all_day: Type.Boolean(),
  by: OrNull(Link),
  about: OrNull(Link),
  room: OrNull(Type.String()),
  event: OrNull(Type.String()),
  todo: OrNull(Link),
});

export const proposePromise = call({
  name: "promise.propose",
  http: "POST /promises",
  help: "Propose a to-do for what somebody said they would do by a date; nothing is to be done until they accept.",
  needs: "todo:add",
  effect: "reversible",
  input: Type.Object(
    {
      what: Type.String({ minLength: 1, maxLength: 300, pattern: "^[^\\u0000-\\u001f]*$", title: "What" }),
      due: { ...When, title: "Due" },
      all_day: Type.Optional(Type.Boolean({ title: "All day" })),
      time_zone: Type.Optional(Type.String({ maxLength: 60, title: "Time zone" })),
      text: Type.Optional(
        Type.String({
          maxLength: 2000,
          pattern: "^[^\\u0000]*$",
          title: "Text",
          description: "the words that were said",
        }),
      ),
      said_at: Type.Optional({ ...When, title: "Said at" }),
      room: Type.Optional(Type.String({ minLength: 1, maxLength: 300, title: "Room" })),
      event: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 300,
          title: "Message",
          description: "id; the same message is proposed once",
        }),
      ),
      about: Type.Optional({ ...Ref, title: "About" }),
    },
    closed,
  ),
  output: Type.Object({
    promise: Promised,
    known: Type.Boolean({ description: "this message was proposed before: say nothing again" }),
    card: Card,
  }),
});

const PromiseId = Type.String({
  minLength: 1,
  maxLength: 60,
  title: "Promise",
  description: "its id, or its number such as PRM-3",
});

export const acceptPromise = call({
  name: "promise.accept",
  http: "POST /promises/{id}/accept",
  help: "Make the to-do that was proposed, for whoever promised it.",
  needs: "todo:add",
  effect: "reversible",
  input: Type.Object({ id: PromiseId }, closed),
  output: Type.Object({ ...Written.properties, record: Link, promise: Promised }),
});

export const dismissPromise = call({
  name: "promise.dismiss",
  http: "POST /promises/{id}/dismiss",
  help: "Drop a proposed to-do: it was no promise.",
  needs: "todo:add",
  effect: "reversible",
  input: Type.Object({ id: PromiseId }, closed),
  output: Type.Object({ change: Type.String({ format: "uuid" }), promise: Promised }),
});

export const listPromises = call({
  name: "promise.list",
  http: "GET /promises",
  help: "List what was promised in conversation and waits for a yes or no, the nearest first.",
  needs: "todo:view",
  effect: "read",
  input: Type.Object(
    {
      state: Type.Optional(
        Type.Enum([...promiseStates], { title: "State", description: "proposed unless told" }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    },
    closed,
  ),
  output: Type.Object({ items: Type.Array(Promised) }),
});

export const radarCalls = [silence, proposePromise, acceptPromise, dismissPromise, listPromises] as const;
