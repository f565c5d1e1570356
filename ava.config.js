// One PostgreSQL cluster for the whole run lives in this main process; each test file gets a database of its own in it.
export default {
  files: ["{.ci,analytics,bots,hub-server,widgets}/**/*.test.ts"],
  extensions: ["ts"],
  workerThreads: false,
  concurrency: 2,
  timeout: "120s",
};
