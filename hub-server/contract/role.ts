/** Roles as data: what each grants, to which records, and why somebody may (not) see something. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { condition, Link, Ref } from "./field.ts";

const closed = { additionalProperties: false } as const;
const RoleKey = Type.String({ minLength: 1, maxLength: 60, title: "Role" });
const Label = Type.String({ minLength: 1, maxLength: 60, title: "Label" });
const Right = Type.String({
  pattern: "^[a-z_]+:[a-z_]+$",
  maxLength: 80,
  title: "Right",
  description: "e.g. party:view",
});

export const scopes = ["own", "team", "group", "all", "rule"] as const;

const Permission = Type.Object({
  right: Type.String(),
  scope: Type.Enum([...scopes]),
  hidden: Type.Array(Type.String()),
  rule: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
});
const Changed = Type.Object({
  role: Type.String(),
  label: Type.String(),
  permissions: Type.Array(Permission),
  change: Type.String({ format: "uuid" }),
});

export const addRole = call({
  name: "role.add",
  http: "POST /roles",
  help: "Add a role; it grants nothing until it is permitted something.",
  needs: "role:change",
  effect: "guarded",
  input: Type.Object(
    {
      label: Label,
      like: Type.Optional({
        ...RoleKey,
        title: "Like",
        description: "role whose permissions it begins with",
      }),
    },
    closed,
  ),
  output: Changed,
});

export const changeRole = call({
  name: "role.change",
  http: "PATCH /roles/{role}",
  help: "Rename a role.",
  needs: "role:change",
  effect: "guarded",
  input: Type.Object({ role: RoleKey, label: Label }, closed),
  output: Changed,
});

export const removeRole = call({
  name: "role.remove",
  http: "DELETE /roles/{role}",
  help: "Remove a role that nobody holds.",
  needs: "role:change",
  effect: "guarded",
  input: Type.Object({ role: RoleKey }, closed),
  output: Changed,
});

export const permitRole = call({
  name: "role.permit",
  http: "POST /roles/{role}/permissions",
  help: "Let a role use a right on own, team's, group's or all records, or on those for which a rule holds.",
  needs: "role:change",
  effect: "guarded",
  input: Type.Object(
    {
      role: RoleKey,
      right: Right,
      scope: Type.Enum([...scopes], { title: "Scope", description: "rule: only where the rule holds" }),
      rule: Type.Optional({
        ...condition("Rule").schema,
        title: "Rule",
        description: "records reached besides those of the scope",
      }),
      hidden: Type.Optional(
        Type.Array(Type.String({ maxLength: 60 }), {
          maxItems: 100,
          title: "Hidden",
          description: "fields that this right does not show, or let write; custom ones as custom.key",
        }),
      ),
    },
    closed,
  ),
  output: Changed,
});

export const forbidRole = call({
  name: "role.forbid",
  http: "DELETE /roles/{role}/permissions/{right}",
  help: "Take a right from a role.",
  needs: "role:change",
  effect: "guarded",
  input: Type.Object({ role: RoleKey, right: Right }, closed),
  output: Changed,
});

const When = Type.String({ format: "date-time" });

export const explainAccess = call({
  name: "access.explain",
  http: "GET /access/explain",
  help: "Tell why a person can, or cannot, use a right on a record.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object(
    {
      person: Type.Optional({ ...Ref, title: "Person", description: "yourself unless given" }),
      record: Type.Optional({ ...Ref, title: "Record" }),
      right: Type.Optional({ ...Right, description: "to view the record unless given" }),
    },
    closed,
  ),
  output: Type.Object({
    person: Link,
    right: Type.String(),
    record: Type.Union([Link, Type.Null()]),
    may: Type.Boolean(),
    because: Type.String({ description: "the answer in one sentence" }),
    roles: Type.Array(
      Type.Object({
        role: Type.String(),
        label: Type.String(),
        since: When,
        until: Type.Union([When, Type.Null()]),
        present: Type.Boolean(),
        scope: Type.Union([Type.Enum([...scopes]), Type.Null()], {
          description: "null: it does not grant the right",
        }),
        rule: Type.Union([Type.String(), Type.Null()], { description: "in words" }),
        reaches: Type.Union([Type.Boolean(), Type.Null()], { description: "the record; null without one" }),
        why: Type.String(),
      }),
    ),
    hidden: Type.Array(
      Type.Object({ field: Type.String(), label: Type.String(), by: Type.Array(Type.String()) }),
      { description: "fields that stay hidden, and the roles that hide them" },
    ),
    database: Type.Union([Type.Boolean(), Type.Null()], {
      description: "what row-level security alone says of seeing the record",
    }),
  }),
});

export const roleCalls = [addRole, changeRole, removeRole, permitRole, forbidRole, explainAccess] as const;
