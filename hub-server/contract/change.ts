/** Changes: the history of every record, and undo, which is a change like any other. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { page, paging } from "./noun.ts";

export const Change = Type.Object({
  change: Type.String({ format: "uuid" }),
  call: Type.String(),
  op: Type.String(),
  record: Link,
  patch: Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 2, maxItems: 2 }), {
    description: "field → [before, after]",
  }),
  by: Type.Union([Link, Type.Null()]),
  source: Type.String(),
  at: Type.String({ format: "date-time" }),
  undone: Type.Boolean(),
});

export const listChanges = call({
  name: "change.list",
  http: "GET /records/{ref}/changes",
  help: "List who changed what of a record, newest first.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({ ref: Ref, ...paging }, { additionalProperties: false }),
  output: page(Change),
});

export const undoChange = call({
  name: "change.undo",
  http: "POST /changes/undo",
  help: "Take a change back. Without saying which: your latest one, in this room if you are in one.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      change: Type.Optional(Type.String({ format: "uuid", title: "Change" })),
      room: Type.Optional(Type.String({ maxLength: 255, title: "Room" })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid", description: "the undo itself; undo it to redo" }),
    undone: Type.String({ format: "uuid" }),
    summary: Type.String(),
    records: Type.Array(Link),
  }),
});

export const changeCalls = [listChanges, undoChange] as const;
