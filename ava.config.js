import { openDoor } from "./hub-server/testing/cluster-door.ts";

// One PostgreSQL cluster for the whole run lives in this main process; each test gets a database of its own in it.
// It runs under the Node that .ci installed, which reads TypeScript.
export default async () => ({
  files: ["{.ci,analytics,bots,hub-server,widgets}/**/*.test.ts"],
  extensions: ["ts"],
  require: ["./hub-server/testing/short-timers.ts"],
  workerThreads: false,
  concurrency: 3,
  timeout: "120s",
  environmentVariables: await openDoor(),
});
