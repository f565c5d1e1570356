/** Parties: people and organisations outside and inside the company, each with time-bounded roles. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { choice, longtext, money, ref, Ref, required, tags, text, url } from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";

export const partyRoles = ["prospect", "customer", "supplier", "partner", "employee"] as const;
export const contactKinds = ["email", "phone", "address", "url", "matrix", "slack"] as const;

export const party = noun({
  key: "party",
  label: "Party",
  plural: "Parties",
  path: "parties",
  icon: "group",
  prefix: "CUS",
  title: "name",
  room: "on-demand",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    kind: choice("Kind", ["organisation", "person"], { filterable: true }),
    legal_name: text("Legal name", { searchable: true }),
    contact_name: text("Contact", { searchable: true }),
    contact_title: text("Contact's title"),
    industry: text("Industry", { filterable: true }),
    website: url("Website"),
    street: text("Street"),
    city: text("City", { filterable: true, sortable: true }),
    region: text("Region"),
    postal_code: text("Postal code"),
    country: text("Country", { filterable: true, sortable: true }),
    tax_id: text("Tax id"),
    credit_limit: money("Credit limit"),
    tags: tags("Tags"),
    parent: ref("Belongs to", "party"),
    note: longtext("Note"),
  },
});

const Role = Type.Enum([...partyRoles]);
const RolePeriod = Type.Object({
  role: Role,
  since: Type.String({ format: "date-time" }),
  until: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
});
const ContactIn = Type.Object(
  {
    kind: Type.Enum([...contactKinds]),
    value: Type.String({ minLength: 1, maxLength: 300 }),
    label: Type.Optional(Type.String({ maxLength: 60 })),
  },
  { additionalProperties: false },
);

export const parties = nounCalls(party, {
  add: {
    role: Type.Optional(Type.Enum([...partyRoles], { default: "prospect", title: "Role" })),
    contact_points: Type.Optional(Type.Array(ContactIn, { maxItems: 20, title: "Contact points" })),
    external_id: Type.Optional(
      Type.String({ maxLength: 100, description: "its id in the system it was imported from" }),
    ),
  },
  out: { roles: Type.Array(RolePeriod, { description: "present and past, newest first" }) },
});

export const convertParty = call({
  name: "party.convert",
  http: "POST /parties/{ref}/convert",
  help: "Make a prospect a customer: the role changes, the record stays.",
  needs: "party:convert",
  effect: "reversible",
  input: Type.Object(
    { ref: Ref, to: Type.Optional(Type.Enum([...partyRoles], { default: "customer", title: "To" })) },
    { additionalProperties: false },
  ),
  output: Type.Object({ ...Written.properties, record: parties.details.output }),
});

export const partyCalls = [...Object.values(parties), convertParty] as const;
