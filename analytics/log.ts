import type { LogLevel } from "./protocol.ts";

/** The part of a Fastify or pino logger that is used here. */
export type Log = Readonly<Record<LogLevel, (fields: object, message: string) => void>>;
