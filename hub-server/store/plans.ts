/**
 * Statements that a connection runs again and again keep their plan there: planning a statement over many walled tables takes longer
 * than running it. PostgreSQL itself decides when one plan serves all values (`plan_cache_mode`), and plans anew when tables change.
 */

/** Statements that a connection keeps, and texts that it remembers to know the second time. */
const mostKept = 200;
const mostSeen = 100;

type Query = (first: unknown, second?: unknown, third?: unknown) => unknown;

/**
 * Makes a connection of pg name each statement with `$1` parameters when it comes for the second time: parsed and planned once.
 * Texts with their values inside are left alone, and so is what comes when the connection keeps enough.
 */
export function keepPlans(connection: { query: unknown }): void {
  const query = (connection.query as Query).bind(connection);
  const kept = new Map<string, string>();
  const seen = new Set<string>();
  connection.query = ((first, second, third) => {
    if (typeof first !== "string" || !Array.isArray(second)) return query(first, second, third);
    const name =
      kept.get(first) ?? (seen.delete(first) && kept.size < mostKept ? keep(kept, first) : undefined);
    if (name) return query({ text: first, values: second, name }, third);
    remember(seen, first);
    return query(first, second, third);
  }) satisfies Query;
}

function keep(kept: Map<string, string>, text: string): string {
  const name = `plan_${kept.size}`;
  kept.set(text, name);
  return name;
}

/** The oldest text gives way: what is written with other words each time does not stay. */
function remember(seen: Set<string>, text: string): void {
  seen.add(text);
  if (seen.size > mostSeen) seen.delete(seen.values().next().value!);
}
