/** Support cases: a party's trouble, with the times of the first response and of the resolution. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { choice, datetime, longtext, ref, Ref, required, text } from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const supportCase = noun({
  key: "case",
  label: "Case",
  plural: "Cases",
  path: "cases",
  icon: "help",
  prefix: "CAS",
  title: "subject",
  room: "none",
  fields: {
    subject: required(text("Subject", { searchable: true, sortable: true })),
    party: required(ref("From", "party", { filterable: true })),
    product: ref("Product", "product", { filterable: true }),
    priority: choice("Priority", ["low", "normal", "high", "urgent"], { filterable: true }),
    description: longtext("Description", { searchable: true }),
    resolution: longtext("Resolution"),
    first_response_at: datetime("First response", { managed: true }),
    resolved_at: datetime("Resolved", { managed: true }),
    ...trackedFields,
  },
});

const Seconds = Type.Union([Type.Integer({ description: "seconds" }), Type.Null()]);

export const cases = nounCalls(supportCase, {
  add: trackedAdd,
  out: { response_seconds: Seconds, resolution_seconds: Seconds },
});

const written = Type.Object({ ...Written.properties, record: cases.details.output });

export const respondToCase = call({
  name: "case.respond",
  http: "POST /cases/{ref}/respond",
  help: "Note the first response to a case, once.",
  needs: "case:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      at: Type.Optional(Type.String({ format: "date-time", title: "When", description: "now unless given" })),
    },
    { additionalProperties: false },
  ),
  output: written,
});

export const resolveCase = call({
  name: "case.resolve",
  http: "POST /cases/{ref}/resolve",
  help: "Resolve a case: it moves to its pipeline's first stage of that kind.",
  needs: "case:change",
  effect: "reversible",
  ifMatch: true,
  input: Type.Object(
    {
      ref: Ref,
      resolution: Type.Optional(
        Type.String({ maxLength: 20_000, pattern: "^[^\\u0000]*$", title: "Resolution" }),
      ),
    },
    { additionalProperties: false },
  ),
  output: written,
});

export const caseCalls = [...Object.values(cases), respondToCase, resolveCase] as const;
