/** What the tests load in the browser: the built files, built anew when a source changed. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const dist = join(import.meta.dirname, "../dist");

export function ensureBuilt(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../build.ts"), "--if-stale"], { stdio: "pipe" });
}
