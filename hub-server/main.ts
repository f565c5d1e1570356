/** The process of the hub: settings, one line with the address when it runs, one sentence when it cannot; stop on a signal. */
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { readConfig } from "./config.ts";
import { CannotStart, HubError } from "./errors.ts";
import { makeDataFolder } from "./store/data-folder.ts";
import { refuseTakenPort } from "./web/listen.ts";

/** ms: more than any part needs to end; then what is left dies with this process. */
const patience = 10_000;

const ending: (() => Promise<unknown>)[] = [];

/** Ends what was started, last first; also when a later part cannot start. */
async function end(): Promise<void> {
  for (const stop of ending.splice(0).toReversed())
    await stop().catch((error: unknown) => console.error(String(error)));
}

/** The same signal a second time ends the process at once. */
function stopOn(signal: NodeJS.Signals): void {
  process.once(signal, () => {
    setTimeout(() => process.exit(1), patience).unref();
    void end().then(() => process.exit(0));
  });
}

function readOptions(words: readonly string[]): { demo: boolean } {
  const unknown = words.filter((word) => word !== "--demo");
  if (unknown.length)
    throw new CannotStart(
      `The only option is --demo; got ${unknown.join(" ")}. Settings are environment variables, see hub-server/README.md.`,
    );
  return { demo: words.length > 0 };
}

/** What an administrator can mend is one sentence; anything else is a fault of ours and wants its trace. */
function tell(error: unknown): void {
  const forPeople = error instanceof HubError || (error instanceof Error && "status" in error);
  console.error(forPeople ? error.message : error);
}

/** Compiled code is kept for the next start and for our children, which saves each process a third of a second and 25 MB. */
function keepCompiled(folder: string): void {
  if (process.env["NODE_V8_COVERAGE"]) return; // it would blur what was covered
  process.env["NODE_COMPILE_CACHE"] ??= folder;
  enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
}

try {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) stopOn(signal);
  const { demo } = readOptions(process.argv.slice(2));
  const config = readConfig(process.env);
  await refuseTakenPort(config);
  makeDataFolder(config.data);
  keepCompiled(join(config.data, "compiled"));
  // Only now: what is refused above is refused before our code and its packages are read.
  const { run } = await import("./run.ts");
  const { address, link } = await run(config, {
    demo,
    say: console.log,
    later: (stop) => ending.push(stop),
  });
  flushCompileCache(); // not only at the end, which may be sudden
  console.log(link ? `Singularity is ready. Sign in, once: ${link}` : `Singularity is ready: ${address}`);
} catch (error) {
  tell(error);
  await end();
  process.exit(1);
}
