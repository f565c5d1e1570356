/**
 * The gate: turns person + verb into a predicate over rows and a set of fields. It is the only way to rows; row-level security in
 * PostgreSQL stands behind it with the same scopes.
 */
import { literal, Op, type WhereOptions } from "sequelize";
import { nouns, type Rule } from "../../contract/index.ts";
import { FieldHidden, NotAllowed } from "../../errors.ts";
import type { Row, Table } from "../record/table.ts";
import { holds, ruleWhere } from "../rule/index.ts";
import type { Grant, Standing } from "./standing.ts";

/** The owners and groups whose rows a person reaches. */
export interface Reach {
  readonly everything: boolean;
  readonly owners: readonly string[];
  readonly groups: readonly string[];
  readonly rules: readonly Rule[];
  readonly at: Date;
}

export function grantsFor(standing: Standing, noun: string, verb: string): Grant[] {
  return standing.grants.filter((grant) => grant.noun === noun && grant.verb === verb);
}

/** @throws NotAllowed when no present role grants the right, naming the right and who grants it */
export function mustHold(standing: Standing, noun: string, verb: string, granters: readonly string[]): void {
  if (grantsFor(standing, noun, verb).length === 0) throw new NotAllowed(`${noun}:${verb}`, granters);
}

export function reach(standing: Standing, noun: string, verb: string): Reach {
  const grants = grantsFor(standing, noun, verb);
  const scopes = new Set(grants.map((grant) => grant.scope));
  const owners = scopes.has("team") ? standing.team : scopes.has("own") ? [standing.id] : [];
  const groups = scopes.has("group") ? standing.groups : [];
  const rules = grants.flatMap((grant) => grant.rule ?? []);
  return { everything: scopes.has("all"), owners, groups, rules, at: standing.at };
}

/** Rows that every one of these people reaches with this verb. */
export function predicate(table: Table, viewers: readonly Standing[], verb: string): WhereOptions {
  const { scope } = table;
  const alone = new Set(viewers.map((viewer) => viewer.id)).size === 1;
  if (scope)
    return {
      [Op.and]: [...new Set(viewers.map((viewer) => scope(viewer, verb, table, alone)))].map((sql) =>
        literal(sql),
      ),
    };
  const distinct = new Map(
    viewers.map((viewer) => {
      const reached = reach(viewer, table.noun.key, verb);
      return [JSON.stringify(reached), reached];
    }),
  );
  const shared = verb === "view" ? table.sharedWith : undefined;
  const limited = [...distinct.values()].filter((reached) => !reached.everything);
  return { [Op.and]: limited.map((reached) => reachedBy(table, reached, shared)) };
}

/** SQL of the rows for which one of the rules holds, for a WHERE; nothing without rules. */
export function ruledRows(table: Table, { rules, at }: Pick<Reach, "rules" | "at">): string[] {
  return rules.map((rule) => ruleWhere(table.noun, rule, (text) => table.model.sequelize!.escape(text), at));
}

function reachedBy(table: Table, reached: Reach, shared: string | undefined): WhereOptions {
  const { owners, groups } = reached;
  const ruled = ruledRows(table, reached).map((sql) => literal(sql) as unknown as WhereOptions);
  const own: WhereOptions = {
    [Op.or]: [
      { owner_id: { [Op.in]: [...owners] } },
      { group_id: { [Op.in]: [...groups] } },
      ...(shared ? [literal(`"${table.noun.key}"."${shared}" && ${idList(owners)}`)] : []),
      ...ruled,
    ],
  };
  if (table.reach === "owner") return own;
  const through = literal(throughParent(table, owners, groups)) as unknown as WhereOptions;
  return { [Op.or]: table.reach === "parent" ? [through, ...ruled] : [own, through] };
}

/** Ids come from our own tables and are checked to be UUIDs, so they can stand in SQL text. */
function throughParent(table: Table, owners: readonly string[], groups: readonly string[]): string {
  return `exists (select 1 from crm.party parent where parent.id = "${table.noun.key}"."party_id"
    and (parent.owner_id = any (${idList(owners)}) or parent.group_id = any (${idList(groups)})))`;
}

/** Ids as a list in SQL text. */
export const idList = (ids: readonly string[]) =>
  `array[${ids
    .filter(isUuid)
    .map((id) => `'${id}'`)
    .join(",")}]::uuid[]`;

const isUuid = (text: string) => /^[0-9a-f-]{36}$/i.test(text);

/** What of a row a person reaches it by: only grants that reach the row show its fields. */
export interface RowOwner {
  readonly owner_id: string | null;
  readonly group_id: string | null;
}

/**
 * Fields of a noun that a person may not use, for one row or, without one, for all rows.
 * A field is hidden unless a grant that reaches the row shows it. Without a row every grant must show it: that is what sorting,
 * filtering and searching need.
 */
export function hiddenFields(standing: Standing, noun: string, verb: string, row?: RowOwner): Set<string> {
  const grants = grantsFor(standing, noun, verb);
  if (!row) return new Set(grants.flatMap((grant) => grant.hidden));
  const reaching = grants.filter((grant) => reaches(standing, grant, row));
  const deciding = reaching.length ? reaching : grants; // reached through its party: the strictest grants decide
  const hidden = deciding.flatMap((grant) => grant.hidden);
  return new Set(
    hidden.filter((field) => !reaching.length || reaching.every((grant) => grant.hidden.includes(field))),
  );
}

/** Whether one grant reaches a row by its scope or its rule. */
export function reaches(standing: Standing, grant: Grant, row: RowOwner): boolean {
  return byScope(standing, grant.scope, row) || byRule(standing, grant, row as Row);
}

function byRule(standing: Standing, { noun, rule }: Grant, row: Row): boolean {
  const subject = rule && nouns.find((known) => known.key === noun);
  return Boolean(subject && holds(subject, rule, row, standing.at));
}

export function byScope(standing: Standing, scope: Grant["scope"], row: RowOwner): boolean {
  switch (scope) {
    case "rule":
      return false;
    case "all":
      return true;
    case "own":
      return row.owner_id === standing.id;
    case "team":
      return row.owner_id !== null && standing.team.includes(row.owner_id);
    case "group":
      return row.group_id !== null && standing.groups.includes(row.group_id);
  }
}

/** Fields that at least one of the viewers may not see in this row. */
export function hiddenFromAny(viewers: readonly Standing[], noun: string, row?: RowOwner): Set<string> {
  return new Set(viewers.flatMap((viewer) => [...hiddenFields(viewer, noun, "view", row)]));
}

/** Names of the fields that an input holds, custom ones as `custom.key`. */
export function namesIn(input: Readonly<Record<string, unknown>>): string[] {
  return [...Object.keys(input), ...Object.keys(input["custom"] ?? {}).map((key) => `custom.${key}`)];
}

/** @throws FieldHidden when one of the names is hidden: using a field is reading it */
export function mustShow(hidden: ReadonlySet<string>, names: Iterable<string>): void {
  for (const name of names) if (hidden.has(name)) throw new FieldHidden(name);
}

/** Whether the person reaches a row with a verb, for writes: the row is read already. */
export function reachesRow(
  standing: Standing,
  table: Table,
  verb: string,
  row: RowOwner & { parent_owner_id?: string | null; parent_group_id?: string | null },
): boolean {
  const { everything, owners, groups, rules, at } = reach(standing, table.noun.key, verb);
  const by = (owner: string | null | undefined, group: string | null | undefined) =>
    (owner != null && owners.includes(owner)) || (group != null && groups.includes(group));
  if (everything || rules.some((rule) => holds(table.noun, rule, row as unknown as Row, at))) return true;
  return table.reach === "parent"
    ? by(row.parent_owner_id, row.parent_group_id)
    : by(row.owner_id, row.group_id);
}
