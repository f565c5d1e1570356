/** Following the changes as a process of its own, for tests that kill it. Arguments: URL of the database. Says `ready` when it begins. */
import { setTimeout as pause } from "node:timers/promises";
import { Sequelize } from "sequelize";
import { makePool, readUrl, sequelizeOptions } from "../../store/connection.ts";
import { tablesOf } from "../tables.ts";
import { followWatches } from "./follow.ts";

const connection = readUrl(process.argv[2]!, "argument");
const sequelize = new Sequelize({ ...sequelizeOptions(connection), logging: false, pool: { max: 2 } });
const options = {
  pool: makePool(connection, () => {}, 2),
  sequelize,
  parts: { tables: tablesOf(sequelize) },
  clock: () => new Date(),
  found: () => {},
  onError: () => {},
};
process.stdout.write("ready\n");
const end = performance.now() + 120_000; // should the test die before it kills this
while (performance.now() < end) if (!(await followWatches(options))) await pause(2);
