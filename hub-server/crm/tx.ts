/** The transaction of one call: Sequelize for models, plain SQL for what needs its own words. */
import { DatabaseError, QueryTypes, type Sequelize, type Transaction } from "sequelize";
import { Conflict } from "../errors.ts";

export interface Tx {
  readonly transaction: Transaction;
  /** Runs one statement with `$1` parameters. */
  readonly query: <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;
}

/** Runs `work` in one transaction: COMMIT when it returns, ROLLBACK when it throws. */
export async function inTransaction<R>(sequelize: Sequelize, work: (tx: Tx) => Promise<R>): Promise<R> {
  try {
    return await run(sequelize, work);
  } catch (error) {
    if (error instanceof DatabaseError && (error.parent as { code?: string }).code === refusal)
      throw new Conflict(error.parent.message);
    throw error;
  }
}

/** What the database itself refuses with a sentence for people carries this SQLSTATE; some of it comes only at COMMIT. */
const refusal = "HB001";

async function run<R>(sequelize: Sequelize, work: (tx: Tx) => Promise<R>): Promise<R> {
  return sequelize.transaction(async (transaction) =>
    work({
      transaction,
      // Without values nothing is bound: a `$1` in the SQL is then somebody's text.
      query: (sql, values = []) =>
        sequelize.query(sql, {
          transaction,
          type: QueryTypes.SELECT,
          raw: true,
          ...(values.length ? { bind: [...values] } : {}),
        }),
    }),
  );
}
