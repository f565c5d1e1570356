/** Files as people have them: read, understood, loaded, told, taken back. */
import { readFileSync, existsSync } from "node:fs";
import test from "ava";
import { connect } from "../../client.ts";
import {
  importDetails,
  importReport,
  listChanges,
  listImports,
  mergeParty,
  parties,
  previewImport,
  runImport,
  stepImport,
  undoImport,
  deals,
  type Input,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

type Client = ReturnType<typeof connect>;
const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString("base64");

async function look(
  file: string,
  text: string | Uint8Array,
  more: Partial<Input<typeof previewImport>> = {},
  as: Client = hub.admin.hub,
) {
  return as(previewImport, { file, content: base64(text), ...more });
}

async function settled(id: string, as: Client = hub.admin.hub) {
  for (;;) {
    const now = await as(stepImport, { import: id });
    if (now.state !== "running" && now.state !== "undoing") return as(importDetails, { import: id });
  }
}

async function load(
  file: string,
  text: string | Uint8Array,
  more: Partial<Input<typeof previewImport>> = {},
  as: Client = hub.admin.hub,
) {
  const { id } = await look(file, text, more, as);
  await as(runImport, { import: id });
  return settled(id, as);
}

test("people and their companies come in, each with its addresses, and again without a second one", async (t) => {
  const file = `Record ID,First Name,Last Name,Email,Phone Number,Company Name,Lifecycle Stage,Shoe size
7,Ann,Arbor,ann@arbor.example,+49 30 1,Arbor Oak,customer,007
8,Ben,Birch,ben@birch.example;b2@birch.example,,Arbor Oak,lead,
`;
  const looked = await look("hubspot-contacts.csv", file);
  t.is(looked.source, "hubspot");
  t.is(looked.noun, "party");
  t.deepEqual(looked.would, { add: 2, update: 0, repeat: 0, refuse: 0 });
  await hub.admin.hub(runImport, { import: looked.id });
  const done = await settled(looked.id);
  t.deepEqual([done.added, done.refused, done.besides, done.state], [2, 0, 1, "done"]);
  const ann = await hub.admin.hub(parties.details, { ref: "ann@arbor.example" });
  t.is(ann.kind, "person");
  t.is(ann.parent?.title, "Arbor Oak");
  t.deepEqual(ann.custom, { shoe_size: "007" });
  t.is(ann.roles[0]?.role, "customer");
  const [change] = (await hub.admin.hub(listChanges, { ref: ann.number })).items;
  t.is(change!.source, "import");
  const { rows } = await hub.database.pool
    .query("select 1")
    .then(() =>
      ownerQuery(
        `select source_ref from hub.change_event where entity_id = '${ann.id}' order by seq limit 1`,
      ),
    );
  t.like(rows[0], { source_ref: { file: "hubspot-contacts.csv", row: "1" } });
  const again = await load("hubspot-contacts.csv", file.replace("007", "008"));
  t.deepEqual([again.added, again.updated, again.unchanged, again.besides], [0, 1, 1, 0]);
  t.deepEqual((await hub.admin.hub(parties.details, { ref: ann.number })).custom, { shoe_size: "008" });
});

test("what another program calls a party leads to the one that it was merged into", async (t) => {
  const companies = (name: string) => `Record ID,Company name,City\n71,${name},Bonn\n72,Merge Two,Bonn\n`;
  await load("hubspot-companies.csv", companies("Merge One"));
  await load("hubspot-companies.csv", "Record ID,Company name,City\n73,Merge Three,Bonn\n");
  const merge = (ref: string, into: string) => hub.admin.hub(mergeParty, { ref, into });
  await merge("Merge One", "Merge Two");
  await merge("Merge Two", "Merge Three");
  const again = await load("hubspot-companies.csv", `${companies("Merge One")}73,Merge Three,Köln\n`);
  t.deepEqual([again.added, again.refused], [0, 0]);
  const { items } = await hub.admin.hub(parties.find, { text: "merge" });
  t.deepEqual(
    items.map(({ name, city }) => [name, city]),
    [["Merge Three", "Köln"]],
  );
});

async function ownerQuery(sql: string) {
  const { Client: Pg } = await import("pg");
  const client = new Pg({ connectionString: hub.database.ownerUrl });
  await client.connect();
  const result = await client.query(sql);
  await client.end();
  return result;
}

test("any encoding, delimiter, decimal sign and order of dates", async (t) => {
  const text = 'Firma;PLZ;Ort;Note\r\n"Müller & Söhne";01067;Dresden;"zwei\r\nZeilen"\r\n';
  const utf16 = Buffer.from(`\u{FEFF}${text}`, "utf16le");
  const cp1252 = Buffer.from(text, "latin1");
  for (const [bytes, encoding] of [
    [utf16, "utf-16le"],
    [cp1252, "windows-1252"],
    [Buffer.from(`\u{FEFF}${text}`), "utf-8"],
  ] as const) {
    const looked = await look("kunden.csv", bytes);
    t.is(looked.encoding, encoding);
    t.is(looked.delimiter, ";");
    t.like(looked.first[0], {
      name: "Müller & Söhne",
      postal_code: "01067",
      city: "Dresden",
      note: "zwei\nZeilen",
    });
  }
  const offers =
    'Deal Name,Amount,Close Date,Deal Stage\nA,"1.234,50 €",31.12.2026,Won\nB,"10,00 €",01.02.2027,Qualified\n';
  const looked = await look("deals.csv", offers);
  t.deepEqual(looked.questions, []);
  t.like(looked.first[0], {
    value: { amount_minor: 123_450, currency: "EUR" },
    expected_close: "2026-12-31",
  });
  t.like(looked.first[1], { value: { amount_minor: 1000, currency: "EUR" }, expected_close: "2027-02-01" });
});

test("what could be read two ways is asked, and nothing runs before it is answered", async (t) => {
  const text = 'Deal Name,Amount,Close Date,Deal Stage\nUnsure,"1,234",03/04/2026,Won\n';
  const looked = await look("deals.csv", text);
  t.deepEqual(
    looked.questions.map(({ key }) => key),
    ["numbers.1", "dates.2"],
  );
  await t.throwsAsync(hub.admin.hub(runImport, { import: looked.id }), { message: /thousands/ });
  const answers = { "numbers.1": ",", "dates.2": "dmy" };
  const told = await hub.admin.hub(previewImport, { import: looked.id, answers });
  t.deepEqual(told.questions, []);
  t.like(told.first[0], { value: { amount_minor: 123 }, expected_close: "2026-04-03" });
  await hub.admin.hub(runImport, { import: looked.id });
  t.is((await settled(looked.id)).added, 1);
  const [deal] = (await hub.admin.hub(deals.find, { text: "Unsure" })).items;
  t.is(deal!.stage?.title, "Won");
});

test("each row is loaded or refused with its place, its reason and what would have been right", async (t) => {
  const text = `name,email,website
Good One,good@one.example,one.example
Bad Mail,nonsense,
,,
"Short"
=cmd(),c@md.example,http://x
Good Two,,https://two.example
"unclosed,x,y
`;
  const done = await load("mixed.csv", text, { mapping: {} });
  t.is(done.added + done.refused, done.rows);
  t.is(done.added, 2);
  t.deepEqual(
    done.problems.map(({ row, line, column, value }) => [row, line, column, value]),
    [
      [2, 3, "email", "nonsense"],
      [3, 5, null, "Short"],
      [4, 6, "website", "http://x"],
      [6, 8, null, '"unclosed,x,y'],
    ],
  );
  t.true(done.problems.every(({ reason }) => reason.length > 5));
  const { base64: file, file_name } = await hub.admin.hub(importReport, { import: done.id });
  const report = Buffer.from(file, "base64").toString("utf8");
  t.is(file_name, "mixed.refused.csv");
  t.regex(
    report,
    /^\u{FEFF}name,email,website,row,line,column,reason,allowed\r\nBad Mail,nonsense,,2,3,email,/u,
  );
  t.true(report.includes("\r\n'=cmd(),c@md.example"));
  const mended = await look("mixed.refused.csv", report.replaceAll("http://x", "https://x.example"));
  t.is(mended.first.find((row) => String(row["name"]).includes("cmd"))?.["name"], "=cmd()");
});

test("an import is taken back whole, except what was edited since, which is shown", async (t) => {
  const text =
    "name,city,email\nUndo One,Bonn,u1@undo.example\nUndo Two,Bonn,u2@undo.example\nUndo Three,Bonn,u3@undo.example\n";
  const done = await load("undo.csv", text);
  t.is(done.added, 3);
  await hub.admin.hub(parties.change, { ref: "Undo Two", city: "Berlin" });
  await hub.admin.hub(undoImport, { import: done.id });
  const undone = await settled(done.id);
  t.deepEqual([undone.state, undone.kept], ["undone", 2]);
  t.true(undone.kept_records.some(({ title }) => title === "Undo Two"));
  t.deepEqual(
    (await hub.admin.hub(parties.list, { limit: 200 })).items
      .map((item) => item.name)
      .filter((name) => name?.startsWith("Undo")),
    ["Undo Two"],
  );
  t.is((await load("undo.csv", text)).added, 2);
});

test("nobody sees the import of somebody else, and rights count for each row", async (t) => {
  const done = await load("mine.csv", "name,email\nMine,mine@mine.example\n");
  const seller = await hub.person("seller9", ["sales-executive"]);
  await t.throwsAsync(seller.hub(importDetails, { import: done.id }), { message: /this import/ });
  t.deepEqual((await seller.hub(listImports, {})).items, []);
  const theirs = await load(
    "theirs.csv",
    "name,email\nOther,mine@mine.example\nOwn,own@own.example\n",
    {},
    seller.hub,
  );
  t.deepEqual([theirs.added, theirs.refused], [2, 0]); // a hidden record answers like a missing one
  const developer = await hub.person("dev9", ["product-developer"]);
  const stopped = await load("dev.csv", "name,email\nNot Mine,x@y.example\n", {}, developer.hub);
  t.is(stopped.state, "stopped");
  t.regex(stopped.problem!, /party:add/);
});

const atomic = new URL("../../../../shared/data/atomic-crm/contacts.csv", import.meta.url);
const withAtomic = existsSync(atomic) ? test : test.skip;
withAtomic("a real file of 500 people in 55 companies (needs ../shared)", async (t) => {
  const looked = await look("contacts.csv", readFileSync(atomic));
  t.is(looked.source, "atomic-crm");
  t.deepEqual(looked.would, { add: 500, update: 0, repeat: 0, refuse: 0 });
});
