/**
 * Statements whose ids became parameters. The gate writes ids into the text of a predicate; a statement over many nouns is then another
 * text for every person and record, and PostgreSQL plans it anew each time. With the ids outside, its plan is kept (store/plans.ts).
 */
const uuid = "'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'";

/**
 * Ids where SQL can have them: a list, or compared with. Inside a literal each quote is written twice, so no text that people wrote can
 * look like one.
 */
const ids = new RegExp(
  `array\\[(${uuid}(?:,${uuid})*)\\]::uuid\\[\\]|\\bIN \\((${uuid}(?:, ${uuid})*)\\)|= (${uuid})(?!')`,
  "g",
);

/** @param sql without parameters of its own @returns the same statement with `$1` … and their values */
export function bound(sql: string): {
  readonly sql: string;
  readonly values: readonly (string | string[])[];
} {
  const values = new Map<string, string | string[]>();
  const place = (value: string | string[]) => {
    const known = JSON.stringify(value);
    values.set(known, value);
    return `$${[...values.keys()].indexOf(known) + 1}`;
  };
  const text = sql.replaceAll(ids, (_all, array?: string, list?: string, one?: string) => {
    if (one) return `= ${place(plain(one))}::uuid`;
    const parameter = `${place((array ?? list)!.split(/, ?/).map(plain))}::uuid[]`;
    return array ? parameter : `= any (${parameter})`;
  });
  return { sql: text, values: [...values.values()] };
}

const plain = (quoted: string) => quoted.slice(1, -1);
