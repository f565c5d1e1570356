/** Words that no record holds any more: search forgets them soon after, when nobody can count on them. */
import type { Pool } from "pg";
import { makeLoop, type Loop } from "../../store/loop.ts";

/** Words of one transaction. */
const atOnce = 500;
/** What is dropped is seen to be held by none, waits for those who write meanwhile, and goes. */
const steps = 3;
const rest = 5_000;

/** Takes what was dropped so far as many steps as it needs when nobody writes beside it. */
export async function forgetWords(pool: Pool): Promise<void> {
  let left = true;
  for (let step = 0; step < steps && left; step++) {
    const { rows } = await pool.query<{ left: boolean }>(`select crm.forget_words($1) as left`, [atOnce]);
    left = rows[0]!.left;
  }
}

export const wordsLoop = (pool: Pool, onError: (error: Error) => void): Loop =>
  makeLoop(() => forgetWords(pool), { rest, onError });
