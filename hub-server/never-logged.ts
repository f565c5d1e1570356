/**
 * What stays out of the log, whatever fails. Errors of the database carry the statement, into which Sequelize writes its values, and
 * PostgreSQL repeats whole rows in `detail` and `where`: customers, pay and secrets among them. Their message and their code stay.
 */
const secret = ["sql", "parameters", "detail", "where", "errors", "fields", "bind"];
const holders = ["err", "err.parent", "err.original", "err.cause"];

/** Paths for pino's `redact`. */
export const neverLogged: string[] = [
  "req.headers.authorization",
  ...holders.flatMap((holder) => secret.map((member) => `${holder}.${member}`)),
];
