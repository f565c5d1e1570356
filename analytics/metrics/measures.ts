/** Measures as SQL, and in words. */
import { quoted } from "../copy/types.ts";
import { conditionSql } from "./conditions.ts";
import type { Condition, Measure, Of } from "./metric.ts";

export const measureSql = ({ of, key, when }: Measure): string =>
  `${ofSql(of, when)}::double as ${quoted(key)}`;

function ofSql(of: Of, when: Condition | undefined): string {
  const filter = when ? ` filter (where ${conditionSql(when)})` : "";
  if ("count" in of) return `count(*)${filter}`;
  if ("sum" in of) return `sum(${termSql(of)})${filter}`;
  if ("mean" in of) return meanSql(of, filter);
  const number = (condition: Condition) => `count(*) filter (where ${conditionSql(condition)})`;
  const less = of.less ? ` - ${number(of.less)}` : "";
  return `(100.0 * (${number(of.share)}${less}) / nullif(${number(of.among)}, 0))`;
}

function termSql({ sum, weight, times }: Extract<Of, { sum: string }>): string {
  if (!weight && times === undefined) return quoted(sum);
  const factors = [weight ? quoted(weight) : null, times ?? null].filter((factor) => factor !== null);
  return [`${quoted(sum)}::double`, ...factors].join(" * ");
}

function meanSql({ mean, alike }: Extract<Of, { mean: string }>, filter: string): string {
  const sql = `avg(${quoted(mean)})${filter}`;
  if (!alike) return sql;
  return `(case when count(distinct ${quoted(alike)}) filter (where ${quoted(mean)} is not null) = 1 then ${sql} end)`;
}

/** `mean first response is the mean of "response_s" where it is known`; nothing for what counts or adds all rows. */
export function measureWords({ label, of, when }: Measure): string | null {
  const said = [ofWords(of), when ? `only of those with ${conditionWords(when)}` : null];
  const words = said.filter((part) => part !== null);
  return words.length > 0 ? `${label.toLowerCase()} ${words.join(", ")}` : null;
}

function ofWords(of: Of): string | null {
  if ("count" in of) return null;
  if ("sum" in of) return of.weight ? `adds "${of.sum}" weighted by "${of.weight}"` : null;
  if ("mean" in of)
    return `is the mean of "${of.mean}" where it is known${of.alike ? ` and "${of.alike}" is one` : ""}`;
  const less = of.less ? ` less those with ${conditionWords(of.less)}` : "";
  return `is the share with ${conditionWords(of.share)}${less} among those with ${conditionWords(of.among)}`;
}

export const conditionWords = ({ column, is, not }: Condition): string =>
  `${column}${not ? " not" : ""} ${is.join(" or ")}`;
