/** The log that this folder writes to; a pino logger fits. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
