/** History: why a value stands, and a record or list as it was. Rebuilt from change events; rights are those of today. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { paging } from "./noun.ts";

const at = Type.String({ format: "date-time" });
const nobody = Type.Union([Link, Type.Null()]);

/** Where a change came from, as far as it is known. */
export const Origin = Type.Object({
  source: Type.String({ description: "chat, slack, api, import, rule, ui or job" }),
  link: Type.Union([Type.String(), Type.Null()], { description: "permalink to the message" }),
  ref: Type.Record(Type.String(), Type.String(), {
    description: "room and event, file and row, or the request",
  }),
});

const Reason = Type.Object({
  field: Type.String(),
  label: Type.String(),
  old: Type.Unknown(),
  value: Type.Unknown(),
  by: nobody,
  at,
  call: Type.String(),
  change: Type.String({ format: "uuid" }),
  origin: Origin,
});

export const whyChange = call({
  name: "change.why",
  http: "GET /records/{ref}/why",
  help: "Tell who set a record's values, when, from what, by which call and from where.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    { ref: Ref, field: Type.Optional(Type.String({ minLength: 1, maxLength: 80, title: "Field" })) },
    { additionalProperties: false },
  ),
  output: Type.Object({ record: Link, items: Type.Array(Reason) }),
});

const Then = Type.Object(
  {
    id: Type.String({ format: "uuid" }),
    noun: Type.String(),
    number: Type.String(),
    title: Type.String(),
    version: Type.Integer(),
    removed_at: Type.Union([Type.String(), Type.Null()]),
    hidden: Type.Array(Type.String()),
  },
  { additionalProperties: true, description: "the record's answer as it was then" },
);

export const recordAsOf = call({
  name: "record.asof",
  http: "GET /records/{ref}/asof",
  help: "Show a record as it was at a time.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ref: Ref, at }, { additionalProperties: false }),
  output: Type.Object({ at, record: Then }),
});

export const recordsAsOf = call({
  name: "record.asof_list",
  http: "GET /records/asof",
  help: "List the records of a noun as they were at a time.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    { noun: Type.String({ minLength: 1, maxLength: 60, title: "Noun" }), at, ...paging },
    { additionalProperties: false },
  ),
  output: Type.Object({ at, items: Type.Array(Then), next: Type.Union([Type.String(), Type.Null()]) }),
});

export const recordDiff = call({
  name: "record.diff",
  http: "GET /records/{ref}/diff",
  help: "List the fields of a record that changed since a time, with who changed them.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ref: Ref, since: at }, { additionalProperties: false }),
  output: Type.Object({
    record: Link,
    since: at,
    items: Type.Array(
      Type.Object({
        field: Type.String(),
        label: Type.String(),
        old: Type.Unknown(),
        value: Type.Unknown(),
        by: Type.Array(Link),
        at,
        times: Type.Integer({ description: "how often it was changed" }),
      }),
    ),
  }),
});

export const historyCalls = [whyChange, recordAsOf, recordsAsOf, recordDiff] as const;
