/**
 * Watches: what somebody wants to be told of. Of one record, and of what is logged about it; or of a noun, when a rule begins to hold
 * for one of its records. Told to whoever watches, or in a room.
 */
import { anyref, choice, condition, tags, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";

/** Of a rule: it begins to hold, it holds no longer, or what it holds for is changed in any way. */
export const watchEvents = ["fits", "ends", "changes"] as const;

export const watch = noun({
  key: "watch",
  label: "Watch",
  plural: "Watches",
  path: "watches",
  icon: "show",
  prefix: "WAT",
  title: "name",
  room: "none",
  fields: {
    name: text("Name", {
      searchable: true,
      help: "how it was asked for, e.g. deal > 50k moves to won; made from the rule unless given",
    }),
    about: anyref("Record", { filterable: true, fixed: true, help: "the one record that is watched" }),
    of: text("Of", {
      filterable: true,
      fixed: true,
      help: "a noun such as deal, when no one record is meant",
    }),
    rule: condition("When", {
      help: "over the fields of the noun; records by their names, such as a stage, and sums as plain numbers will do",
    }),
    event: choice("Tell of", watchEvents, {
      help: "it begins to fit, it fits no longer, or it fits and changes; begins to fit unless told",
    }),
    room: text("Room", { help: "#name or id of a room to tell it in; in private unless given" }),
    depends_on: tags("Depends on", { managed: true, help: "fields that the rule looks at" }),
  },
});

export const watches = nounCalls(watch, { add: {}, out: {} });

export const watchCalls = Object.values(watches);
