/** What an administrator got wrong: one clear sentence, exit code 1, nothing half done. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { testDatabase } from "./testing/database.ts";
import { dataFolder, failToStart, startHub } from "./testing/process.ts";
import type { ProcessOptions } from "./testing/process.ts";

/** @returns the one sentence */
async function refused(t: ExecutionContext, data: string, options: ProcessOptions): Promise<string> {
  const { code, signal, stdout, stderr, left } = await failToStart(t, data, options);
  t.deepEqual(
    { code, signal, stdout, left },
    { code: 1, signal: null, stdout: [], left: [] },
    stderr.join("\n"),
  );
  t.is(stderr.length, 1, stderr.join("\n"));
  t.regex(stderr[0]!, /^[A-Z].*\.$/);
  return stderr[0]!;
}

async function listener(t: ExecutionContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

test.serial("a port that is taken leaves the data folder untouched", async (t) => {
  const data = dataFolder(t);
  const port = await listener(t);
  const sentence = await refused(t, data, { env: { HUB_PORT: `${port}` } });
  t.is(sentence, `Port ${port} on 127.0.0.1 is taken by another program. Set HUB_PORT to another one.`);
  t.deepEqual(readdirSync(data), []);
});

test.serial("an address that this machine does not have is named", async (t) => {
  const sentence = await refused(t, dataFolder(t), { env: { HUB_HOST: "192.0.2.1" } });
  t.is(
    sentence,
    "Port 0 on 192.0.2.1 cannot be used: this machine does not have that address. Set HUB_HOST to one that it has.",
  );
});

test.serial(
  "a data folder that cannot be written is named, with and without a PostgreSQL of one's own",
  async (t) => {
    const { ownerUrl } = await testDatabase(t);
    const file = join(dataFolder(t), "file");
    writeFileSync(file, "");
    const places: [string, string][] = [
      [file, "ENOTDIR"],
      ["/proc/hub-data", "ENOENT"],
    ];
    for (const [data, why] of places)
      for (const DATABASE_URL of ["", ownerUrl])
        t.is(
          await refused(t, data, { env: { DATABASE_URL } }),
          `The data folder ${data} cannot be written (${why}). Make it writable, or choose another with HUB_DATA.`,
        );
  },
);

test.serial("a wrong DATABASE_URL is told without its password", async (t) => {
  const data = dataFolder(t);
  const port = await listener(t); // takes connections and says nothing
  const told = (DATABASE_URL: string) => refused(t, data, { env: { DATABASE_URL } });
  t.is(
    await told("postgres://hub:secret@127.0.0.1:1/hub"),
    "DATABASE_URL: the database server at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check the URL and that the server runs.",
  );
  t.is(await told("secret"), "DATABASE_URL must look like postgres://user:password@host:5432/database.");
  const silent = await told(`postgres://hub:secret@127.0.0.1:${port}/hub`);
  t.regex(silent, /^DATABASE_URL: the database server at 127\.0\.0\.1:\d+ cannot be reached \(.+\)\./);
  t.false(silent.includes("secret"));
});

test.serial("a database that a newer version wrote is refused as it is", async (t) => {
  const data = dataFolder(t);
  const { ownerUrl } = await testDatabase(t);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("insert into hub.migration (name, sha256) values ('9999-future', '00')");
  const sentence = await refused(t, data, { env: { DATABASE_URL: ownerUrl } });
  t.regex(
    sentence,
    /^The database was written by a newer version \(migration 9999-future\); this version knows up to/,
  );
  const { rows } = await owner.query("select count(*)::int as people from access.person");
  t.is(rows[0].people, 0);
  await owner.query("delete from hub.migration where name = '9999-future'");
  await owner.end();
  t.truthy((await startHub(t, data, { env: { DATABASE_URL: ownerUrl } })).link);
});

test.serial(
  "the server's name is fixed at the first start; a second hub on the database is refused",
  async (t) => {
    const data = dataFolder(t);
    const { ownerUrl } = await testDatabase(t);
    const env = { DATABASE_URL: ownerUrl };
    const hub = await startHub(t, data, { env });
    t.is(
      await refused(t, dataFolder(t), { env }),
      "Another hub writes to this database; stop it first, or use another database.",
    );
    await hub.kill("SIGTERM");
    t.is(
      await refused(t, data, { env: { ...env, HUB_SERVER_NAME: "crm.example" } }),
      'HUB_SERVER_NAME is fixed at the first start: this database belongs to "hub.localhost"; the setting says "crm.example".',
    );
    t.is((await (await startHub(t, data, { env })).kill("SIGTERM")).code, 0);
  },
);

test.serial("options and settings that nobody knows are told with what would do", async (t) => {
  const data = join(dataFolder(t), "data");
  const told = (name: string, value: string, more = {}) =>
    refused(t, data, { env: { [name]: value, ...more } });
  t.is(
    await refused(t, data, { args: ["--port", "80"] }),
    "The only option is --demo; got --port 80. Settings are environment variables, see hub-server/README.md.",
  );
  t.is(await told("HUB_PORT", "http"), 'HUB_PORT must be a whole number from 0 to 65535; it is "http".');
  t.is(await told("HUB_ANALYTICS", "on"), 'HUB_ANALYTICS must be embedded, off; it is "on".');
  t.regex(
    await told("HUB_SERVER_NAME", "https://crm.example"),
    /^HUB_SERVER_NAME must be a host name such as/,
  );
  t.regex(await told("HUB_PUBLIC_URL", "crm.example"), /^HUB_PUBLIC_URL must be an address without a path/);
  t.is(await told("HUB_BOTS", "external"), 'HUB_AS_TOKEN must be set when HUB_BOTS is external; it is "".');
  t.false(existsSync(data));
});
