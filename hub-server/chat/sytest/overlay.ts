/** A view of a SyTest checkout with our own tests among its own: links, so that the checkout stays as it is. */
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";

/** @returns the folder to run SyTest in */
export function overlay(checkout: string, own: string, folder: string): string {
  link(checkout, folder, ["tests"]);
  link(join(checkout, "tests"), join(folder, "tests"), ["10apidoc"]);
  link(join(checkout, "tests", "10apidoc"), join(folder, "tests", "10apidoc"), []);
  for (const file of readdirSync(own)) symlinkSync(join(own, file), join(folder, "tests", "10apidoc", file));
  return folder;
}

function link(from: string, to: string, except: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from))
    if (!except.includes(basename(entry))) symlinkSync(join(from, entry), join(to, entry));
}
