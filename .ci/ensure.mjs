// Runs before start, test and bench, under whatever Node >= 18 the machine has: built-ins only.
// Installs the locked dependencies (the runtime itself among them) when they are not there or not these.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const file = (path) => new URL(path, root);
const mark = file("node_modules/.singularity-installed");
const wanted = createHash("sha256")
  .update(readFileSync(file("package-lock.json")))
  .update(process.platform + process.arch)
  .digest("hex");

if (!existsSync(mark) || readFileSync(mark, "utf8") !== wanted) {
  const npm = process.env.npm_execpath;
  if (!npm) {
    console.error(
      "The dependencies are not installed. Run `npm start` or `npm test`: npm installs them first.",
    );
    process.exit(1);
  }
  console.error("Installing the dependencies once; this takes about a minute.");
  const flags = ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = spawnSync(process.execPath, [npm, ...flags], { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) process.exit(done.status ?? 1);
  writeFileSync(mark, wanted);
}
