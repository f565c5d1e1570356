/** A noun's select as SQL text, for statements that join several nouns. The gate's predicate goes in like anywhere else. */
import type { FindOptions, ModelStatic } from "sequelize";
import type { Table } from "./table.ts";

interface Generator {
  readonly selectQuery: (table: unknown, options: FindOptions, model: ModelStatic<never>) => string;
}

/** The statement that `findAll` would run, without its last semicolon; the table goes under the noun's name. */
export function selectSql(table: Table, options: FindOptions): string {
  const generator = table.model.sequelize!.getQueryInterface().queryGenerator as Generator;
  return generator.selectQuery(table.model.getTableName(), options, table.model as never).replace(/;$/, "");
}
