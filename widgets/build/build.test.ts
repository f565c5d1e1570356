import test from "ava";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contractModule } from "./contract.ts";
import { overBudget, sizeLine, type Size } from "./sizes.ts";
import { dist, ensureBuilt } from "../testing/built.ts";

const here = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(path, "utf8");

test.before(() => ensureBuilt());

test("every part keeps to its budget", (t) => {
  const { sizes } = JSON.parse(read(join(dist, "build.json"))) as { sizes: Size[] };
  t.deepEqual(sizes.filter(overBudget).map(sizeLine), []);
  t.true(sizes.some(({ budget }) => budget === 60));
});

test("the README tells the sizes as they are, within a tenth", (t) => {
  const { sizes } = JSON.parse(read(join(dist, "build.json"))) as { sizes: Size[] };
  const readme = read(join(here, "README.md"));
  for (const { what, kb } of sizes) {
    const told = Number(new RegExp(`^${what} +([\\d.]+) KB gz`, "m").exec(readme)?.[1]);
    t.true(Math.abs(told - kb) <= Math.max(1, kb / 10), `${what}: ${told} told, ${kb} built`);
  }
});

test("the contract reaches the browser as names and routes, without schemas", (t) => {
  const source = contractModule();
  t.true(
    source.includes(
      `export const recordProfile = {"name":"record.profile","http":"GET /records/{ref}/profile","effect":"read"}`,
    ),
  );
  t.false(source.includes("properties"));
});

test("the page asks for nothing outside /app", (t) => {
  const html = read(join(dist, "app/index.html"));
  const addresses = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]!);
  t.true(addresses.length >= 4);
  t.deepEqual(
    addresses.filter((address) => !address.startsWith("/app/")),
    [],
  );
});

test("what the app loads has its hash in its name, so that it may be kept for ever", (t) => {
  // A service worker is known by its address: browsers look there for a newer one, past their cache.
  const files = globSync("*.{js,css}", { cwd: join(dist, "app") }).filter(
    (file) => file !== "service-worker.js",
  );
  t.true(files.length >= 3);
  t.deepEqual(
    files.filter((file) => !/-[A-Z0-9]{8}\.\w+$/.test(file)),
    [],
  );
});

test("a surface contains no CRM word", (t) => {
  const words =
    /\b(customers?|prospects?|part(y|ies)|products?|interactions?|deals?|invoices?|suppliers?|crm)\b/i;
  const sources = globSync("{app,elements,chat,theme}/**/*.ts", { cwd: here }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  const guilty = sources.flatMap((file) => {
    const found = words.exec(read(join(here, file)));
    return found ? [`${file}: ${found[0]}`] : [];
  });
  t.true(sources.length > 40);
  t.deepEqual(guilty, []);
});

test("no style attribute and no unsafe directive stands in a template", (t) => {
  const sources = globSync("{app,elements}/**/*.ts", { cwd: here }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  const guilty = sources.filter((file) =>
    /\sstyle="|unsafe-?html|innerHTML|styleMap/i.test(read(join(here, file))),
  );
  t.deepEqual(guilty, []);
});

test("the README's table names every element", (t) => {
  const readme = read(join(here, "README.md"));
  const names = globSync("elements/*/*.ts", { cwd: here }).flatMap(
    (file) => /define\("(hub-[a-z]+)"/.exec(read(join(here, file)))?.[1] ?? [],
  );
  t.true(names.length >= 6);
  t.deepEqual(
    names.filter((name) => !readme.includes(`| \`${name}\` |`)),
    [],
  );
  const index = read(join(here, "elements/index.ts"));
  t.deepEqual(
    names.filter((name) => !index.includes(`/${name.slice(4)}.ts`)),
    [],
  );
});

test("the README's table names every event that an element fires", (t) => {
  const rows = read(join(here, "README.md")).split("\n");
  for (const file of globSync("elements/*/*.ts", { cwd: here })) {
    const source = read(join(here, file));
    const name = /define\("(hub-[a-z]+)"/.exec(source)?.[1];
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
    for (const [, event] of source.matchAll(/@fires ([a-z-]+)/g))
      t.true(row.includes(event!), `${name} ${event}`);
  }
});
