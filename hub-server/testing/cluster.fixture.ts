/** Starts a test cluster, says where it is, and ends as it is told: `node cluster.fixture.ts exit|wait`. */
import { startCluster } from "./cluster.ts";

process.stdout.write(`${await startCluster()}\n`);
if (process.argv[2] === "wait") setInterval(() => {}, 60_000);
