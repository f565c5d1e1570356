/** Names of rooms. Every change goes through here, so that application services hear of rooms that bear one of theirs. */
import type { Pool } from "pg";
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { invalidParam } from "../refusals.ts";

export interface Aliases {
  /** Aliases of a room, from memory. */
  readonly of: (room: number) => ReadonlySet<string>;
  /** @returns false when the alias is taken */
  readonly add: (alias: string, room: number, creator: string) => Promise<boolean>;
  readonly remove: (alias: string, room: number) => Promise<void>;
  /** All aliases of a room lead to another from now on. */
  readonly move: (from: number, to: number) => Promise<void>;
  readonly load: () => Promise<void>;
}

const none: ReadonlySet<string> = new Set();

export function openAliases(pool: Pool): Aliases {
  const byRoom = new Map<number, Set<string>>();
  const put = (room: number, alias: string) => {
    const set = byRoom.get(room) ?? new Set();
    byRoom.set(room, set.add(alias));
  };
  return {
    of: (room) => byRoom.get(room) ?? none,
    add: async (alias, room, creator) => {
      const { rowCount } = await pool.query(
        "insert into chat.alias (alias, room, creator) values ($1, $2, $3) on conflict do nothing",
        [alias, room, creator],
      );
      if (rowCount) put(room, alias);
      return Boolean(rowCount);
    },
    remove: async (alias, room) => {
      await pool.query("delete from chat.alias where alias = $1 and room = $2", [alias, room]);
      byRoom.get(room)?.delete(alias);
    },
    move: async (from, to) => {
      await pool.query("update chat.alias set room = $2 where room = $1", [from, to]);
      for (const alias of byRoom.get(from) ?? none) put(to, alias);
      byRoom.delete(from);
    },
    load: async () => {
      byRoom.clear();
      const { rows } = await pool.query<{ alias: string; room: string }>(
        "select alias, room from chat.alias",
      );
      for (const { alias, room } of rows) put(Number(room), alias);
    },
  };
}

/** @throws MatrixError M_INVALID_PARAM */
export function checkedAlias(alias: string): string {
  if (!/^#[^:\s\0]+:\S+$/.test(alias) || Buffer.byteLength(alias) > 255)
    throw invalidParam("An alias must look like #name:server, with at most 255 bytes and no spaces.");
  return alias;
}

/** @param service who asks, when it is an application service. @throws MatrixError M_EXCLUSIVE */
export function refuseHeldAlias(core: Pick<Core, "identity">, alias: string, service?: string): void {
  const owner = core.identity.appservices.find((one) =>
    one.registration.namespaces.aliases?.some(
      ({ exclusive, regex }) => exclusive && new RegExp(`^(?:${regex})`).test(alias),
    ),
  );
  if (owner && owner.id !== service)
    throw new MatrixError("M_EXCLUSIVE", 400, "An application service holds this alias.");
}
