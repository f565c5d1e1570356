/** The firing loop of reminders: at the next one's time to the millisecond, and every second in case somebody else wrote it. */
import type { Sequelize } from "sequelize";
import type { Parts } from "../crm/context.ts";
import { fireDue, untilNext } from "../crm/reminder/fire.ts";
import { makeLoop, type Loop } from "../store/loop.ts";

export interface RemindersOptions {
  readonly parts: Pick<Parts, "tables">;
  readonly sequelize: Sequelize;
  /** Called when something is to be told. */
  readonly fired: () => void;
  readonly onError: (error: Error) => void;
}

const rest = 1000;

/** Any number of these may run, in one process or in many. */
export function remindersLoop({ parts, sequelize, fired, onError }: RemindersOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  const round = async () => {
    clearTimeout(timer);
    while ((await fireDue(parts, sequelize)) > 0) fired();
    const pause = await untilNext(sequelize);
    if (pause !== undefined && pause < rest) timer = setTimeout(() => loop.wake(), pause);
  };
  const loop = makeLoop(round, { rest, onError });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      clearTimeout(timer);
    },
  };
}
