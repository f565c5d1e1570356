/** Another process that holds a DuckDB file: `node hold.ts <file>`. */
import { openStore } from "../copy/store.ts";

await openStore(process.argv[2]!);
process.send?.("held");
process.on("disconnect", () => process.exit());
