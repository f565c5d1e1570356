/**
 * Every CSV file of ../shared/data, and files like the well-known ones: each row becomes a record, or is told with its reason.
 * A sample of each; whole with `IMPORT=all`, which takes minutes.
 */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { Client } from "pg";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { pipelineCsv, retailCsv, ticketsCsv } from "./golden.fixture.ts";
import { load } from "./load.fixture.ts";

const all = process.env["IMPORT"] === "all";
const share = all ? 1 : 0.01;
const sampled = 25;
const data = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const files = globSync("**/*.csv", { cwd: data }).toSorted();

let hub: TestHub;
let owner: Client;
test.before(async () => {
  hub = await openTestHub();
  owner = new Client({ connectionString: hub.database.ownerUrl });
  await owner.connect();
});
test.after.always(async () => {
  await owner?.end();
  await hub?.stop();
});

const query = async (sql: string) => (await owner.query({ text: sql, rowMode: "array" })).rows as unknown[][];
const read = (file: string) => {
  const bytes = readFileSync(`${data}${file}`);
  let end = -1;
  for (let line = 0; line < sampled && (line === 0 || end >= 0); line++) end = bytes.indexOf("\n", end + 1);
  return all || end < 0 ? bytes : bytes.subarray(0, end);
};

async function accounted(t: import("ava").ExecutionContext, file: string, text: string | Uint8Array) {
  const { looked, done } = await load(hub.admin.hub, file, text);
  t.is(done.state, "done");
  t.is(done.added + done.updated + done.unchanged + done.refused, done.rows);
  const { add, update, repeat, refuse } = looked.would;
  t.is(add + update + repeat + refuse, done.rows);
  t.true(done.problems.every(({ reason, row }) => reason.length > 5 && row > 0));
  return done;
}

if (!files.length)
  test.skip("each row of any CSV file is loaded or told why not (needs ../shared)", () => {});
for (const file of files)
  test.serial(`${file}: each row is loaded or told why not`, async (t) => {
    t.timeout(600_000);
    await accounted(t, basename(file), read(file));
  });

const withPeople = files.includes("atomic-crm/contacts.csv") ? test.serial : test.serial.skip;
withPeople("people come with their companies, 500 and 55 in the whole file (needs ../shared)", async (t) => {
  const rows = await query(`
    select p.kind, count(*)::int, count(p.parent_id)::int from crm.party p join hub.change_event e on e.entity_id = p.id and e.op = 'add'
    where e.source_ref ->> 'file' = 'contacts.csv' group by p.kind order by p.kind`);
  const [companies, people] = rows;
  if (all) t.deepEqual(companies, ["organisation", 55, 0]);
  const count = all ? 500 : sampled - 1;
  t.deepEqual(people, ["person", count, count]);
});

test.serial("a sales pipeline: each deal in its stage, and the sum of what was won", async (t) => {
  t.timeout(1_800_000);
  const { text, counts, sum } = pipelineCsv(share);
  const done = await accounted(t, "sales_pipeline.csv", text);
  t.is(done.refused, 0);
  const rows = await query(`
    select coalesce(d.custom ->> 'stage', s.name), s.category, count(*)::int, coalesce(sum(d.value_minor), 0)::float8 / 100
    from crm.deal d join crm.stage s on s.id = d.stage_id where d.removed_at is null group by 1, 2 order by 1`);
  t.deepEqual(rows, [
    ["Engaging", "open", counts["Engaging"], 0],
    ["Lost", "lost", counts["Lost"], 0],
    ["Prospecting", "open", counts["Prospecting"], 0],
    ["Won", "won", counts["Won"], sum],
  ]);
});

test.serial("tickets: each a case, each score feedback of its own", async (t) => {
  t.timeout(600_000);
  const { text, count, scored } = ticketsCsv(share);
  const done = await accounted(t, "tickets.csv", text);
  t.is(done.added, count);
  t.deepEqual(await query(`select count(*)::int from crm.case`), [[count]]);
  t.deepEqual(await query(`select count(*)::int from crm.feedback where kind = 'csat' and scale = 5`), [
    [scored],
  ]);
});

test.serial("lines of invoices: each invoice is posted once, a return is told why not", async (t) => {
  t.timeout(1_800_000);
  const lines = all ? 30_000 : 60;
  const { text, returns } = retailCsv(lines);
  const done = await accounted(t, "online_retail.csv", text);
  t.is(done.refused, returns);
  const rows = await query(
    `select count(*)::int, sum(jsonb_array_length(lines))::int from crm.commercial_doc where kind = 'invoice'`,
  );
  t.deepEqual(rows, [
    [
      new Set(
        text
          .split("\n")
          .slice(1)
          .flatMap((line) => (line.startsWith("C") ? [] : line.split(",")[0]!)),
      ).size,
      lines - returns,
    ],
  ]);
  t.deepEqual(await query(`select coalesce(sum(base_minor), 0)::int from ledger.line`), [[0]]);
});
