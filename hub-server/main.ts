/** The process of the hub: settings, one line with the address when it runs, one sentence when it cannot; stop on a signal. */
import { readConfig } from "./config.ts";
import { CannotStart, HubError } from "./errors.ts";
import { run } from "./run.ts";

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

try {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) stopOn(signal);
  const { demo } = readOptions(process.argv.slice(2));
  const { address, link } = await run(readConfig(process.env), {
    demo,
    say: console.log,
    later: (stop) => ending.push(stop),
  });
  console.log(link ? `Singularity is ready. Sign in, once: ${link}` : `Singularity is ready: ${address}`);
} catch (error) {
  tell(error);
  await end();
  process.exit(1);
}
