/** Whether an error means that the database is not there now, so that trying again later makes sense. */

/** SQLSTATE: connection exceptions, too many connections, and a server that is shut down, crashes or starts. */
const sqlState = /^(08...|53300|57P0[1-5])$/;
const socket = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
]);
/** What pg says without a code. */
const words =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool)/;

/** Errors of pg, and those of Sequelize around them. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall, name, message } = error as NodeJS.ErrnoException;
  if (name.startsWith("SequelizeConnection")) return true;
  const { original, cause } = error as Error & { original?: unknown };
  if (original !== undefined && isOutage(original)) return true;
  if (cause !== undefined && isOutage(cause)) return true;
  if (socket.has(code ?? "")) return syscall === "connect" || syscall === "read" || syscall === "write";
  return sqlState.test(code ?? "") || words.test(message);
}
