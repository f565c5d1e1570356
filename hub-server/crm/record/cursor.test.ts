/** A cursor is a text that a page gave, or is refused before the database reads it. */
import test from "ava";
import { decodeCursor, encodeCursor } from "./cursor.ts";

const id = "01a203e6-c0ba-7c01-ac72-4df77be0183c";
const refused = { name: "InputInvalid" };

test("what a page gave comes back", (t) => {
  for (const [value, kind] of [
    ["müller", "text"],
    [null, "text"],
    ["12", "number"],
    ["2026-02-28", "time"],
    ["infinity", "time"],
    ["2026-02-28 10:00:00.123456+00", "time"],
    ["1880-01-01 00:53:28+00:53:28", "time"],
  ] as const)
    t.deepEqual(decodeCursor(encodeCursor({ value, id }), kind), { value, id });
});

test("what is no id, no number or no time is refused", (t) => {
  for (const wrong of ["-".repeat(36), id.replace("-", "0"), ""])
    t.throws(() => decodeCursor(encodeCursor({ value: null, id: wrong })), refused);
  for (const value of ["abc", "", "1e9", "-1", "9".repeat(20), null])
    t.throws(() => decodeCursor(encodeCursor({ value, id }), "number"), refused);
  for (const value of [
    "abc",
    "",
    "2026-02-31",
    "2026-01-01 25:00:00+00",
    "2026-01-01 10:00:00",
    "0000-01-01",
    null,
  ])
    t.throws(() => decodeCursor(encodeCursor({ value, id }), "time"), refused);
  t.throws(() => decodeCursor("no cursor"), refused);
});
