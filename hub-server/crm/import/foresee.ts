/** What an import would do: counted by its keys, without writing. Rights and stages are seen to when it runs. */
import type { Ctx } from "../context.ts";
import { knownEmails, knownIds } from "./load/ahead.ts";
import { partyName, withoutName } from "./load/name.ts";
import { makeMarks } from "./marks.ts";
import { keptLines, type KeptLine, type Staged } from "./staged.ts";
import type { Plan } from "./plan.ts";
import { valuesOf, type Problem, type Values } from "./values.ts";

const shownRows = 5;
const shownProblems = 20;

type Key = readonly [kind: string, value: string];

export async function foresee(ctx: Ctx, staged: Staged) {
  const { plan } = staged;
  const would = { add: 0, update: 0, repeat: 0, refuse: 0 };
  const first: Record<string, unknown>[] = [];
  const problems: (Problem & { row: number; line: number })[] = [];
  const seen = makeMarks();
  for await (const lines of plan.noun ? keptLines(ctx, staged.id) : []) {
    const keyed: string[][] = [];
    const all: Key[] = [];
    for (const line of lines) {
      const { values, wrong } = readRow(plan, line);
      if (wrong) {
        would.refuse++;
        if (problems.length < shownProblems) problems.push({ row: line.row, line: line.line, ...wrong });
        continue;
      }
      if (first.length < shownRows) first.push(asLoaded(values));
      const keys = keysOf(plan, values).filter((key) => key !== undefined);
      all.push(...keys);
      keyed.push(keys.map((key) => key.join("\n")));
    }
    const known = await knownKeys(ctx, plan, all);
    for (const keys of keyed) {
      const repeated = keys.filter((key) => seen.add(key)).length < keys.length;
      would[keys.some((key) => known.has(key)) ? "update" : repeated ? "repeat" : "add"]++;
    }
  }
  return { would, first, problems };
}

function readRow(plan: Plan, { cells, problem }: KeptLine): { values: Values; wrong: Problem | undefined } {
  const values = valuesOf(plan, problem ? [] : cells);
  const wrong = problem
    ? { column: null, value: "", reason: problem, allowed: "" }
    : (values.problems[0] ?? withoutName(plan, values));
  return { values, wrong };
}

function asLoaded({ fields, contacts, custom }: Values): Record<string, unknown> {
  return {
    ...fields,
    ...(contacts.length ? { contact_points: contacts } : {}),
    ...(Object.keys(custom).length ? { custom } : {}),
  };
}

function keysOf(plan: Plan, values: Values): (Key | undefined)[] {
  return plan.match.map((key): Key | undefined => {
    if (key === "external_id") {
      const id = values.fields["external_id"];
      return typeof id === "string" ? [spaceOf(plan, values), id] : undefined;
    }
    if (key === "email") {
      const email = values.contacts.find(({ kind }) => kind === "email")?.value;
      return email ? ["email", email.toLowerCase()] : undefined;
    }
    const name =
      plan.noun === "party" ? partyName(values).name : (values.fields["name"] ?? values.fields["subject"]);
    return typeof name === "string" ? ["name", name.toLowerCase()] : undefined;
  });
}

const spaceOf = (plan: Plan, values: Values) =>
  plan.noun === "party" ? `party:${partyName(values).person ? "person" : "organisation"}` : plan.noun!;

/** Those of the keys that records have already, as the run will find them. */
async function knownKeys(ctx: Ctx, plan: Plan, keys: readonly Key[]): Promise<Set<string>> {
  const of = (fits: (kind: string) => boolean) => [
    ...new Set(keys.flatMap((key) => (fits(key[0]) ? [key[1]] : []))),
  ];
  const ids = await knownIds(
    ctx,
    plan.source,
    of((kind) => kind !== "email" && kind !== "name"),
  );
  const emails = await knownEmails(
    ctx,
    of((kind) => kind === "email"),
  );
  const names = of((kind) => kind === "name");
  const named =
    names.length && (plan.noun === "party" || plan.noun === "product")
      ? await ctx.tx.query<{ value: string }>(
          `select lower(name) as value from crm.${plan.noun} where lower(name) = any ($1) and removed_at is null`,
          [names],
        )
      : [];
  return new Set([
    ...ids.keys(),
    ...[...emails.keys()].map((email) => `email\n${email}`),
    ...named.map(({ value }) => `name\n${value}`),
  ]);
}
