/**
 * Builds what browsers load: `dist/app` (the web app) and `dist/v1/hub.js` (the elements, for any page).
 * `--if-stale` builds only when a source changed. Fails when a part outgrows its budget.
 */
import { build, type BuildOptions } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { contractPlugin } from "./build/contract.ts";
import { lazySize, overBudget, sizeLine, sizeOf, type Size } from "./build/sizes.ts";
import { builtHash, sourceHash } from "./build/stale.ts";
import { page } from "./theme/page.ts";

const here = import.meta.dirname;
const dist = join(here, "dist");
const common: BuildOptions = {
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2023",
  legalComments: "none",
  metafile: true,
  sourcemap: "linked",
  plugins: [contractPlugin],
  define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
};

async function buildElements(out: string): Promise<Size[]> {
  const outfile = join(out, "v1/hub.js");
  const { metafile } = await build({ ...common, entryPoints: [join(here, "elements/index.ts")], outfile });
  return [sizeOf("v1/hub.js", metafile!, relative(process.cwd(), outfile), 60)];
}

async function buildApp(out: string): Promise<Size[]> {
  const outdir = join(out, "app");
  const { metafile } = await build({
    ...common,
    entryPoints: { app: join(here, "app/main.ts") },
    outdir,
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
  });
  const entry = Object.entries(metafile!.outputs).find(([, output]) =>
    output.entryPoint?.endsWith("app/main.ts"),
  )![0];
  writePage(outdir, basename(entry));
  return [
    sizeOf("app, before lazy parts", metafile!, entry, 150),
    lazySize("app, loaded later", metafile!, entry),
  ];
}

/** Browsers fetch it again under the same name, so that has no hash. */
async function buildWorker(out: string): Promise<Size[]> {
  const outfile = join(out, "app/service-worker.js");
  const { metafile } = await build({
    ...common,
    format: "iife",
    entryPoints: [join(here, "app/push/service-worker.ts")],
    outfile,
  });
  return [sizeOf("service worker", metafile!, relative(process.cwd(), outfile), 5)];
}

/** The page, its style sheet and its pictures. Addresses are absolute: the hub serves this folder at /app. */
function writePage(outdir: string, script: string): void {
  const hash = createHash("sha256").update(page.cssText).digest("hex").slice(0, 8).toUpperCase();
  const style = `app-${hash}.css`;
  writeFileSync(join(outdir, style), page.cssText);
  for (const file of ["icon.svg", "manifest.webmanifest"])
    cpSync(join(here, "app/page", file), join(outdir, file));
  const html = readFileSync(join(here, "app/page/index.html"), "utf8");
  writeFileSync(join(outdir, "index.html"), html.replace("app.js", script).replace("app.css", style));
}

/** Puts the finished folder in the place of the old one, so that a page never meets half a build; two builds at once both succeed. */
function swapIn(fresh: string, tries = 5): void {
  const old = `${fresh}.old`;
  try {
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
  } catch (error) {
    if (tries === 0) throw error;
    swapIn(fresh, tries - 1);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

const sources = sourceHash(join(here, ".."));
if (process.argv.includes("--if-stale") && builtHash(dist) === sources) process.exit(0);

const began = performance.now();
const fresh = join(here, `.dist-${process.pid}`);
try {
  mkdirSync(fresh, { recursive: true });
  const sizes = (await Promise.all([buildElements(fresh), buildApp(fresh), buildWorker(fresh)])).flat();
  writeFileSync(join(fresh, "build.json"), JSON.stringify({ sources, sizes }, null, 2));
  swapIn(fresh);
  console.log([...sizes.map(sizeLine), `built in ${Math.round(performance.now() - began)} ms`].join("\n"));
  if (sizes.some(overBudget)) process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
