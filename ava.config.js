import { openDoor } from "./hub-server/testing/cluster-door.ts";

/** Tests that kill whole processes again and again: `npm run test:kill`. */
const killing = ["!**/*kill.test.ts", "!**/crash*.test.ts", "!**/once.test.ts", "!**/schedulers.test.ts"];

/** Every verb through every door, and the whole product in a browser: `npm run test:doors`. */
const doors = [
  "!bots/verbs.test.ts",
  "!bots/verbs-elsewhere.test.ts",
  "!.ci/composer.test.ts",
  "!.ci/web-app.test.ts",
];

const long = [...(process.env.KILL ? [] : killing), ...(process.env.DOORS ? [] : doors)];

// One PostgreSQL cluster for the whole run lives in this main process; each test gets a database of its own in it.
// It runs under the Node that .ci installed, which reads TypeScript.
export default async () => ({
  files: ["{.ci,analytics,bots,hub-server,widgets}/**/*.test.ts", ...long],
  extensions: ["ts"],
  require: ["./hub-server/testing/short-timers.ts"],
  workerThreads: false,
  concurrency: 4,
  timeout: "120s",
  environmentVariables: await openDoor(),
});
