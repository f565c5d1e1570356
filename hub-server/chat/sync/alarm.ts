/**
 * Wakes those who wait, a few in each turn of the event loop. Between two turns commits end, messages come in, and who was not
 * woken yet gathers more for one answer: the busier the hub, the fewer answers it has to write.
 */

/** In one turn. More make the senders wait, fewer cost more turns. */
const mostAtOnce = 32;

export interface Sleeper {
  readonly wake: () => void;
}

/** @returns puts a sleeper in the queue, once */
export function openAlarm(): (sleeper: Sleeper) => void {
  const queue = new Set<Sleeper>();
  const ring = () => {
    let rung = 0;
    for (const sleeper of queue) {
      queue.delete(sleeper);
      sleeper.wake();
      if (++rung === mostAtOnce) break;
    }
    if (queue.size) setImmediate(ring);
  };
  return (sleeper) => {
    if (!queue.size) setImmediate(ring);
    queue.add(sleeper);
  };
}
