/** A hub that only starts analytics: `node parent.ts <database url> <file>`; tells the process id of its child. */
import { startAnalytics } from "../client.ts";
import { quietLog } from "./insight.ts";

const [databaseUrl, file] = process.argv.slice(2) as [string, string];
const analytics = await startAnalytics({ databaseUrl, file, log: quietLog() });
process.send?.(analytics.pid());
