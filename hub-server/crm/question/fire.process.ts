/** The asking loop as a process of its own, for tests that kill it. Arguments: URL of the database. Says `ready` when it begins. */
import { setTimeout as pause } from "node:timers/promises";
import { Sequelize } from "sequelize";
import { readUrl, sequelizeOptions } from "../../store/connection.ts";
import type { Parts } from "../context.ts";
import { fireNext } from "./fire.ts";

const sequelize = new Sequelize({
  ...sequelizeOptions(readUrl(process.argv[2]!, "argument")),
  logging: false,
  pool: { max: 2 },
});
const options = {
  parts: {} as Parts, // what is asked in private asks nobody who else reads
  sequelize,
  enter: async () => {
    await pause(3);
    return { items: [], more: false, fact: "Nobody has gone silent." };
  },
  onError: (error: Error) => process.stderr.write(`${error.message}\n`),
};
process.stdout.write("ready\n");
const end = performance.now() + 120_000; // should the test die before it kills this
while (performance.now() < end) if (!(await fireNext(options))) await pause(20);
