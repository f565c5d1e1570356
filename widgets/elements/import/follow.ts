/** Looks at an import again and again until it is settled, whatever happens to the line, and only while somebody could see it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Progress } from "./look.ts";

/** Between two looks, and at most while they fail, in milliseconds. */
const pause = 500;
const longest = 8000;

export const isGoing = (progress: Progress | undefined): boolean =>
  progress?.state === "running" || progress?.state === "undoing";

interface Following {
  /** Asks how far an import is. */
  readonly look: (id: string) => Promise<Progress>;
  readonly seen: (progress: Progress) => void;
  /** @returns whether looking again may help */
  readonly failed: (error: unknown) => boolean;
}

export class Follow implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly isConnected: boolean };
  readonly #following: Following;
  #id: string | undefined;
  #next: ReturnType<typeof setTimeout> | undefined;
  #pause = pause;
  /** Counts the looks; what an earlier one sees after a later one has begun is not told. */
  #run = 0;

  constructor(host: ReactiveControllerHost & { readonly isConnected: boolean }, following: Following) {
    this.#host = host;
    this.#following = following;
    host.addController(this);
  }

  /** An import is on its way, also when nothing is known of it yet. */
  get isOn(): boolean {
    return this.#id !== undefined;
  }

  hostConnected(): void {
    this.again();
  }

  hostDisconnected(): void {
    clearTimeout(this.#next);
  }

  stop(): void {
    clearTimeout(this.#next);
    this.#run++;
    this.#id = undefined;
    this.#host.requestUpdate();
  }

  again(): void {
    if (this.#id) void this.look(this.#id);
  }

  /** Looks now, and from then on until the import is settled or `stop`. */
  async look(id: string): Promise<void> {
    clearTimeout(this.#next);
    this.#id = id;
    const run = ++this.#run;
    try {
      const progress = await this.#following.look(id);
      if (run !== this.#run) return;
      this.#pause = pause;
      this.#id = isGoing(progress) ? id : undefined;
      this.#following.seen(progress);
    } catch (error) {
      if (run !== this.#run) return;
      if (!this.#following.failed(error)) return this.stop();
      this.#pause = Math.min(2 * this.#pause, longest);
    }
    if (this.#id && this.#host.isConnected) this.#next = setTimeout(() => void this.look(id), this.#pause);
  }
}
