/** Tells whether `dist` was built of the present sources, so that tests and start build only when something changed. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sources = [
  "widgets/**/*.{ts,svg,css,html,webmanifest}",
  "hub-server/contract/*.ts",
  "hub-server/client.ts",
  "package-lock.json",
];

/** Hash over every file that can change what is built; tests are left out. */
export function sourceHash(root: string): string {
  const files = globSync(sources, {
    cwd: root,
    exclude: (path) => /(^|\/)(dist|node_modules)$|\.test\.ts$/.test(path),
  });
  const hash = createHash("sha256");
  for (const file of files.toSorted())
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** The hash that the present `dist` was built of, or nothing when there is none. */
export function builtHash(dist: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(dist, "build.json"), "utf8")) as { sources: string }).sources;
  } catch {
    return undefined;
  }
}
