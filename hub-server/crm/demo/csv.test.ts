import test from "ava";
import { readCsv } from "./csv.ts";

test("quoted fields keep commas, line breaks and quotes", (t) => {
  t.deepEqual(readCsv('a,b\r\n"1, 2","say ""hi""\r\nthere"\r\n,\r\n'), [
    { a: "1, 2", b: 'say "hi"\r\nthere' },
    { a: "", b: "" },
  ]);
});

test("the last line break may be missing, and LF does for CRLF", (t) => {
  t.deepEqual(readCsv("a,b\n1,"), [{ a: "1", b: "" }]);
  t.deepEqual(readCsv(""), []);
});

test("a record with too few fields, and a stray quote, are refused", (t) => {
  t.throws(() => readCsv("a,b\n1\n"), { message: "Record 1 must have 2 fields; it has 1." });
  t.throws(() => readCsv('a,b\n1,2"3\n4,5\n'), { message: /stray quote/ });
});
