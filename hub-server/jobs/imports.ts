/** The loop of imports: what people started goes on, also after a restart, as the person who started it. */
import type { Sequelize } from "sequelize";
import type { Enter } from "../api/pipeline.ts";
import { stepImport } from "../contract/index.ts";
import { inTransaction } from "../crm/tx.ts";
import { makeLoop, type Loop } from "../store/loop.ts";

export interface ImportsOptions {
  readonly enter: Enter;
  readonly sequelize: Sequelize;
  readonly onError: (error: Error) => void;
}

interface Waiting {
  readonly id: string;
  readonly user_id: string;
}

/** Any number of these may run: a part is taken under the lock of its import. */
export function importsLoop({ enter, sequelize, onError }: ImportsOptions): Loop {
  const state = { open: true };
  const waiting = () =>
    inTransaction(sequelize, (tx) => tx.query<Waiting>(`select id, user_id from crm.imports_waiting()`));
  const round = async () => {
    for (let left = await waiting(); state.open && left.length; left = await waiting())
      for (const { id, user_id: userId } of left) if (state.open) await takeFurther(enter, id, userId);
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
