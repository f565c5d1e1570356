/** Import: many records in one call, one transaction and one change, so that one undo takes the batch back. */
import { Type } from "typebox";
import { call } from "./call.ts";

export const importRecords = call({
  name: "record.import",
  http: "POST /imports",
  help: "Add many records of one kind at once; one undo takes them all back.",
  needs: "signed-in",
  effect: "reversible",
  input: Type.Object(
    {
      noun: Type.String({ maxLength: 60, title: "Kind" }),
      rows: Type.Array(Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()), {
        minItems: 1,
        maxItems: 1000,
        title: "Rows",
      }),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    added: Type.Array(Type.Object({ id: Type.String({ format: "uuid" }), number: Type.String() })),
  }),
});
