/** What the web server hands out: the app, the widgets, and nothing else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { openTestHub, type TestHub } from "../testing/hub.ts";

let hub: TestHub;
let folder: string;

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), "hub-web-"));
  const widgets = join(folder, "dist");
  mkdirSync(join(widgets, "app"), { recursive: true });
  mkdirSync(join(widgets, "v1"));
  writeFileSync(join(folder, "package.json"), "secret");
  writeFileSync(join(widgets, "build.json"), "secret");
  writeFileSync(join(widgets, "app", ".hidden"), "secret");
  writeFileSync(join(widgets, "app", "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(widgets, "app", "part-ABCD2345.js"), "export {};");
  writeFileSync(join(widgets, "v1", "hub.js"), "export {};");
  hub = await openTestHub({ widgets });
});
test.after.always(async () => {
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As it stands, where fetch would tidy the path. */
function raw(path: string, method = "GET"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(hub.url);
    const asked = request({ hostname, port, path, method }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part: string) => (body += part));
      answer.on("end", () => resolve({ status: answer.statusCode!, body }));
    });
    asked.on("error", reject).end();
  });
}

test("the app comes with a strict policy and is not sniffed", async (t) => {
  const { status, headers } = await fetch(`${hub.url}/`);
  t.is(status, 200);
  const policy = headers.get("content-security-policy")!.split("; ");
  for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    t.true(policy.includes(rule), rule);
  t.notRegex(policy.join(), /unsafe|\*|https?:/);
  t.is(headers.get("x-content-type-options"), "nosniff");
  t.is(headers.get("referrer-policy"), "no-referrer");
  t.is(headers.get("cache-control"), "no-cache");
  t.regex(headers.get("content-type")!, /^text\/html/);
});

test("files with a hash in their name are kept for ever, the others are asked for again", async (t) => {
  const cached = async (path: string) => (await fetch(hub.url + path)).headers.get("cache-control");
  t.is(await cached("/app/part-ABCD2345.js"), "public, max-age=31536000, immutable");
  t.is(await cached("/app/index.html"), "no-cache");
});

test("any page may load the widgets", async (t) => {
  const { status, headers } = await fetch(`${hub.url}/widgets/v1/hub.js`);
  t.is(status, 200);
  t.is(headers.get("access-control-allow-origin"), "*");
  t.is(headers.get("cross-origin-resource-policy"), "cross-origin");
  t.is(headers.get("x-content-type-options"), "nosniff");
  t.regex(headers.get("content-type")!, /javascript/);
});

const outside = [
  "/app/../../package.json",
  "/app/..%2f..%2fpackage.json",
  "/app/%2e%2e/%2e%2e/package.json",
  "/app/%2e%2e%2f%2e%2e%2fpackage.json",
  "/app/..%5c..%5cpackage.json",
  "/app/%252e%252e%252fpackage.json",
  "/app/....//....//package.json",
  "/app//../../package.json",
  "/app/index.html%00.js",
  "/widgets/v1/../../package.json",
  "/widgets/v1/..%2f..%2fpackage.json",
  "/app/..%2fbuild.json",
  "/widgets/v1/..%2fbuild.json",
  "/build.json",
  "/app/.hidden",
  "/../package.json",
  "/%2e%2e/package.json",
  "/app/",
  "/app",
  "/widgets/v1/",
  "/nothing/here",
  "/app/nothing.js",
];
for (const path of outside)
  test(`${path} is not served, and no trace is told`, async (t) => {
    const { status, body } = await raw(path);
    t.true(status === 404 || status === 403 || status === 400, `${status}`);
    t.notRegex(body, /secret|\bat .+:\d+|node_modules|dist/);
  });

test("a method that a file does not have is refused, and no trace is told", async (t) => {
  const { status, body } = await raw("/app/index.html", "DELETE");
  t.is(status, 404);
  t.notRegex(body, /\bat .+:\d+/);
});
