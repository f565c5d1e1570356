/**
 * Places in the order of commits that this writer may give. They are reserved in the database by the thousand before the first is
 * given, and never derived from rows, which may be deleted: no place is given twice, whatever dies and whatever is taken away.
 */
import type { ClientBase } from "pg";

/** One statement for so many places; a hub that is killed leaves at most so many unused. */
const block = 100_000;

export interface Places {
  /** Where to go on: every place up to here may have been given. */
  readonly head: number;
  /** To be called before anything up to `last` is stored. No statement but once in a block. */
  readonly reserve: (last: number) => Promise<void>;
  /** Gives back what lies behind `head`: after an orderly end the next hub goes on without a gap. */
  readonly release: (head: number) => Promise<void>;
}

/** @param client the connection that holds the lease */
export async function openPlaces(client: ClientBase): Promise<Places> {
  const head = await reserveFrom(client);
  let reserved = head + block;
  return {
    head,
    reserve: async (last) => {
      if (last <= reserved) return;
      await put(client, last + block);
      reserved = last + block;
    },
    release: (given) => put(client, given),
  };
}

/** The newest event is asked too: it may come from a hub that is older than the reserve. */
async function reserveFrom(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ reserved: string }>(
    `update chat.place set reserved = greatest(reserved, (select max(seq) from chat.event)) + $1 returning reserved`,
    [block],
  );
  return Number(rows[0]!.reserved) - block;
}

async function put(client: ClientBase, reserved: number): Promise<void> {
  await client.query({
    name: "chat-places",
    text: "update chat.place set reserved = $1",
    values: [reserved],
  });
}
