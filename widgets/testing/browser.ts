/** A real Chromium for tests: the one on this machine, else the one from npm (Linux). */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** The path of an installed Chromium: `CHROMIUM` when set, else the first in PATH. */
export function installedChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env["CHROMIUM"], ...found].find((path) => path !== undefined && existsSync(path));
}

/** Chromium refuses to run as root inside its own sandbox. */
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export async function launch(): Promise<Browser> {
  const installed = installedChromium();
  if (installed) return chromium.launch({ executablePath: installed, args: rootFlags });
  const { default: packaged } = await import("@sparticuz/chromium");
  // With one process for everything, the first page that closes takes the browser with it.
  const args = packaged.args.filter((flag: string) => flag !== "--single-process");
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...args, ...rootFlags] });
}
