/**
 * Which operations of the Client-Server API were answered in runs whose oracle kept them in a file:
 * `HUB_OPERATIONS=/tmp/seen npx ava hub-server/chat`, the same with `npm run sytest -- … --oracle`, then
 * `node hub-server/testing/matrix-operations.ts /tmp/seen`.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const document = resolve(import.meta.dirname, "../../../shared/data/matrix/client-server-openapi.json");
const say = (line: string) => void process.stdout.write(`${line}\n`);

const [path] = process.argv.slice(2);
if (!path || !existsSync(path) || !existsSync(document)) {
  say("Say which file holds what was seen (HUB_OPERATIONS); ../shared must be there.");
  process.exit(2);
}

interface Document {
  readonly paths: Record<string, Record<string, { readonly operationId?: string }>>;
}

const { paths } = JSON.parse(readFileSync(document, "utf8")) as Document;
const all = Object.values(paths).flatMap((operations) =>
  Object.values(operations).flatMap(({ operationId }) => operationId ?? []),
);
const seen = new Set(
  readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.split(" ")[0]!),
);
const missing = all.filter((name) => !seen.has(name));
say(`${all.length - missing.length} of ${all.length} operations were answered and judged by the schemas.`);
if (missing.length) say(`Not asked for: ${missing.join(", ")}.`);
