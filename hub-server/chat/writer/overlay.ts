/** State that is authorised but not committed yet, over the state that is. */
import type { ChatEvent } from "../event.ts";
import type { StateView } from "../rules/state-view.ts";

export class Overlay implements StateView {
  readonly #base: StateView;
  readonly #changed = new Map<string, ChatEvent>();

  constructor(base: StateView) {
    this.#base = base;
  }

  get(type: string, stateKey: string): ChatEvent | undefined {
    return this.#changed.get(`${type}\n${stateKey}`) ?? this.#base.get(type, stateKey);
  }

  set(event: ChatEvent): void {
    this.#changed.set(`${event.type}\n${event.stateKey}`, event);
  }

  /** Takes over what a job changed, once all of the job is allowed. */
  accept(job: Overlay): void {
    for (const event of job.#changed.values()) this.set(event);
  }
}
