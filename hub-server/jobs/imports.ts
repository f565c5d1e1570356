/** The loop of imports: what people started goes on, also after a restart, as the person who started it. */
import type { Sequelize } from "sequelize";
import type { Enter } from "../api/pipeline.ts";
import { stepImport } from "../contract/index.ts";
import { inTransaction } from "../crm/tx.ts";
import { makeLoop, type Loop } from "../store/loop.ts";
import { isOutage } from "../store/outage.ts";

export interface ImportsOptions {
  readonly enter: Enter;
  readonly sequelize: Sequelize;
  readonly onError: (error: Error) => void;
}

interface Waiting {
  readonly id: string;
  readonly user_id: string;
}

/** Rounds in which an import may fail, one after another, before it is stopped; a deadlock passes by the next. */
const attempts = 5;

/** Any number of these may run: a part is taken under the lock of its import. What fails holds up nothing but itself. */
export function importsLoop({ enter, sequelize, onError }: ImportsOptions): Loop {
  const state = { open: true };
  const failed = new Map<string, number>();
  const waiting = () =>
    inTransaction(sequelize, (tx) => tx.query<Waiting>(`select id, user_id from crm.imports_waiting()`));

  /** @returns false when it is to rest until the next round */
  const tried = async ({ id, user_id: userId }: Waiting): Promise<boolean> => {
    try {
      await takeFurther(enter, id, userId);
      failed.delete(id);
      return true;
    } catch (error) {
      onError(error as Error);
      if (isOutage(error)) return false;
      const times = (failed.get(id) ?? 0) + 1;
      failed.set(id, times);
      if (times < attempts) return false;
      failed.delete(id);
      // Given up, it is looked at once more at once: whoever waits for word is told.
      return stopImport(sequelize, id).then(
        () => true,
        (stopping: Error) => {
          onError(stopping);
          return false;
        },
      );
    }
  };
  const round = async () => {
    const resting = new Set<string>();
    const left = async () => (await waiting()).filter(({ id }) => !resting.has(id));
    for (let those = await left(); state.open && those.length; those = await left())
      for (const one of those) if (state.open && !(await tried(one))) resting.add(one.id);
  };
  const loop = makeLoop(round, { onError });
  return {
    ...loop,
    stop: async () => {
      state.open = false;
      await loop.stop();
    },
  };
}

function takeFurther(enter: Enter, id: string, userId: string): Promise<unknown> {
  return enter({
    call: stepImport,
    input: { import: id },
    principal: { userId, deviceId: "", kind: "session", tokenId: "import", admin: false },
    source: { kind: "import", ref: { import: id } },
    address: "import",
  });
}

/** Its owner reads why, and may let it go on. */
function stopImport(sequelize: Sequelize, id: string): Promise<unknown> {
  const problem = `It was stopped after failing ${attempts} times at the same place; what was done before stays. Let it go on, take it back, or ask an administrator for the hub's log.`;
  return inTransaction(sequelize, (tx) => tx.query(`select crm.stop_import($1, $2)`, [id, problem]));
}
