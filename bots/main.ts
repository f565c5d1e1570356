/** The process of the bots: reads the settings, starts, and stops when told to. */
import { openBots } from "./app.ts";
import { readConfig } from "./config.ts";
import { BotsError } from "./errors.ts";

async function main(): Promise<void> {
  const bots = await openBots(readConfig(process.env));
  const stop = () => {
    void bots.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // The parent that supervises us may be gone: then nobody needs us.
  process.once("disconnect", stop);
  const address = await bots.start();
  process.send?.({ listening: address });
}

main().catch((error: unknown) => {
  console.error(error instanceof BotsError ? error.message : error);
  process.exit(1);
});
