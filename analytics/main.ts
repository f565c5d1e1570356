/** The analytics process. The hub forks it; it lives no longer than the hub. */
import { postgresSource } from "./copy/postgres.ts";
import { openEngine, type Engine } from "./engine.ts";
import { AnalyticsError, toWire } from "./errors.ts";
import type { Log } from "./log.ts";
import type { LogLevel, ToChild, ToParent } from "./protocol.ts";

const tell = (message: ToParent): void => {
  if (process.connected) process.send?.(message);
};

const logAt = (level: LogLevel) => (fields: object, message: string) =>
  tell({ is: "log", level, fields, message });
const log: Log = { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };

let engine: Engine | null = null;
const underWay = new Map<number, AbortController>();

async function open({ databaseUrl, file }: Extract<ToChild, { do: "open" }>): Promise<void> {
  try {
    const source = postgresSource(databaseUrl);
    engine = await openEngine({ file, source, log, clock: () => new Date() });
    tell({ is: "open" });
  } catch (error) {
    log.error({ error: String(error) }, "Analytics cannot start.");
    tell({ is: "shut", error: toWire(error) });
    process.disconnect?.(); // the hub forks again, after a pause
  }
}

async function reply(
  id: number,
  work: (engine: Engine, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const withdrawn = new AbortController();
  underWay.set(id, withdrawn);
  try {
    const value = await work(engine!, withdrawn.signal);
    tell({ is: "answer", id, value } as ToParent);
  } catch (error) {
    if (!(error instanceof AnalyticsError)) log.error({ error: String(error) }, "A question failed.");
    tell({ is: "failure", id, error: toWire(error) });
  } finally {
    underWay.delete(id);
  }
}

async function stop(): Promise<void> {
  for (const withdrawn of underWay.values()) withdrawn.abort();
  await engine?.stop();
  process.disconnect?.();
}

function hear(message: ToChild): Promise<void> | void {
  switch (message.do) {
    case "open":
      return open(message);
    case "ask":
      return reply(message.id, (engine, signal) => engine.ask(message.asked, signal));
    case "status":
      return reply(message.id, (engine) => engine.status());
    case "publish":
      return reply(message.id, (engine, signal) => engine.publish(message.access, signal));
    case "describe":
      return reply(message.id, (engine, signal) => engine.describe(message.access, signal));
    case "cancel":
      return underWay.get(message.id)?.abort();
    case "wake":
      return engine?.wake();
    case "stop":
      return stop();
  }
}

process.on("message", (message: ToChild) => void hear(message));
process.on("disconnect", () => process.exit(0)); // the hub has ended, or has let us go
// Ctrl+C and the end of a service reach the whole group; the hub decides, and takes us with it however it ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
