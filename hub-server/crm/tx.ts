/** The transaction of one call: Sequelize for models, plain SQL for what needs its own words. */
import { QueryTypes, type Sequelize, type Transaction } from "sequelize";

export interface Tx {
  readonly transaction: Transaction;
  /** Runs one statement with `$1` parameters. */
  readonly query: <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;
}

/** Runs `work` in one transaction: COMMIT when it returns, ROLLBACK when it throws. */
export async function inTransaction<R>(sequelize: Sequelize, work: (tx: Tx) => Promise<R>): Promise<R> {
  return sequelize.transaction(async (transaction) =>
    work({
      transaction,
      query: (sql, values = []) =>
        sequelize.query(sql, { transaction, type: QueryTypes.SELECT, bind: [...values], raw: true }),
    }),
  );
}
