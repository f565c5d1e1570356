/** Contact points: the e-mail addresses, telephone numbers and handles of a party. */
import { boolean, choice, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { contactKinds } from "./party.ts";

export const contactPoint = noun({
  key: "contact_point",
  label: "Contact point",
  plural: "Contact points",
  path: "contact-points",
  icon: "contact",
  prefix: "CPT",
  title: "value",
  room: "none",
  fields: {
    party: required(ref("Of", "party", { filterable: true })),
    kind: required(choice("Kind", contactKinds, { filterable: true })),
    value: required(text("Value", { searchable: true })),
    label: text("Label"),
    preferred: boolean("Preferred"),
  },
});

export const contactPoints = nounCalls(contactPoint, { add: {}, out: {} });
