/** A pool that notes the statements that go through it, by name where they have one. */
import type { Pool, PoolClient } from "pg";

export interface CountingPool {
  readonly pool: Pool;
  /** Statements of this work. */
  readonly during: (work: () => Promise<unknown>) => Promise<string[]>;
}

export function countingPool(pool: Pool): CountingPool {
  const seen: string[] = [];
  const noting = <T extends Pool | PoolClient>(target: T): T =>
    new Proxy(target, {
      get: (inner, key) => {
        const value: unknown = Reflect.get(inner, key);
        if (typeof value !== "function") return value;
        if (key === "connect") return async () => noting(await (inner as Pool).connect());
        return (...args: unknown[]) => {
          if (key === "query") seen.push(nameOf(args[0]));
          return Reflect.apply(value, inner, args) as unknown;
        };
      },
    });
  return {
    pool: noting(pool),
    during: async (work) => {
      seen.length = 0;
      await work();
      return [...seen];
    },
  };
}

function nameOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  const { name, text } = statement as { name?: string; text?: string };
  return name ?? text ?? "?";
}
