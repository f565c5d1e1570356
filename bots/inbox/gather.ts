/** Gathering: what comes while the hub is busy with keeping is kept together with the next call, so that a rush costs few calls. */

/** Keeps items; answers the ids of those not kept before. */
export type Store<Item> = (items: readonly Item[]) => Promise<ReadonlySet<string>>;

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly resolve: (fresh: ReadonlySet<string>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param store keeps items and answers the ids of those not kept before
 * @param ways how many calls are under way at once
 * @returns the same, in fewer calls; a call that fails fails for all whose items were in it
 */
export function gathered<Item extends { readonly id: string }>(store: Store<Item>, ways = 2): Store<Item> {
  let waiting: Waiting<Item>[] = [];
  let busy = 0;
  const go = (): void => {
    if (busy >= ways || waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    busy += 1;
    void keep(store, batch).finally(() => {
      busy -= 1;
      go();
    });
  };
  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      go();
    });
}

/** An id that came twice is fresh for the first of them alone. */
async function keep<Item extends { readonly id: string }>(
  store: Store<Item>,
  batch: readonly Waiting<Item>[],
): Promise<void> {
  try {
    const fresh = new Set(await store(batch.flatMap(({ items }) => items)));
    for (const { items, resolve } of batch) {
      const mine = items.filter(({ id }) => fresh.delete(id)).map(({ id }) => id);
      resolve(new Set(mine));
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
