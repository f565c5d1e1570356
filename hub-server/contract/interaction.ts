/** Interactions: what passed between the company and a party. The owner is the one who had it. */
import { Type } from "typebox";
import { choice, datetime, duration, longtext, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";

export const channels = ["call", "email", "meeting", "visit", "chat", "demo", "order", "note"] as const;

export const interaction = noun({
  key: "interaction",
  label: "Interaction",
  plural: "Interactions",
  path: "interactions",
  icon: "conversation",
  prefix: "INT",
  title: "subject",
  room: "none",
  fields: {
    party: required(ref("With", "party", { filterable: true })),
    channel: required(choice("Channel", channels, { filterable: true })),
    direction: choice("Direction", ["out", "in", "internal"], { filterable: true }),
    subject: text("Subject", { searchable: true }),
    at: datetime("When", { sortable: true }),
    duration_s: duration("Duration"),
    body: longtext("Notes", { searchable: true }),
  },
});

export const interactions = nounCalls(interaction, {
  add: {
    external_id: Type.Optional(
      Type.String({ maxLength: 100, description: "its id in the system it was imported from" }),
    ),
  },
  out: {},
});
