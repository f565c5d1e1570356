/** A hub that has only a database: `node hub.fixture.ts <data>`. Says what happens, one JSON line each, until killed. */
import { openDatabase } from "../open.ts";

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const config = { data: process.argv[2]!, databaseUrl: "", databaseAppUrl: "" };
try {
  const { pool, appUrl } = await openDatabase({ config });
  say({ appUrl });
  for (let row = 1; ; row++) {
    await pool.query("insert into hub.setting values ($1, '1')", [`row-${row}`]);
    say({ committed: row });
  }
} catch (error) {
  say({ error: (error as Error).message });
  process.exitCode = 1;
}
