/** What the tests load in the browser: the built files, built anew when a source changed. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const dist = join(import.meta.dirname, "../dist");

let sure = false;

/** Once per process; sources do not change while tests run. */
export function ensureBuilt(): void {
  if (sure) return;
  execFileSync(process.execPath, [join(import.meta.dirname, "../build.ts"), "--if-stale"], { stdio: "pipe" });
  sure = true;
}
