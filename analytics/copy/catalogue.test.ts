import test from "ava";
import { readComment } from "./catalogue.ts";
import { touchedIn } from "./touched.ts";
import { columnOf } from "./types.ts";

test("a comment declares what touches a view and whose its rows are", (t) => {
  t.deepEqual(
    readComment("interaction", '{"depends": {"party": "party_id", "person": ["a", "b"]}, "scope": ["a"]}'),
    {
      depends: { party: ["party_id"], person: ["a", "b"] },
      scope: ["a"],
    },
  );
});

test("prose and no comment declare nothing", (t) => {
  for (const comment of [null, "", "Products, one row each."])
    t.deepEqual(readComment("product", comment), { depends: {}, scope: [] });
});

test("a comment that starts like JSON and is something else is refused", (t) => {
  for (const comment of ['{"depends": ', '{"depends": 1}', '{"depends": {"party": 1}}', '{"scope": [null]}'])
    t.throws(() => readComment("party", comment), { code: "comment-invalid" }, comment);
});

test("an entity touches the view of its name by id and others by what they declare", (t) => {
  const view = { name: "interaction", columns: [], depends: { party: ["party_id"] }, scope: [] };
  const keys = new Map([
    ["interaction", ["1"]],
    ["party", ["2"]],
    ["product", ["3"]],
  ]);
  t.deepEqual(touchedIn(view, keys), [
    { column: "id", ids: ["1"] },
    { column: "party_id", ids: ["2"] },
  ]);
  t.is(touchedIn(view, new Map([["party", null]])), "all");
  t.deepEqual(touchedIn(view, new Map([["product", null]])), []);
});

test("types are kept exactly where DuckDB can", (t) => {
  const type = (
    udt_name: string,
    numeric_precision: number | null = null,
    numeric_scale: number | null = null,
  ) => columnOf({ column_name: 'a"b', udt_name, numeric_precision, numeric_scale });
  t.is(type("timestamptz").type, "TIMESTAMP");
  t.is(type("timestamptz").read, `("a""b" at time zone 'UTC')`);
  t.is(type("numeric", 12, 2).type, "DECIMAL(12,2)");
  t.is(type("numeric").type, "DOUBLE");
  t.is(type("numeric", 50, 2).type, "DOUBLE");
  t.is(type("_text").read, '"a""b"::text');
});
