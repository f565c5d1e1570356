import test from "ava";
import { day, fileSize, plainDate } from "./words.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test("a day names its year only when it is another one", (t) => {
  t.is(day("2026-11-17T14:05:00Z", "en-GB", now), "17 Nov");
  t.is(day("2024-03-14T14:05:00Z", "en-GB", now), "14 Mar 2024");
});

test("what is no date is shown as it came", (t) => {
  t.is(day("soon", "en", now), "soon");
  t.is(plainDate("2024-13-45", "en"), "2024-13-45");
});

test("a date without time is the same day in every time zone", (t) => {
  t.is(plainDate("2024-03-14", "en-GB"), "14 Mar 2024");
});

test("sizes are told in the unit that people use", (t) => {
  t.is(fileSize(512, "en"), "512 byte");
  t.is(fileSize(1_430_000, "en"), "1.4 MB");
});
