/** Any file is loaded, or refused with a clear sentence; and a large one comes in parts. */
import { gzipSync } from "node:zlib";
import test from "ava";
import { previewImport, uploadImport } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";
import { base64, load, look } from "./load.fixture.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const table = "name,email,city\nÄpfel & Co,a@take.example,Köln\nBirnen,b@take.example,Bonn\n";
const bytes = (text: string) => Buffer.from(text, "latin1");

const refused: Readonly<Record<string, readonly [string | Uint8Array, RegExp]>> = {
  "a workbook that is called CSV": [bytes(`PK\u0003\u0004${"\u0007".repeat(99)}`), /workbook \(XLSX/],
  "an old workbook": [bytes("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"), /old Excel workbook/],
  "a packed file": [gzipSync(table), /packed archive/],
  "a PDF": ["%PDF-1.7\n", /PDF/],
  "a page of the web": ["\u{FEFF} <!DOCTYPE html><title>Sign in</title>", /sign in/],
  "a JSON file": ['[{"name": "A", "email": "x@y.example"}]', /JSON/],
  "what is no text": [Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919 + n * n * 31) % 256), /no text/],
  "an empty file": ["", /empty/],
  "nothing but a mark and blank lines": ["\u{FEFF}\n \r\n\n", /empty/],
  "10,000 columns": [Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(), /10000 columns; at most 500/],
  "a header without an end": ['"name,notes\nA,ok\n', /first line.*never ends/],
};

for (const [what, [content, sentence]] of Object.entries(refused))
  test(`${what} is refused, and nothing is kept`, async (t) => {
    const file = `${what}.csv`;
    await t.throwsAsync(look(hub.admin.hub, file, content), { message: sentence });
    t.deepEqual(await asOwner(hub, `select 1 as one from crm.import where file = $1`, [file]), []);
  });

const rows: Readonly<Record<string, readonly [string | Uint8Array, readonly [number, RegExp][]]>> = {
  "one bad byte among good ones leaves the others": [
    Buffer.concat([Buffer.from("name\nKöln\nGrün\n"), bytes("\u00e9\n")]),
    [],
  ],
  "half a character at the end": [Buffer.from("name\nDüren\nKö").subarray(0, -1), []],
  "a header alone": ["name,email", []],
  "half a row": [Buffer.from(table).subarray(0, 60), [[3, /2 cells where the header has 3/]]],
  "a cell of a megabyte": [
    `name,notes\nBig,${"x".repeat(1_048_576)}\nSmall,ok\n`,
    [[2, /longer than 20000/]],
  ],
  "a quotation without an end": ['name,notes\nA,ok\nB,"never\nC,x\n', [[3, /never ends/]]],
  "500 columns": [`name,${"c,".repeat(498)}last\nWide,${"v,".repeat(498)}1\n`, []],
  "a row of nothing": ["name,email\nn/a,null\n", [[2, /no name, company or e-mail/]]],
  "an amount beyond all bounds": [
    "sku,product name,price,currency\nS1,Dear,99999999999999999999999,USD\nS2,Cheap,1,USD\n",
    [[2, /too large/]],
  ],
  "dates of no calendar": [
    "party,channel,at\nP,call,0000-01-01\nP,call,20240315\nP,call,2024-02-30\n",
    [
      [2, /not a date/],
      [4, /not a date/],
    ],
  ],
};

for (const [what, [content, wrong]] of Object.entries(rows))
  test(`${what}: what is right is loaded, what is wrong is told before and after`, async (t) => {
    const { looked, done } = await load(hub.admin.hub, `${what}.csv`, content);
    t.is(looked.would.refuse, wrong.length);
    t.is(done.refused, wrong.length);
    t.is(done.added + done.updated + done.unchanged + done.refused, done.rows);
    for (const [place, [line, reason]] of wrong.entries()) {
      t.is(done.problems[place]!.line, line);
      t.regex(done.problems[place]!.reason, reason);
    }
  });

test("letters stay what they are when one byte is bad", async (t) => {
  const content = Buffer.concat([Buffer.from("name\nKöln\nGrün\n"), bytes("\u00e9\n")]);
  const { encoding, first } = await look(hub.admin.hub, "bad-byte.csv", content);
  t.is(encoding, "utf-8");
  t.deepEqual(
    first.map(({ name }) => name),
    ["Köln", "Grün", "\u{FFFD}"],
  );
});

test("fields are found by their own names too", async (t) => {
  const { columns } = await look(hub.admin.hub, "talks.csv", "party,channel,at\nAcme,call,2026-01-31\n");
  t.deepEqual(
    columns.map(({ field }) => field),
    ["party", "channel", "at"],
  );
});

test("a file comes in parts, in any order, one of them twice, cut anywhere", async (t) => {
  const { hub: as } = hub.admin;
  const whole = Buffer.from(`\u{FEFF}${table.replaceAll("@take", "@parts")}"Quoted\nCo",c@take.example,Ö\n`);
  const cuts = [0, 1, 18, 19, 60, whole.length]; // within the mark, within a letter, within a row
  const parts = cuts.slice(1).map((end, place) => whole.subarray(cuts[place], end));
  const { import: id } = await as(uploadImport, { file: "parts.csv", content: base64(parts[0]!) });
  for (const part of [4, 2, 2, 3])
    await as(uploadImport, { import: id, part, content: base64(parts[part]!) });
  await t.throwsAsync(as(previewImport, { import: id }), { message: /all parts.*no part 1/s });
  const { bytes: size } = await as(uploadImport, { import: id, part: 1, content: base64(parts[1]!) });
  t.is(size, whole.length);
  const seen = await as(previewImport, { import: id });
  t.deepEqual([seen.file, seen.encoding, seen.rows, seen.would.add], ["parts.csv", "utf-8", 3, 3]);
  t.deepEqual(
    seen.columns.map(({ field }) => field),
    ["name", "email", "city"],
  );
  await t.throwsAsync(as(uploadImport, { import: id, content: "" }), { message: /looked at already/ });
  t.deepEqual(await asOwner(hub, "select 1 as one from crm.import_part where import_id = $1", [id]), []);
});

test("a part is of 4 MB at most, a file of 32, and both are its owner's alone", async (t) => {
  const { hub: as } = hub.admin;
  const part = base64(Buffer.alloc(4 * 1024 * 1024 + 1, "a,b\n"));
  await t.throwsAsync(as(uploadImport, { content: part }), { message: /4 MB/ });
  await t.throwsAsync(as(uploadImport, { content: "name,email" }), { message: /base64/ });
  const { import: id } = await as(uploadImport, { content: "QQ==" });
  await asOwner(
    hub,
    `insert into crm.import_part select $1, n, convert_to(repeat('x', 8388608), 'UTF8') from generate_series(1, 4) n`,
    [id],
  );
  await t.throwsAsync(as(uploadImport, { import: id, part: 5, content: "QQ==" }), { message: /32 MB/ });
  const other = await hub.person("other", ["manager"]);
  await t.throwsAsync(other.hub(uploadImport, { import: id, content: "QQ==" }), { message: /this import/ });
});
