/** Files that no spreadsheet wrote: taken in within bounds, or refused. */
import test from "ava";
import { valuesOf } from "../values.ts";
import type { Plan } from "../plan.ts";
import { readCsv as readPieces } from "./read.ts";
import type { Line } from "./records.ts";

/** A file in pieces of any length. */
async function readCsv(text: string, piece = 100_000) {
  const records: Line[] = [];
  const pieces = async function* () {
    await Promise.resolve();
    for (let from = 0; from < text.length; from += piece) yield text.slice(from, from + piece);
  };
  const read = await readPieces(pieces(), (lines) => Promise.resolve(void records.push(...lines)));
  return { ...read, records };
}

test("a header of too many columns is refused, and a line without an end", async (t) => {
  await t.throwsAsync(readCsv(",a".repeat(501)), { message: /502 columns; at most 500/ });
  await t.throwsAsync(readCsv(`${"a,".repeat(2_000_000)}\nb`), { message: /columns/ });
  const { records } = await readCsv(`a,b\n1,2\n"${"x,\n".repeat(1_700_000)}`);
  t.is(records.length, 2);
  t.regex(records[1]!.problem!, /longer than|never ends/);
});

test("a cell of any length refuses its row alone", async (t) => {
  const { records } = await readCsv(`a,b\n1,${"y".repeat(20_001)}\n3,4\n`);
  t.regex(records[0]!.problem!, /longer than 20000/);
  t.deepEqual(records[1]!.cells, ["3", "4"]);
});

const column = (field: string) => ({ header: field, field, order: "dmy", decimal: "." }) as const;
const planOf = (noun: Plan["noun"], ...fields: string[]): Plan => ({
  noun,
  source: "file",
  columns: fields.map(column),
  match: [],
  answers: {},
  currency: "EUR",
});

test("a long cell is not looked at for what is short: no program needs more than a moment for it", (t) => {
  const long = 1_000_000;
  const party = planOf("party", "email", "website", "name");
  const read = valuesOf(party, [`a@${".".repeat(long)}@`, `a${".".repeat(long)} `.repeat(2), "Name"]);
  t.deepEqual(
    read.problems.map((problem) => problem.column),
    ["email", "website"],
  );
  const talk = planOf("interaction", "duration_s", "at");
  const spaces = " ".repeat(long);
  const said = valuesOf(talk, [`1${spaces}x`, `1/1/2026 10:00${spaces}x`]);
  t.is(said.problems.length, 2);
});

test("an amount without a currency that is one is not taken for another's", (t) => {
  const plan = planOf("product", "name", "unit_price", "currency");
  const read = (...cells: string[]) => {
    const { fields, problems } = valuesOf(plan, cells);
    return problems[0]?.reason ?? (fields["unit_price"] as { currency: string }).currency;
  };
  t.is(read("Tea", "100", "€"), "EUR");
  t.is(read("Tea", "100", "US Dollar"), "USD");
  t.is(read("Tea", "$100", "CAD"), "CAD");
  t.is(read("Tea", "100", "Dukaten"), "this is not a currency");
  t.is(read("Tea", "100 USD", "EUR"), "the amount is in USD");
  t.is(read("Tea", "10 PCS", "EUR"), "this is not an amount");
  t.is(read("Tea", "100", ""), "EUR");
});

test("half of a character never reaches the database", (t) => {
  const { fields } = valuesOf(planOf("party", "name"), [`${"x".repeat(299)}\u{1F375}`]);
  t.true(String(fields["name"]).isWellFormed());
});
