/** What an answer may tell: only what everybody who will read it may see of the nouns that it counts. */
import { revealed, type Limits, type Metric, type Reveals, type Visible } from "@singularity/analytics";
import { hiddenFromAny, mustHold, mustShow, reach } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import { granters } from "../record/write.ts";

/** Whose rows count: those that everybody who will read the answer may count. */
export function visibleTo(viewers: readonly Standing[]): Visible {
  const [first, ...rest] = reaches(viewers, "insight");
  if (!first) return { all: true };
  return { people: first.filter((id) => rest.every((other) => other.includes(id))) };
}

/**
 * The limits of an answer that tells this. Rows that a group or a rule opens are not counted: the copy knows owners only.
 * @throws NotAllowed, naming the noun, unless every viewer may see it; FieldHidden for a field that one of them may not see
 */
export function limitsFor(viewers: readonly Standing[], reveals: Reveals): Limits {
  const nouns = [...reveals.nouns, ...reveals.named];
  for (const noun of nouns) for (const viewer of viewers) mustHold(viewer, noun, "view", granters);
  const hidden = new Set(
    nouns.flatMap((noun) => [...hiddenFromAny(viewers, noun)].map((field) => `${noun}.${field}`)),
  );
  mustShow(hidden, reveals.fields);
  const told = reveals.measures.filter(({ fields }) => fields.some((field) => hidden.has(field)));
  return {
    rows: reveals.nouns.flatMap((noun) => reaches(viewers, noun)),
    names: Object.fromEntries(reveals.named.map((noun) => [noun, reaches(viewers, noun)])),
    without: told.map(({ key }) => key),
  };
}

/** Whether these people may ask for a metric at all. */
export function mayAsk(viewers: readonly Standing[], metric: Metric): boolean {
  try {
    limitsFor(viewers, revealed(metric));
    return true;
  } catch {
    return false;
  }
}

/** The owners whose rows each viewer reaches; those who reach everything are left out. */
export function reaches(viewers: readonly Standing[], noun: string): readonly (readonly string[])[] {
  const bounded = viewers.map((viewer) => reach(viewer, noun, "view")).filter((one) => !one.everything);
  const lists = bounded.map(({ owners }) => [...owners].toSorted());
  return [...new Map(lists.map((list) => [list.join(), list])).values()];
}
