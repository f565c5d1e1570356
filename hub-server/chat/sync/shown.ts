/** Members whose event a session was sent already. What many sessions were sent alike is held once. */
export class Shown {
  readonly #base: ReadonlySet<string>;
  #more: Set<string> | undefined;

  constructor(base: ReadonlySet<string> = nobody) {
    this.#base = base;
  }

  has(userId: string): boolean {
    return this.#base.has(userId) || this.#more?.has(userId) === true;
  }

  add(userId: string): void {
    if (!this.has(userId)) (this.#more ??= new Set()).add(userId);
  }

  all(): ReadonlySet<string> {
    return this.#more ? new Set([...this.#base, ...this.#more]) : this.#base;
  }
}

const nobody: ReadonlySet<string> = new Set();
