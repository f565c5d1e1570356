/**
 * Reads the syntax tree of one statement and refuses whatever is not known to be harmless: tables, functions, types and forms go by
 * allow-lists. It is one wall of several: behind it stands a file that holds only what who asks may see.
 */
import { SqlRefused } from "../errors.ts";
import { nearest } from "../metrics/nearest.ts";
import { expressions, forms, functions, operators, tableFunctions, telling, types } from "./words.ts";

type Tree = { readonly [key: string]: unknown };

/** Names that may stand after `from`, in lower case: tables of the file and queries named by WITH. */
type Scope = ReadonlySet<string>;

/**
 * @param statement one statement as `json_serialize_sql` gives it
 * @param tables names of the tables that may be read
 * @throws SqlRefused, saying what is not allowed and what is
 */
export function check(statement: unknown, tables: readonly string[]): void {
  walk(statement, new Set(tables.map((name) => name.toLowerCase())), tables);
}

function walk(value: unknown, scope: Scope, tables: readonly string[]): void {
  if (Array.isArray(value)) for (const one of value) walk(one, scope, tables);
  else if (typeof value === "object" && value !== null) node(value as Tree, scope, tables);
}

function node(tree: Tree, scope: Scope, tables: readonly string[]): void {
  const { class: kind, type } = tree;
  if (kind === "CONSTANT") return;
  if (typeof kind === "string") expression(kind, tree);
  else if (typeof type === "string") form(type, tree, scope, tables);
  const inner = withNamed(tree, scope, tables);
  for (const [key, child] of Object.entries(tree)) {
    if (key === "cte_map" || key === "cast_type") continue; // both are read already
    if (type === "TABLE_FUNCTION" && key === "function") walk(Object.values(child as Tree), inner, tables);
    else
      walk(
        child,
        type === "RECURSIVE_CTE_NODE" && key === "right" ? including(inner, tree["cte_name"]) : inner,
        tables,
      );
  }
}

/** Each query of a WITH sees those before it; its own name means itself only within a recursion. */
function withNamed(tree: Tree, outer: Scope, tables: readonly string[]): Scope {
  const { map = [] } = (tree["cte_map"] ?? {}) as { map?: readonly { key: string; value: unknown }[] };
  let scope = outer;
  for (const { key, value } of map) {
    walk(value, scope, tables);
    scope = including(scope, key);
  }
  return scope;
}

function including(scope: Scope, name: unknown): Scope {
  const word = String(name).toLowerCase();
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(word) || /^(duckdb|pragma|sqlite|pg)_/.test(word))
    throw new SqlRefused(`A query cannot be named "${word}" here`, "letters, digits and _");
  return new Set([...scope, word]);
}

function expression(kind: string, tree: Tree): void {
  if (!expressions.has(kind)) throw new SqlRefused(`${named(kind)} may not be used here`, ordinary);
  if (kind === "FUNCTION" || kind === "WINDOW") called(tree, [...functions, ...operators]);
  if (kind === "CAST") cast(tree["cast_type"] as Tree);
  if (kind === "COLUMN_REF") column(tree["column_names"] as readonly string[]);
}

const ordinary = "columns, values, operators, functions, CASE, CAST, IN, EXISTS and subqueries, and windows";

/** `LAMBDA` as `a lambda`. */
const named = (kind: string): string => `A ${kind.toLowerCase().replaceAll("_", " ")}`;

function called(tree: Tree, allowed: readonly string[]): void {
  const name = String(tree["function_name"]).toLowerCase();
  const schema = tree["schema"] ?? "";
  if (tree["catalog"] || (schema !== "" && schema !== "main"))
    throw new SqlRefused(`The function "${name}" may not be named with a schema`, "its plain name");
  if (allowed.includes(name)) return;
  const shown = allowed.filter((word) => /^\w+$/.test(word) && word !== "count_star");
  throw new SqlRefused(`The function "${name}" may not be used here`, shown.join(", "), {
    got: name,
    allowed: shown,
    nearest: nearest(name, shown),
  });
}

function cast(type: Tree | undefined): void {
  const info = (type?.["type_info"] ?? {}) as Tree;
  const id = String(type?.["id"]);
  const plain = types.has(id) && (!("type" in info) || info["type"] === "DECIMAL_TYPE_INFO");
  if (!plain || "alias" in info)
    throw new SqlRefused(
      `A cast to ${String(info["name"] ?? id).toLowerCase()} may not be used here`,
      [...types].join(", ").toLowerCase(),
    );
}

function column(names: readonly string[]): void {
  const [name = ""] = names;
  if (names.length === 1 && telling.has(name.toLowerCase()))
    throw new SqlRefused(`"${name}" may not be used here`, "columns of your tables");
}

function form(type: string, tree: Tree, scope: Scope, tables: readonly string[]): void {
  if (type === "SHOW_REF")
    throw new SqlRefused(
      "SHOW, DESCRIBE and SUMMARIZE may not be used here",
      "SELECT; insight.schema lists your tables and columns",
    );
  if (!forms.has(type))
    throw new SqlRefused(`${named(type)} may not be used here`, "SELECT over your tables");
  if (type === "BASE_TABLE") table(tree, scope, tables);
  if (type === "TABLE_FUNCTION") called(tree["function"] as Tree, tableFunctions);
  if (type === "PIVOT" && tree["pivot_enum"])
    throw new SqlRefused("PIVOT with an enum may not be used here", "PIVOT … IN (…)");
}

function table(tree: Tree, scope: Scope, tables: readonly string[]): void {
  const name = String(tree["table_name"]);
  if (tree["schema_name"] || tree["catalog_name"])
    throw new SqlRefused(`"${name}" may not be named with a schema`, tables.join(", "));
  if (tree["at_clause"]) throw new SqlRefused("AT may not be used here", "tables as they are now");
  if (!scope.has(name.toLowerCase()))
    throw new SqlRefused(`There is no table "${name}" for you`, tables.join(", ") || "none", {
      got: name,
      allowed: tables,
      nearest: nearest(name, tables),
    });
}
