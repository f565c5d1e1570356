/** Principals seen lately, by token hash: a hit costs no SQL. */
import type { Principal } from "./types.ts";

interface Entry {
  readonly principal: Principal;
  /** Milliseconds; when the token ends or must be looked up anew. */
  readonly until: number;
}

export interface PrincipalCache {
  readonly get: (hash: string, now: number) => Principal | undefined;
  /** Changes whenever something is forgotten; what was read before must not be put after. */
  readonly generation: number;
  readonly put: (hash: string, principal: Principal, until: number) => void;
  readonly forget: (gone: (principal: Principal) => boolean) => void;
}

/** @param limit most entries; the least recently used goes first */
export function principalCache(limit: number): PrincipalCache {
  const entries = new Map<string, Entry>();
  let generation = 0;
  return {
    get generation() {
      return generation;
    },
    get(hash, now) {
      const entry = entries.get(hash);
      if (!entry) return undefined;
      entries.delete(hash);
      if (entry.until <= now) return undefined;
      entries.set(hash, entry);
      return entry.principal;
    },
    put(hash, principal, until) {
      entries.set(hash, { principal, until });
      if (entries.size > limit) entries.delete(entries.keys().next().value!);
    },
    forget(gone) {
      generation++;
      for (const [hash, entry] of entries) if (gone(entry.principal)) entries.delete(hash);
    },
  };
}
