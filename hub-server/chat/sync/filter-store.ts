/** Filters that clients have left with us, by user and id. */
import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { badJson, invalidParam, notFound } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import { readSyncFilter, type SyncFilter } from "./filter.ts";

export interface FilterStore {
  readonly save: (userId: string, filter: Content) => Promise<string>;
  /** JSON text. @throws MatrixError M_NOT_FOUND */
  readonly text: (userId: string, id: string) => Promise<string>;
  /** The filter parameter of a sync: an id, or JSON. */
  readonly read: (userId: string, parameter: string | undefined) => Promise<SyncFilter>;
}

const everything = readSyncFilter({});

/** @param limit compiled filters to keep in memory */
export function filterStore(pool: Pool, limit: number): FilterStore {
  const compiled = new Map<string, SyncFilter>();
  const keep = (key: string, filter: SyncFilter) => {
    compiled.delete(key);
    compiled.set(key, filter);
    if (compiled.size > limit) compiled.delete(compiled.keys().next().value!);
    return filter;
  };
  const text = async (userId: string, id: string) => {
    const { rows } = await pool.query<{ filter: string }>({
      name: "chat-filter",
      text: "select filter from chat.filter where user_id = $1 and id = $2",
      values: [userId, id],
    });
    if (!rows[0]) throw notFound(`You have no filter ${id.slice(0, 50)}.`);
    return rows[0].filter;
  };
  return {
    text,
    save: async (userId, filter) => {
      readSyncFilter(filter);
      const json = JSON.stringify(filter);
      const id = createHash("sha256").update(json).digest("base64url").slice(0, 16);
      await pool.query(
        "insert into chat.filter (user_id, id, filter) values ($1, $2, $3) on conflict do nothing",
        [userId, id, json],
      );
      return id;
    },
    read: async (userId, parameter) => {
      if (parameter === undefined || parameter === "") return everything;
      const key = `${userId} ${parameter}`;
      const known = compiled.get(key);
      if (known) return keep(key, known);
      const json = parameter.startsWith("{") ? parameter : await storedFilter(text(userId, parameter));
      return keep(key, readSyncFilter(parsed(json)));
    },
  };
}

async function storedFilter(text: Promise<string>): Promise<string> {
  return text.catch(() => {
    throw invalidParam("filter must be JSON or the id of a filter of yours.");
  });
}

function parsed(json: string): Content {
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    throw badJson("filter must be JSON or the id of a filter of yours.");
  }
  const object = asObject(value);
  if (!object) throw badJson("A filter must be a JSON object.");
  return object;
}
