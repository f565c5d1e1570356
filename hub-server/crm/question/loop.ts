/** The loop of standing questions: at the next one's time to the millisecond, and every second in case somebody else wrote it. */
import { makeLoop, type Loop } from "../../store/loop.ts";
import { fireNext, untilNext, type FireOptions } from "./fire.ts";

export interface QuestionsOptions extends FireOptions {
  /** Called when something is to be said. */
  readonly asked: () => void;
}

const rest = 1000;

/** Any number of these may run, in one process or in many. */
export function questionsLoop({ asked, ...options }: QuestionsOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  const round = async () => {
    clearTimeout(timer);
    while (await fireNext(options)) asked();
    const pause = await untilNext(options.sequelize);
    if (pause !== undefined && pause < rest) timer = setTimeout(() => loop.wake(), pause);
  };
  const loop = makeLoop(round, { rest, onError: options.onError });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      clearTimeout(timer);
    },
  };
}
