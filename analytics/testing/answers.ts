/** Questions answered by a real DuckDB over rows that the test made up. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { fakeSource } from "../copy/fake.ts";
import type { View } from "../copy/source.ts";
import { openEngine } from "../engine.ts";
import type { Answer, Visible } from "../metrics/answer.ts";
import { quietLog, testFolder } from "./insight.ts";

const columns = (types: Readonly<Record<string, string>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type, read: name, udt: type.toLowerCase() }));

const interaction: View = {
  name: "interaction",
  columns: columns({
    id: "UUID",
    party_id: "UUID",
    party_title: "VARCHAR",
    channel: "VARCHAR",
    at: "TIMESTAMP",
    duration_s: "INTEGER",
    owner_id: "UUID",
    owner_name: "VARCHAR",
    party_owner_id: "UUID",
    removed_at: "TIMESTAMP",
  }),
  depends: { party: ["party_id"] },
  scope: ["owner_id", "party_owner_id"],
};
const party: View = {
  name: "party",
  columns: columns({ id: "UUID", number: "VARCHAR", title: "VARCHAR" }),
  depends: {},
  scope: [],
};

export interface Interaction {
  readonly at: string;
  readonly channel?: string;
  readonly duration?: number;
  readonly party?: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly owner?: string;
  };
  readonly owner?: { readonly id: string; readonly name: string };
  readonly removed?: boolean;
}

export interface Asker {
  (question: string, more?: { visible?: Visible; timeZone?: string; now?: string }): Promise<Answer>;
}

/** @param rows in UTC; the present is noon of 15 May 2024 unless a question says otherwise */
export async function testAnswers(
  t: ExecutionContext,
  rows: readonly Interaction[],
  view: View = interaction,
): Promise<Asker> {
  const source = fakeSource([view, party]);
  for (const row of rows) put(source, row);
  const file = join(await testFolder(t), "copy.duckdb");
  const engine = await openEngine({ file, source, log: quietLog(), clock: () => new Date() });
  t.teardown(() => engine.stop());
  const { signal } = new AbortController();
  const usual = { visible: { all: true }, timeZone: "UTC", now: "2024-05-15T12:00:00Z" } as const;
  return (question, more = {}) => engine.ask({ ...usual, ...more, question }, signal);
}

export const unscoped: View = { ...interaction, scope: [] };

function put(source: ReturnType<typeof fakeSource>, row: Interaction): void {
  const id = randomUUID();
  const { at, channel = "call", duration, party, owner, removed } = row;
  const whose = [owner?.id ?? null, owner?.name ?? null, party?.owner ?? null];
  const about = [party?.id ?? null, party?.title ?? null];
  const values = [id, ...about, channel, at, duration?.toString() ?? null, ...whose, removed ? at : null];
  source.put("interaction", id, values);
  if (party) source.put("party", party.id, [party.id, party.number, party.title]);
}
