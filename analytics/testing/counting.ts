/** Questions over rows that a test made up, answered by DuckDB itself: no copy, no process. */
import { randomUUID } from "node:crypto";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ExecutionContext } from "ava";
import type { View } from "../copy/source.ts";
import { literal, quoted } from "../copy/types.ts";
import { noLimits, type Limits, type Visible } from "../metrics/answer.ts";
import { answer, type Found } from "../metrics/ask.ts";

export type Cell = string | number | null;
export type Cells = Readonly<Record<string, Cell>>;

export interface Counting {
  /** Replaces the rows of a view; `id` is made up unless given. */
  readonly put: (view: string, rows: readonly Cells[]) => Promise<void>;
  /** The present is noon of 15 May 2024 unless told. */
  readonly ask: (question: string, more?: Asking) => Promise<Found>;
}

interface Asking {
  readonly visible?: Visible;
  readonly limits?: Partial<Limits>;
  readonly timeZone?: string;
}

/** @param tables DuckDB types of the columns of each view, besides `id` and `removed_at`; `scope` is what of them is an owner */
export async function testCounting(
  t: Pick<ExecutionContext, "teardown">,
  tables: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Counting> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  t.teardown(() => connection.closeSync());
  const views = Object.entries(tables).map(([name, types]) => viewOf(name, types));
  for (const { name, columns } of views) {
    const list = columns.map((column) => `${quoted(column.name)} ${column.type}`);
    await connection.run(`create table ${quoted(name)} (${list.join(", ")})`);
  }
  const copied = { mark: { origin: "test", snapshot: "1" }, views, asOf: new Date() };
  return {
    async put(name, rows) {
      const view = views.find((one) => one.name === name)!;
      await connection.run(`delete from ${quoted(name)}`);
      for (const row of rows) await connection.run(`insert into ${quoted(name)} values (${line(view, row)})`);
    },
    async ask(question, { visible = { all: true } as const, limits = {}, timeZone = "UTC" } = {}) {
      const now = "2024-05-15T12:00:00Z";
      const asked = { question, visible, timeZone, now, limits: { ...noLimits, ...limits } };
      try {
        return await answer(connection, copied, asked);
      } finally {
        await connection.run("rollback").catch(() => {}); // a refused question began none
      }
    },
  };
}

function viewOf(name: string, types: Readonly<Record<string, string>>): View {
  const all = { id: "VARCHAR", ...types, removed_at: "TIMESTAMP" };
  const columns = Object.entries(all).map(([key, type]) => ({ name: key, type, read: key, udt: type }));
  return {
    name,
    columns,
    depends: {},
    scope: Object.keys(types).filter((key) => /^(party_)?owner_id$/.test(key)),
  };
}

function line({ columns }: View, row: Cells): string {
  const cells: Cells = { id: randomUUID(), ...row };
  return columns
    .map(({ name, type }) => [cells[name] ?? null, type] as const)
    .map(([value, type]) => (value === null ? "null" : `${literal(String(value))}::${type}`))
    .join(", ");
}
