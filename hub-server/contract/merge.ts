/** Duplicates of parties: found, and merged into one. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";
import { Written } from "./noun.ts";
import { parties } from "./party.ts";

export const partyDuplicates = call({
  name: "party.duplicates",
  http: "GET /parties/{ref}/duplicates",
  help: "List parties that may be the same: by e-mail address, phone or a similar name.",
  needs: "party:view",
  effect: "read",
  input: Type.Object({ ref: Ref }, { additionalProperties: false }),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        party: Link,
        reasons: Type.Array(Type.String(), { description: "email, phone, name" }),
        score: Type.Number({ description: "0 to 1" }),
      }),
    ),
  }),
});

export const mergeParty = call({
  name: "party.merge",
  http: "POST /parties/{ref}/merge",
  help: "Merge a duplicate into another party: what belongs to it moves, its number leads there.",
  needs: "party:merge",
  effect: "guarded",
  input: Type.Object(
    { ref: Ref, into: Type.Union([Ref], { title: "Into" }) },
    { additionalProperties: false },
  ),
  output: Type.Object({
    ...Written.properties,
    record: parties.details.output,
    moved: Type.Integer({ description: "rows that moved; what was posted stays posted and leads there" }),
  }),
});

export const mergeCalls = [partyDuplicates, mergeParty] as const;
