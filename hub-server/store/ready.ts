import type { Pool } from "pg";

/** ms; whoever asks whether we are ready wants to know it now. */
const patience = 2_000;

/** Whether the database answers. */
export async function isReady(pool: Pool): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), patience);
  const asked = pool.query("select 1").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
