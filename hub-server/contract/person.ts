/** People who sign in, their employment and their roles. */
import { Type } from "typebox";
import { call } from "./call.ts";
import { Link, Ref } from "./field.ts";

const closed = { additionalProperties: false } as const;
const RoleName = Type.String({ minLength: 1, maxLength: 60, title: "Role" });
const When = Type.String({ format: "date-time" });
const Done = Type.Object({ done: Type.Boolean(), change: Type.String({ format: "uuid" }) });

const RoleHeld = Type.Object({ role: Type.String(), since: When, until: Type.Union([When, Type.Null()]) });
const Person = Type.Object({
  ...Link.properties,
  user_id: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  job: Type.Union([Type.String(), Type.Null()]),
  manager: Type.Union([Link, Type.Null()]),
  roles: Type.Array(RoleHeld),
  left_at: Type.Union([When, Type.Null()]),
});

export const addPerson = call({
  name: "person.add",
  http: "POST /people",
  help: "Add a person who may sign in; the answer holds their single-use sign-in link.",
  needs: "person:add",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 200, title: "Name" }),
      user: Type.String({ pattern: "^[a-z0-9._=/-]+$", maxLength: 60, title: "User name" }),
      email: Type.Optional(Type.String({ format: "email", title: "E-mail address" })),
      job: Type.Optional(Type.String({ maxLength: 200, title: "Job title" })),
      manager: Type.Optional({ ...Ref, title: "Manager" }),
      roles: Type.Optional(Type.Array(RoleName, { maxItems: 20, title: "Roles" })),
      employed_since: Type.Optional(Type.String({ format: "date", title: "Employed since" })),
    },
    closed,
  ),
  output: Type.Object({
    person: Link,
    user_id: Type.String(),
    sign_in_link: Type.String(),
    change: Type.String({ format: "uuid" }),
  }),
});

export const listPeople = call({
  name: "person.list",
  http: "GET /people",
  help: "List the people who may sign in, with their roles.",
  needs: "person:view",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({ items: Type.Array(Person) }),
});

const one = Type.Object({ ref: Ref }, closed);

export const personDetails = call({
  name: "person.details",
  http: "GET /people/{ref}",
  help: "Show a colleague: job, manager, who reports to them, roles, past and present employment.",
  needs: "person:view",
  effect: "read",
  input: one,
  output: Type.Object({
    ...Person.properties,
    reports: Type.Array(Link),
    employment: Type.Array(
      Type.Object({
        job: Type.Union([Type.String(), Type.Null()]),
        manager: Type.Union([Link, Type.Null()]),
        since: When,
        until: Type.Union([When, Type.Null()]),
      }),
      { description: "newest first" },
    ),
  }),
});

export const changePerson = call({
  name: "person.change",
  http: "PATCH /people/{ref}",
  help: "Change a colleague's job, manager or sign-in address, from now on. Their name is changed on their party.",
  needs: "person:change",
  effect: "reversible",
  input: Type.Object(
    {
      ref: Ref,
      email: Type.Optional(
        Type.Union([Type.String({ format: "email" }), Type.Null()], { title: "E-mail address" }),
      ),
      job: Type.Optional(
        Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], { title: "Job title" }),
      ),
      manager: Type.Optional(Type.Union([Ref, Type.Null()], { title: "Manager" })),
    },
    closed,
  ),
  output: Done,
});

export const personLeaves = call({
  name: "person.leave",
  http: "POST /people/{ref}/leave",
  help: "End a colleague's employment: their sessions and roles end, their account is closed, their records go to whoever takes over.",
  needs: "person:change",
  effect: "guarded",
  input: Type.Object({ ref: Ref, to: Type.Optional({ ...Ref, title: "Takes over" }) }, closed),
  output: Type.Object({ ...Done.properties, records: Type.Integer({ description: "handed over" }) }),
});

export const personReturns = call({
  name: "person.return",
  http: "POST /people/{ref}/return",
  help: "Let somebody who left come back, with these roles; the answer holds their single-use sign-in link.",
  needs: "person:add",
  effect: "guarded",
  secret: true,
  input: Type.Object(
    { ref: Ref, roles: Type.Optional(Type.Array(RoleName, { maxItems: 20, title: "Roles" })) },
    closed,
  ),
  output: Type.Object({ ...Done.properties, sign_in_link: Type.String() }),
});

export const erasePerson = call({
  name: "person.erase",
  http: "POST /people/{ref}/erase",
  help: "Erase a former colleague on their request, from the directory, the history and the chat's profile. It cannot be undone.",
  needs: "person:erase",
  effect: "four-eyes",
  input: one,
  output: Type.Object({
    ...Done.properties,
    kept: Type.Array(Type.String(), { description: "what the law keeps" }),
  }),
});

export const linkPerson = call({
  name: "person.link",
  http: "POST /people/{ref}/link",
  help: "Make a single-use sign-in link for a person.",
  needs: "person:change",
  effect: "guarded",
  secret: true,
  input: Type.Object({ ref: Ref }, closed),
  output: Type.Object({ sign_in_link: Type.String(), expires_at: When }),
});

export const grantRole = call({
  name: "role.grant",
  http: "POST /people/{ref}/roles",
  help: "Give a person a role, for a time if wanted.",
  needs: "role:grant",
  effect: "guarded",
  input: Type.Object(
    { ref: Ref, role: RoleName, since: Type.Optional(When), until: Type.Optional(When) },
    closed,
  ),
  output: Done,
});

export const revokeRole = call({
  name: "role.revoke",
  http: "DELETE /people/{ref}/roles/{role}",
  help: "Take a role from a person, from now on.",
  needs: "role:grant",
  effect: "guarded",
  input: Type.Object({ ref: Ref, role: RoleName }, closed),
  output: Done,
});

export const listRoles = call({
  name: "role.list",
  http: "GET /roles",
  help: "List the roles with every right they grant.",
  needs: "signed-in",
  effect: "read",
  input: Type.Object({}, closed),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        role: Type.String(),
        label: Type.String(),
        permissions: Type.Array(
          Type.Object({
            right: Type.String(),
            scope: Type.String(),
            hidden: Type.Array(Type.String()),
            rule: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
          }),
        ),
      }),
    ),
  }),
});

/** How a surface finds out for whom it speaks, e.g. a Slack user by verified e-mail address. */
export const resolveIdentity = call({
  name: "identity.resolve",
  http: "POST /identities/resolve",
  help: "Find the person behind an account of another chat.",
  needs: "bots",
  effect: "guarded",
  input: Type.Object(
    {
      surface: Type.String({ minLength: 1, maxLength: 40 }),
      account: Type.String({ minLength: 1, maxLength: 200, description: "e.g. T0001/U2147483697" }),
      email: Type.Optional(
        Type.String({ maxLength: 254, description: "only one that the other side has verified" }),
      ),
    },
    closed,
  ),
  output: Type.Object({
    user_id: Type.Union([Type.String(), Type.Null()]),
    person: Type.Union([Link, Type.Null()]),
  }),
});

export const personCalls = [
  addPerson,
  listPeople,
  personDetails,
  changePerson,
  personLeaves,
  personReturns,
  erasePerson,
  linkPerson,
  grantRole,
  revokeRole,
  listRoles,
  resolveIdentity,
] as const;
