/** The numbered SQL files and what they are at this version of the code. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Migration {
  /** File name without `.sql`, e.g. `0002-spine`. */
  readonly name: string;
  readonly sql: string;
  /** Hex, of the file's text. */
  readonly sha256: string;
}

export const migrationsFolder = join(import.meta.dirname, "migrations");
const pattern = /^\d{4}-[a-z0-9-]+\.sql$/;

/**
 * Reads the migrations in the order in which they run.
 * @throws Error when a file is not named `NNNN-name.sql` or a number is taken twice
 */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .toSorted();
  const misnamed = files.find((file) => !pattern.test(file));
  if (misnamed) throw new Error(`A migration is named NNNN-name.sql; got ${misnamed}.`);
  const numbers = new Set<string>();
  for (const file of files) {
    const number = file.slice(0, 4);
    if (numbers.has(number)) throw new Error(`Migration number ${number} is taken twice: ${file}.`);
    numbers.add(number);
  }
  return files.map((file) => readMigration(folder, file));
}

function readMigration(folder: string, file: string): Migration {
  const sql = readFileSync(join(folder, file), "utf8");
  return { name: file.slice(0, -4), sql, sha256: createHash("sha256").update(sql).digest("hex") };
}
