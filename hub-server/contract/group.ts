/**
 * Groups of records or of colleagues. A static group has the members that people put into it; a dynamic group has those for which
 * its rule holds. Both keep who was a member since when and until when. Records can be shared with a group of colleagues.
 */
import { Type } from "typebox";
import { call } from "./call.ts";
import { choice, condition, Link, longtext, Ref, required, tags, text } from "./field.ts";
import { noun, nounCalls, page, paging } from "./noun.ts";

export const group = noun({
  key: "group",
  label: "Group",
  plural: "Groups",
  path: "groups",
  icon: "group",
  prefix: "GRP",
  title: "name",
  room: "on-demand",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    of: required(text("Of", { filterable: true, fixed: true, help: "person, or a noun such as party" })),
    key: text("Key", {
      filterable: true,
      fixed: true,
      help: "short name without spaces; made from the name",
    }),
    rule: condition("Rule", { help: "who belongs to it; a group without a rule is filled by hand" }),
    description: longtext("Description"),
    kind: choice("Kind", ["static", "dynamic"], { filterable: true, managed: true }),
    depends_on: tags("Depends on", { managed: true, help: "fields that the rule looks at" }),
  },
});

export const groups = nounCalls(group, { add: {}, out: {} });

const closed = { additionalProperties: false } as const;
const Members = Type.Array(Ref, { minItems: 1, maxItems: 500, title: "Members" });
const Moved = Type.Object({
  change: Type.String({ format: "uuid" }),
  group: Link,
  entered: Type.Integer(),
  left: Type.Integer(),
});

export const putIntoGroup = call({
  name: "group.put",
  http: "POST /groups/{ref}/members",
  help: "Put records or colleagues into a static group.",
  needs: "group:change",
  effect: "reversible",
  input: Type.Object({ ref: Ref, members: Members }, closed),
  output: Moved,
});

export const takeFromGroup = call({
  name: "group.take",
  http: "POST /groups/{ref}/members/take",
  help: "Take members out of a static group.",
  needs: "group:change",
  effect: "reversible",
  input: Type.Object({ ref: Ref, members: Members }, closed),
  output: Moved,
});

const When = Type.String({ format: "date-time" });
const Member = Type.Object({
  member: Link,
  entered_at: When,
  left_at: Type.Union([When, Type.Null()]),
  by: Type.Union([Link, Type.Null()], { description: "who put it in; null when the rule did" }),
});

export const groupMembers = call({
  name: "group.members",
  http: "GET /groups/{ref}/members",
  help: "List the members of a group that you may see, or its former members.",
  needs: "group:view",
  effect: "read",
  input: Type.Object({ ref: Ref, past: Type.Optional(Type.Boolean()), ...paging }, closed),
  output: page(Member),
});

export const previewGroup = call({
  name: "group.preview",
  http: "POST /groups/preview",
  help: "Count what a rule would hold for, with a few examples; nothing is kept.",
  needs: "group:add",
  effect: "read",
  input: Type.Object(
    { of: Type.String({ maxLength: 60, title: "Of" }), rule: { ...condition("Rule").schema, title: "Rule" } },
    closed,
  ),
  output: Type.Object({
    count: Type.Integer({ description: "at most 100000" }),
    more: Type.Boolean({ description: "there are more than that" }),
    sample: Type.Array(Link),
    text: Type.String({ description: "the rule in words" }),
  }),
});

export const groupCalls = [
  ...Object.values(groups),
  putIntoGroup,
  takeFromGroup,
  groupMembers,
  previewGroup,
] as const;
