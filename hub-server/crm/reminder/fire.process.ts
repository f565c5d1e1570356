/** A firing loop as a process of its own, for tests that kill it. Arguments: URL of the database. Says `ready` when it begins. */
import { setTimeout as pause } from "node:timers/promises";
import { Sequelize } from "sequelize";
import { readUrl, sequelizeOptions } from "../../store/connection.ts";
import { tablesOf } from "../tables.ts";
import { fireDue } from "./fire.ts";

const sequelize = new Sequelize({
  ...sequelizeOptions(readUrl(process.argv[2]!, "argument")),
  logging: false,
  pool: { max: 2 },
});
const tables = tablesOf(sequelize);
process.stdout.write("ready\n");
const end = performance.now() + 120_000; // should the test die before it kills this
while (performance.now() < end) {
  const looked = await fireDue({ tables }, sequelize);
  if (!looked) await pause(20);
}
await sequelize.close();
