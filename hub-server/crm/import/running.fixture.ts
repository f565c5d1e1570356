/** A hub in a process of its own, to be killed while it loads a file: `node running.fixture.ts <owner url> <rows>`. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { systemClock } from "../../clock.ts";
import { listImports, previewImport, runImport, type AnyCall, type Output } from "../../contract/index.ts";
import { openHub } from "../../hub.ts";
import { firstAdministrator } from "../../jobs/first-start.ts";
import { openDatabase } from "../../store/open.ts";

const [, , databaseUrl = "", rows = "0"] = process.argv;
const log = pino({ level: "silent" });
const data = mkdtempSync(join(tmpdir(), "hub-import-"));
const database = await openDatabase({ config: { data, databaseUrl, databaseAppUrl: "" }, log });
const config = { serverName: "hub.localhost", data };
const hub = await openHub({
  config,
  database,
  clock: systemClock,
  log,
  publicUrl: () => "",
  appservices: [],
});
await hub.start();
await firstAdministrator(hub);

function enter<C extends AnyCall>(call: C, input: Record<string, unknown>): Promise<Output<C>> {
  const principal = {
    userId: "@admin:hub.localhost",
    deviceId: "",
    kind: "session",
    tokenId: "t",
    admin: true,
  } as const;
  return hub.enter({ call, input, principal, source: { kind: "api", ref: {} }, address: "t" }) as Promise<
    Output<C>
  >;
}

if (Number(rows)) {
  const lines = Array.from({ length: Number(rows) }, (_, n) => `${n},Person ${n},p${n}@killed.example`);
  const content = Buffer.from(["id,name,email", ...lines].join("\n")).toString("base64");
  const { id } = await enter(previewImport, { file: "killed.csv", content });
  await enter(runImport, { import: id });
}
setInterval(() => {
  void enter(listImports, {}).then(({ items }) => process.stdout.write(`${JSON.stringify(items[0])}\n`));
}, 20);
