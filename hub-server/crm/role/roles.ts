/** Roles that administrators make: every change is one patch of the role, which undo puts back. */
import { randomUUIDv7 } from "node:crypto";
import { addRole, changeRole, forbidRole, permitRole, removeRole } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { keepAnAdministrator } from "./administrator.ts";
import { permissionOf, permissionsOf, store, type Permission } from "./permission.ts";

export interface Role {
  readonly id: string;
  readonly role: string;
  readonly label: string;
}

/** A role by its key or label. @throws InputInvalid with the roles there are */
export async function findRole(ctx: Pick<Ctx, "tx">, named: string): Promise<Role> {
  const known = await ctx.tx.query<Role>(
    `select id, role, label from access.role where removed_at is null order by label`,
  );
  const name = named.toLowerCase();
  const found = known.find(({ role, label }) => role === name || label.toLowerCase() === name);
  if (found) return found;
  const allowed = `one of ${known.map((row) => row.role).join(", ")}`;
  throw new InputInvalid([{ field: "/role", allowed, got: `"${named}"` }]);
}

async function answer(ctx: Ctx, { role, label }: Role) {
  const permissions = await permissionsOf(ctx, role);
  return { role, label, permissions, change: ctx.change };
}

function note(
  ctx: Ctx,
  role: Role,
  op: "add" | "change" | "remove",
  patch: Record<string, [unknown, unknown]>,
) {
  ctx.record({ entity: "role", entityId: role.id, op, patch });
}

/** Whoever holds the role may see more or less now: rooms follow. */
async function settle(ctx: Ctx, role: string): Promise<void> {
  await keepAnAdministrator(ctx);
  const holders = await ctx.tx.query<{ user_id: string }>(
    `select distinct p.user_id from access.person p join access.person_role r on r.person_id = p.id
     where r.role = $1 and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())`,
    [role],
  );
  for (const { user_id } of holders) ctx.tell({ kind: "membership", person: user_id });
}

async function refuseTaken(ctx: Ctx, label: string, role: string, besides = ""): Promise<void> {
  const [taken] = await ctx.tx.query<{ role: string }>(
    `select role from access.role where (lower(label) = lower($1) or role = $2) and role <> $3`,
    [label, role, besides],
  );
  if (taken) throw new Conflict(`There is a role ${taken.role} already, perhaps a removed one.`);
}

const add = does(
  addRole,
  async (ctx, { label, like }) => {
    const role = label
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
    if (!role)
      throw new InputInvalid([{ field: "/label", allowed: "a name with letters", got: `"${label}"` }]);
    await refuseTaken(ctx, label, role);
    const made = { id: randomUUIDv7(), role, label };
    await ctx.tx.query(`insert into access.role (id, role, label) values ($1, $2, $3)`, [
      made.id,
      role,
      label,
    ]);
    const copied = like ? await permissionsOf(ctx, (await findRole(ctx, like)).role) : [];
    for (const permission of copied) await store(ctx, role, permission.right, permission);
    note(ctx, made, "add", { label: [null, label] });
    return answer(ctx, made);
  },
  undo,
);

const change = does(
  changeRole,
  async (ctx, { role: named, label }) => {
    const role = await findRole(ctx, named);
    await refuseTaken(ctx, label, "", role.role);
    await rename(ctx, role, label);
    note(ctx, role, "change", { label: [role.label, label] });
    return answer(ctx, { ...role, label });
  },
  undo,
);

async function rename(ctx: Ctx, role: Role, label: string): Promise<void> {
  await ctx.tx.query(`update access.role set label = $2 where role = $1`, [role.role, label]);
}

const remove = does(
  removeRole,
  async (ctx, { role: named }) => {
    const role = await findRole(ctx, named);
    await setRemoved(ctx, role, true);
    note(ctx, role, "remove", { removed: [false, true] });
    return answer(ctx, role);
  },
  undo,
);

async function setRemoved(ctx: Ctx, role: Role, removed: boolean): Promise<void> {
  const holders = await ctx.tx.query<{ name: string }>(
    `select p.name from access.person_role r join access.person p on p.id = r.person_id
     where r.role = $1 and (r.valid_to is null or r.valid_to > now()) order by p.name limit 3`,
    [role.role],
  );
  if (removed && holders.length)
    throw new Conflict(
      `${holders.map((one) => one.name).join(", ")} hold the role ${role.label}. Take it from them first.`,
    );
  await ctx.tx.query(`update access.role set removed_at = $2::timestamptz where role = $1`, [
    role.role,
    removed ? ctx.now.toISOString() : null,
  ]);
}

const permit = does(
  permitRole,
  async (ctx, { role: named, right, ...wanted }) => {
    const role = await findRole(ctx, named);
    const before = await permissionOf(ctx, role.role, right);
    const after = await store(ctx, role.role, right, wanted);
    await settle(ctx, role.role);
    note(ctx, role, "change", { [`permission ${right}`]: [before, after] });
    return answer(ctx, role);
  },
  undo,
);

const forbid = does(
  forbidRole,
  async (ctx, { role: named, right }) => {
    const role = await findRole(ctx, named);
    const before = await permissionOf(ctx, role.role, right);
    if (!before) throw new Conflict(`The role ${role.label} has no right ${right}.`);
    await store(ctx, role.role, right, null);
    await settle(ctx, role.role);
    note(ctx, role, "change", { [`permission ${right}`]: [before, null] });
    return answer(ctx, role);
  },
  undo,
);

/** Puts each part of the patch back, unless it was changed again since. */
async function undo(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const [event] = events;
  const [role] = await ctx.tx.query<Role>(`select id, role, label from access.role where id = $1`, [
    event!.entity_id,
  ]);
  if (event!.op === "add") await setRemoved(ctx, role!, true);
  else if (event!.op === "remove") await setRemoved(ctx, role!, false);
  else for (const [key, values] of Object.entries(event!.patch)) await putBack(ctx, role!, key, values);
  await settle(ctx, role!.role);
  const patch = Object.fromEntries(
    Object.entries(event!.patch).map(([key, [before, after]]): [string, [unknown, unknown]] => [
      key,
      [after, before],
    ]),
  );
  ctx.record({
    entity: "role",
    entityId: role!.id,
    op: event!.op === "add" ? "remove" : "change",
    patch,
    undoOf: event!.id,
  });
  return { summary: `Undone: the role ${role!.label} is as it was.`, records: [] };
}

async function putBack(
  ctx: Ctx,
  role: Role,
  key: string,
  [before, after]: readonly [unknown, unknown],
): Promise<void> {
  if (key === "label") {
    if (role.label !== after) throw new Conflict(`The role was renamed since, to ${role.label}.`);
    return rename(ctx, role, String(before));
  }
  const right = key.slice("permission ".length);
  const now = await permissionOf(ctx, role.role, right);
  if (JSON.stringify(now) !== JSON.stringify(permissionLike(after)))
    throw new Conflict(`The right ${right} was changed since. Change it by hand.`);
  await store(ctx, role.role, right, before as Permission | null);
}

/** As it would be read: jsonb keeps no order of keys. */
const permissionLike = (value: unknown): Permission | null => {
  if (!value) return null;
  const { right, scope, hidden, rule } = value as Permission;
  return { right, scope, hidden, rule };
};

export const roleHandlers = [add, change, remove, permit, forbid];
