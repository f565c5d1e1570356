/** The statements of one call, told from those of background jobs that ask at the same time: a call is one transaction. */
import type { TestHub, TestPerson } from "./hub.ts";

interface Logging {
  logging: unknown;
  logQueryParameters: boolean;
}

const tries = 5;
const executed = /^Executing \(([^)]+)\): (.*)$/s;

/**
 * Makes a call as a person and tells what it asked the database, in order, `START TRANSACTION` and `COMMIT` among it.
 * A job that enters as the same person at the same time cannot be told from the call; it is then made once more, so let it be a read.
 * @param call makes exactly one call as `person`
 * @throws Error when no transaction, or each time more than one, was the person's
 */
export async function statementsOf(
  { inside }: Pick<TestHub, "inside">,
  { userId }: Pick<TestPerson, "userId">,
  call: () => Promise<unknown>,
): Promise<string[]> {
  const { options } = inside.sequelize as unknown as { options: Logging };
  for (let time = 0; time < tries; time++) {
    const [own, ...others] = theirs(userId, await logged(options, call));
    if (own && !others.length) return own;
  }
  throw new Error(
    `Exactly one transaction of ${userId} was expected; in ${tries} tries there was none, or more.`,
  );
}

async function logged(options: Logging, call: () => Promise<unknown>): Promise<Map<string, string[]>> {
  const transactions = new Map<string, string[]>();
  const log = (line: string) => {
    const [, id = "", sql = ""] = executed.exec(line) ?? [];
    transactions.set(id, [...(transactions.get(id) ?? []), sql]);
  };
  const before = { ...options };
  Object.assign(options, { logging: log, logQueryParameters: true });
  try {
    await call();
  } finally {
    Object.assign(options, { logging: before.logging, logQueryParameters: before.logQueryParameters });
  }
  return transactions;
}

/** Those that began by entering as this person. */
const theirs = (userId: string, transactions: ReadonlyMap<string, string[]>) =>
  [...transactions.values()].filter(
    ([, entered = ""]) => entered.includes("'hub.person'") && entered.includes(`"${userId}"`),
  );
