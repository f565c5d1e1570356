/** Permissions: one row for each right of a role, checked against the nouns and calls there are. */
import { calls, nouns, type Noun, type Rule, type scopes } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import { compileRule, parseRule } from "../rule/index.ts";

export interface Permission {
  readonly right: string;
  readonly scope: (typeof scopes)[number];
  readonly hidden: string[];
  readonly rule: Record<string, unknown> | null;
}

const columns = `noun || ':' || verb as right, scope, hidden, rule`;

export async function permissionsOf(ctx: Pick<Ctx, "tx">, role: string): Promise<Permission[]> {
  return ctx.tx.query<Permission>(
    `select ${columns} from access.permission where role = $1 order by noun, verb`,
    [role],
  );
}

export async function permissionOf(
  ctx: Pick<Ctx, "tx">,
  role: string,
  right: string,
): Promise<Permission | null> {
  const [row] = await ctx.tx.query<Permission>(
    `select ${columns} from access.permission where role = $1 and noun || ':' || verb = $2`,
    [role, right],
  );
  return row ?? null;
}

interface Wanted {
  readonly scope: Permission["scope"];
  readonly hidden?: readonly string[];
  readonly rule?: Record<string, unknown> | null;
}

/** Sets a right of a role, or takes it away. @throws InputInvalid naming the rights, fields and operators there are */
export async function store(
  ctx: Ctx,
  role: string,
  right: string,
  wanted: Wanted | null,
): Promise<Permission | null> {
  const [noun, verb] = right.split(":") as [string, string];
  await ctx.tx.query(`delete from access.permission where role = $1 and noun = $2 and verb = $3`, [
    role,
    noun,
    verb,
  ]);
  if (!wanted) return null;
  await checkRight(ctx, right);
  const subject = nouns.find((known) => known.key === noun);
  const hidden = checkHidden(subject, wanted.hidden ?? []);
  const rule = checkRule(subject, wanted);
  await ctx.tx.query(
    `insert into access.permission (role, noun, verb, scope, hidden, rule, compiled) values ($1, $2, $3, $4, $5, $6, $7)`,
    [role, noun, verb, wanted.scope, hidden, json(rule), json(rule && compileRule(subject!, rule))],
  );
  return permissionOf(ctx, role, right);
}

const json = (value: unknown) => (value ? JSON.stringify(value) : null);

async function checkRight(ctx: Ctx, right: string): Promise<void> {
  const granted = await ctx.tx.query<{ right: string }>(
    `select distinct noun || ':' || verb as right from access.permission`,
  );
  const known = new Set([
    ...granted.map((row) => row.right),
    ...calls.map((call) => call.needs).filter((needs) => needs.includes(":")),
  ]);
  if (!known.has(right)) refuse("/right", `one of ${[...known].toSorted().join(", ")}`, right);
}

function checkHidden(noun: Noun | undefined, hidden: readonly string[]): string[] {
  const fields = Object.keys(noun?.fields ?? {}).filter((field) => field !== noun?.title);
  const isCustom = (field: string) => fields.length > 0 && /^custom\../.test(field);
  const unknown = hidden.find((field) => !fields.includes(field) && !isCustom(field));
  if (unknown !== undefined)
    refuse("/hidden", fields.length ? `fields among ${fields.join(", ")}, custom.…` : "left out", unknown);
  return [...new Set(hidden)];
}

function checkRule(noun: Noun | undefined, { scope, rule }: Wanted): Rule | null {
  if (!rule) {
    if (scope === "rule") refuse("/rule", "given for the scope rule", "nothing");
    return null;
  }
  if (!noun) return refuse("/rule", "left out: this right has no records", "a rule");
  return parseRule(noun, rule, "/rule");
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got: `"${got}"` }]);
}
